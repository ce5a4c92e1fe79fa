import {
  command,
  desk,
  given,
  happened,
  hoursLater,
  minutesLater,
  NOON,
  PHONE,
  raise,
  smallCity,
  stateAfter,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { AcceptWhistle, DispatchWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const VERSIONS = { catalogueVersion: '14', directoryVersion: '18' };
const lead = (unitId: string, reason = 'dispatcher', more = {}) =>
  created('a1', unitId, { role: 'LEAD', reason, ...more });
const created = (assignmentId: string, unitId: string, more: object = {}): WhistleEvent => ({
  type: 'AssignmentCreated',
  data: {
    assignmentId,
    unitId,
    role: 'ASSIST',
    mandatory: true,
    reportsIn: true,
    reason: 'dispatcher',
    ...more,
  },
});
const due = (
  clockId: string,
  [assignmentId, unitId]: readonly [string, string],
  dueAt: string,
  limit: { amount: number; unit: 'MIN' | 'UH' | 'WH' | 'WD' | 'ND' },
): WhistleEvent => ({
  type: 'DeadlineSet',
  data: {
    clockId,
    clock: clockId.split('-')[0] as 'SIGN',
    assignmentId,
    unitId,
    startedAt: NOON,
    dueAt,
    limit,
    kind: ({ WH: 'WORKING_SECONDS', WD: 'WORKDAY_COUNT' } as const)[limit.unit as 'WH'] ?? 'CONTINUOUS',
    policyVersion: 'XY@1',
    calendarVersion: 'CN@1',
    provisional: false,
    pauses: [],
    marks: [],
    timer: true,
    cause: 'STARTED',
  },
});
const accepted = (categoryCode = 'WY02', input: AcceptWhistle['input'] = {}) => [
  raise({ categoryCode }),
  command(AcceptWhistle, input),
];
const dispatch = (input: DispatchWhistle['input'] = {}) => command(DispatchWhistle, input, desk, NOON);
const dispatching = (input: DispatchWhistle['input'], categoryCode?: string) =>
  given(whistle, happened(...accepted(categoryCode))).when(dispatch(input), smallCity);

describe('dispatching (派单)', () => {
  it('assigns one lead and the assisting units, and starts the clocks of each', () => {
    const zj = ['a1', 'XY-ZJ'] as const;
    const jd = ['a2', 'XY-S1-JD'] as const;
    dispatching({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD', mandatory: false }] }).thenEvents(
      { type: 'WhistleDispatched', data: { round: 1, mode: 'MANUAL', by: 'desk', ...VERSIONS } },
      lead('XY-ZJ'),
      due('SIGN-3', zj, hoursLater(3), { amount: 1, unit: 'WH' }),
      due('CONTACT-4', zj, hoursLater(24), { amount: 24, unit: 'UH' }),
      due('REPORT_IN-5', zj, hoursLater(78), { amount: 3, unit: 'WD' }),
      due('HANDLE-6', zj, hoursLater(168), { amount: 7, unit: 'ND' }),
      created('a2', 'XY-S1-JD', { mandatory: false }),
      due('SIGN-7', jd, hoursLater(3), { amount: 1, unit: 'WH' }),
      due('CONTACT-8', jd, hoursLater(24), { amount: 24, unit: 'UH' }),
      due('REPORT_IN-9', jd, hoursLater(78), { amount: 3, unit: 'WD' }),
      due('HANDLE-10', jd, hoursLater(168), { amount: 7, unit: 'ND' }),
    );
  });

  it.each([
    ['WY09', [minutesLater(15), minutesLater(30), minutesLater(30), hoursLater(2)]],
    ['HJ03', [hoursLater(1), hoursLater(2), hoursLater(2), hoursLater(24)]],
    ['ZX', [hoursLater(3), hoursLater(24), hoursLater(78), hoursLater(174)]],
    ['WY05', [hoursLater(3), hoursLater(24), hoursLater(174), hoursLater(360)]],
  ])('sets SIGN, CONTACT, REPORT_IN and HANDLE by urgency, for %s', (code, dates) => {
    const told = code === 'ZX' ? accepted('SQ01') : accepted(code);
    const events = happened(...told, dispatch()).slice(happened(...told).length);
    const ofLead = events.flatMap((event) =>
      event.type === 'DeadlineSet' && event.data.assignmentId === 'a1' ? [[event.data.clock, event.data.dueAt]] : [],
    );
    expect(ofLead).toEqual(['SIGN', 'CONTACT', 'REPORT_IN', 'HANDLE'].map((clock, index) => [clock, dates[index]]));
  });

  it('starts no HANDLE clock where the date is agreed case by case', () => {
    expect(stateAfter(...accepted('ZZ01'), dispatch())).toMatchObject({
      clocks: [{ clock: 'SIGN' }, { clock: 'CONTACT' }, { clock: 'REPORT_IN' }],
    });
  });

  it('stops the desk’s clock', () => {
    const state = stateAfter(...accepted(), dispatch());
    expect(state).toMatchObject({ status: 'DISPATCHED', round: 1, dispatchedBy: ['desk'] });
    expect('clocks' in state && state.clocks.map(({ clock }) => clock)).not.toContain('DISPATCH');
  });

  it('takes what routing suggested when no unit is named', () => {
    const assigned = happened(...accepted(), dispatch()).flatMap((event) =>
      event.type === 'AssignmentCreated' ? [[event.data.unitId, event.data.role, event.data.mandatory]] : [],
    );
    expect(assigned).toEqual([
      ['XY-ZJ', 'LEAD', true],
      ['XY-S1-JD', 'ASSIST', true],
      ['XY-S1-GA', 'ASSIST', true],
    ]);
  });

  it('leaves a named lead alone, without the suggested assisting units', () => {
    expect(stateAfter(...accepted(), dispatch({ leadUnitId: 'XY-ZJ' }))).toMatchObject({
      assignments: [{ unitId: 'XY-ZJ', role: 'LEAD' }],
    });
  });

  it('keeps the dispatcher’s own assisting units beside the suggested lead', () => {
    expect(stateAfter(...accepted(), dispatch({ assists: [{ unitId: 'XY-GA', mandatory: false }] }))).toMatchObject({
      assignments: [
        { unitId: 'XY-ZJ', role: 'LEAD', mandatory: true },
        { unitId: 'XY-GA', role: 'ASSIST', mandatory: false },
      ],
    });
  });

  it('takes the successor of a merged unit for the unit itself', () => {
    const state = stateAfter(...accepted('YL01').slice(0, 1));
    expect(state).toMatchObject({ status: 'DISPATCHED', assignments: [{ unitId: 'XY-CGJ' }] });
  });

  it('refuses when routing found no lead and none is named, with the problems', () => {
    dispatching({}, 'NY01').thenRefused('dispatch/no-lead', {
      problems: ['NY01 秸秆焚烧的主责单位类型为NY，但没有管辖XY/S1/C01/G1的该类单位'],
    });
  });

  it.each([
    ['a unit twice', { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-ZJ' }] }, 'dispatch/unit-twice', 'XY-ZJ'],
    ['an unknown unit', { leadUnitId: 'XY-XX' }, 'dispatch/unit-not-active', 'XY-XX'],
    ['a unit that was closed down', { leadUnitId: 'XY-SJ' }, 'dispatch/unit-not-active', 'XY-SJ'],
    [
      'a unit that was merged',
      { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-YL' }] },
      'dispatch/unit-not-active',
      'XY-YL',
    ],
    ['a lead outside the matrix', { leadUnitId: 'XY-HW' }, 'dispatch/outside-matrix', 'XY-HW'],
    ['an assisting type as lead', { leadUnitId: 'XY-S1-JD' }, 'dispatch/outside-matrix', 'XY-S1-JD'],
    [
      'an assisting unit outside the matrix',
      { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-HW' }] },
      'dispatch/outside-matrix',
      'XY-HW',
    ],
    [
      'a unit of another street',
      { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S2-JD' }] },
      'dispatch/wrong-area',
      'XY-S2-JD',
    ],
    [
      'a community whose list has no such item',
      { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-C01-SQ' }], overrideReason: '人手不足' },
      'dispatch/community-not-admitted',
      'XY-S1-C01-SQ',
    ],
  ])('refuses %s', (_what, input, code, unitId) => {
    dispatching(input).thenRefused(code, { unitId });
  });

  it('names admission before the matrix, for no reason would overcome it', () => {
    const assists = [{ unitId: 'XY-S1-C01-SQ' }];
    dispatching({ leadUnitId: 'XY-ZJ', assists }).thenRefused('dispatch/community-not-admitted');
  });

  it('convenes whoever acts together, a category of direct dispatch too', () => {
    const told = [raise({ categoryCode: undefined }), command(AcceptWhistle, { categoryCode: 'CG01' })];
    const assists = [{ unitId: 'XY-S1-JD' }];
    expect(stateAfter(...told, dispatch({ leadUnitId: 'XY-HW', assists, overrideReason: '需街道配合' }))).toMatchObject(
      {
        assignments: [{ reportsIn: true }, { reportsIn: true }],
        clocks: [{ clock: 'SIGN' }, { clock: 'CONTACT' }, { clock: 'REPORT_IN' }, { clock: 'HANDLE' }, {}, {}, {}, {}],
      },
    );
    expect(stateAfter(...told, dispatch({ leadUnitId: 'XY-HW' }))).toMatchObject({
      assignments: [{ reportsIn: false }],
    });
  });

  it('admits any type of unit as assisting where the matrix says so, and a community where its list has the item', () => {
    expect(
      stateAfter(...accepted('SQ01'), dispatch({ leadUnitId: 'XY-S1-C01-SQ', assists: [{ unitId: 'XY-HW' }] })),
    ).toMatchObject({ status: 'DISPATCHED' });
  });

  it('goes outside matrix and area with a reason, which holds no personal data', () => {
    const overrideReason = `居民${PHONE}要求`;
    const events = happened(
      ...accepted(),
      dispatch({ leadUnitId: 'XY-HW', assists: [{ unitId: 'XY-S2-JD' }], overrideReason }),
    );
    expect(events.find(({ type }) => type === 'WhistleDispatched')?.data).toEqual({
      round: 1,
      mode: 'MANUAL',
      by: 'desk',
      overrideReason: '居民〔电话〕要求',
      ...VERSIONS,
    });
    expect(JSON.stringify(events)).not.toContain(PHONE);
  });
});

describe('direct dispatch (直派)', () => {
  const types = (categoryCode: string) => happened(raise({ categoryCode })).map(({ type }) => type);

  it('goes straight to the responsible unit, without triage and without a report-in', () => {
    const hw = ['a1', 'XY-HW'] as const;
    const reason = 'CG01 暴露垃圾的主责单位类型为HW；辖区XY内的XY-HW单位（XY-HW）管辖XY/S1/C01/G1';
    const events = happened(raise({ categoryCode: 'CG01' })).map(({ occurredAt: _noon, ...event }) => event);
    expect(events.slice(1)).toEqual([
      {
        type: 'WhistleRouted',
        data: {
          categoryCode: 'CG01',
          lead: { unitId: 'XY-HW', role: 'LEAD', reason },
          assists: [],
          problems: [],
          grounds: [
            {
              unitId: 'XY-HW',
              code: 'COVERS_THE_PLACE',
              facts: { categoryCode: 'CG01', role: 'LEAD', unitType: 'HW', unitArea: 'XY', areaPath: 'XY/S1/C01/G1' },
            },
          ],
          ...VERSIONS,
        },
      },
      {
        type: 'WhistleAccepted',
        data: { categoryCode: 'CG01', conditionSeq: 1, urgency: 'P3', mode: 'DIRECT', ...VERSIONS },
      },
      { type: 'WhistleDispatched', data: { round: 1, mode: 'DIRECT', by: 'resident', ...VERSIONS } },
      lead('XY-HW', reason, { reportsIn: false }),
      due('SIGN-1', hw, hoursLater(3), { amount: 1, unit: 'WH' }),
      due('CONTACT-2', hw, hoursLater(24), { amount: 24, unit: 'UH' }),
      due('HANDLE-3', hw, hoursLater(6), { amount: 4, unit: 'WH' }),
    ]);
  });

  it('waits in triage with the problem named when there is no such unit', () => {
    expect(types('NY01')).toEqual(['WhistleRaised', 'WhistleRouted', 'DeadlineSet']);
    expect(stateAfter(raise({ categoryCode: 'NY01' }))).toMatchObject({
      status: 'RAISED',
      routing: { problems: ['NY01 秸秆焚烧的主责单位类型为NY，但没有管辖XY/S1/C01/G1的该类单位'] },
      clocks: [{ clock: 'ACCEPT' }],
    });
  });

  it('waits in triage with the problem named when a dispatch rule objects', () => {
    expect(types('SQ09')).toEqual(['WhistleRaised', 'WhistleRouted', 'DeadlineSet']);
    expect(stateAfter(raise({ categoryCode: 'SQ09' }))).toMatchObject({
      status: 'RAISED',
      routing: {
        lead: { unitId: 'XY-S1-C01-SQ' },
        problems: ['dispatch/community-not-admitted'],
        grounds: [
          { unitId: 'XY-S1-C01-SQ', code: 'COVERS_THE_PLACE' },
          {
            code: 'NOT_DISPATCHED_DIRECTLY',
            facts: {
              refusal: 'dispatch/community-not-admitted',
              proposedUnitId: 'XY-S1-C01-SQ',
              categoryCode: 'SQ09',
              areaPath: 'XY/S1/C01/G1',
            },
          },
        ],
      },
    });
  });
});
