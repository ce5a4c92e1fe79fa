import { PLAIN_AFTERCARE } from '@app/catalogue/domain';
import {
  china,
  type City,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  PHONE,
  raise,
  resident,
  sanitation,
  smallCity,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { reportersPart } from './reworking.js';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';
import type { Satisfaction } from './whistle.words.js';

const START = china('03-02', '09:00');
const CALLED = china('03-03', '09:00');
const A1 = { assignmentId: 'a1' };
/** A direct order of four working hours, done at once, and followed up. */
const handled = [
  raise({ categoryCode: 'NY01' }, resident, START),
  command(commands.AcceptWhistle, { categoryCode: 'CG01' }, desk, START),
  command(commands.DispatchWhistle, {}, desk, START),
  command(commands.SignAssignment, A1, sanitation, START),
  command(commands.SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '好' }, sanitation, START),
];
const open = command(commands.StartFollowUp, {}, supervisor, CALLED);
const answer = (solved: boolean, satisfaction: Satisfaction, at = CALLED) =>
  command(commands.RecordFollowUp, { answered: true, solved, satisfaction, by: 'STAFF' }, supervisor, at);
const back = (at = CALLED) => command(commands.SendBack, { reason: `仍有异味，${PHONE}可证` }, supervisor, at);
const again = command(commands.SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '好' }, sanitation, CALLED);
const unsolved = [open, answer(false, 'DISSATISFIED')];
const after = (...told: readonly commands.AnyWhistleCommand[]) =>
  given(whistle, happenedIn(smallCity, ...handled, ...told));
const stateAfter = (...told: readonly commands.AnyWhistleCommand[]) =>
  happenedIn(smallCity, ...handled, ...told).reduce(whistle.evolve, whistle.initial);

describe('sending back (退回重办)', () => {
  it('is of what the reporter is not satisfied with, and gives the lead its time anew', () => {
    const [rework, clock] = happenedIn(smallCity, ...handled, ...unsolved, back()).slice(-2);
    expect(rework).toMatchObject({
      type: 'ReworkOrdered',
      data: { n: 1, cause: 'REPORTER', reason: '仍有异味，〔电话〕可证', assignments: [{ ...A1, unitId: 'XY-HW' }] },
    });
    // four working hours from Tuesday nine: three until noon, one from 14:00
    expect(clock).toMatchObject({ data: { clock: 'HANDLE', startedAt: CALLED, dueAt: china('03-03', '15:00') } });
    expect(stateAfter(...unsolved, back())).toMatchObject({ status: 'HANDLING', reworks: 1 });
    expect(stateAfter(...unsolved, back(), again)).toMatchObject({ status: 'HANDLED' });
  });

  it.each([
    [true, 'VERY_SATISFIED', false],
    [true, 'SATISFIED', false],
    [true, 'MOSTLY_SATISFIED', false],
    [true, 'NEUTRAL', true],
    [true, 'DISSATISFIED', true],
    [false, 'SATISFIED', true],
  ] as const)('solved: %s, %s: %s', (solved, satisfaction, isOpen) => {
    const told = after(open, answer(solved, satisfaction));
    if (isOpen) expect(stateAfter(open, answer(solved, satisfaction), back())).toMatchObject({ status: 'HANDLING' });
    else told.when(back(), smallCity).thenRefused('rework/reporter-satisfied');
  });

  it('needs an answer', () => {
    after(open).when(back(), smallCity).thenRefused('rework/no-answer');
  });

  it('is possible twice; after that only of what somebody supervises (督办)', () => {
    const round = [...unsolved, back(), again];
    const thrice = [...round, ...round, ...unsolved];
    after(...thrice)
      .when(back(), smallCity)
      .thenRefused('rework/supervise-first', { most: 2 });
    const supervised = command(commands.OpenSupervision, { level: 'BLUE', reason: '两次返工' }, supervisor, CALLED);
    expect(stateAfter(...thrice, supervised, back())).toMatchObject({ status: 'HANDLING', reworks: 3 });
    const strict = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, reworks: 0 } } });
    after(...unsolved)
      .when(back(), strict)
      .thenRefused('rework/supervise-first', { most: 0 });
  });
});

describe('opening again (重办)', () => {
  const CLOSED = china('03-03', '10:00');
  const closed = [open, answer(true, 'SATISFIED'), command(commands.CloseWhistle, {}, supervisor, CLOSED)];
  const reopen = (actor = supervisor, at = china('03-10', '09:00')) =>
    command(commands.ReopenWhistle, { cause: 'RECURRENCE', reason: `又堆满了，${PHONE}` }, actor, at);

  it('goes to whoever led it last, with the time to handle anew, and is counted there', () => {
    const [reopened, clock] = happenedIn(smallCity, ...handled, ...closed, reopen()).slice(-2);
    expect(reopened).toEqual({
      type: 'WhistleReopened',
      data: {
        cause: 'RECURRENCE',
        reason: '又堆满了，〔电话〕',
        by: 'STAFF',
        ...A1,
        unitId: 'XY-HW',
        reportsIn: false,
      },
      occurredAt: china('03-10', '09:00'),
    });
    expect(clock).toMatchObject({ data: { clock: 'HANDLE', ...A1, dueAt: china('03-10', '15:00') } });
    const state = stateAfter(...closed, reopen());
    expect(state).toMatchObject({ status: 'HANDLING', assignments: [{ resultSubmitted: false }] });
    for (const gone of ['kind', 'result', 'followUp', 'closedAt']) expect(state).not.toHaveProperty(gone);
  });

  it('is for the reporter within thirty days of the closing, to the minute, and for whoever supervises it at any time', () => {
    const last = china('04-02', '10:00');
    expect(stateAfter(...closed, reopen(resident, last))).toMatchObject({ reopened: { by: 'REPORTER' } });
    after(...closed)
      .when(reopen(resident, china('04-02', '10:01')), smallCity)
      .thenRefused('reopen/too-late', { days: 30 });
    expect(stateAfter(...closed, reopen(supervisor, china('05-20', '10:00')))).toMatchObject({ status: 'HANDLING' });
  });

  it('and answering are told to the reporter as long as they are possible', () => {
    const part = (at: string, ...told: readonly commands.AnyWhistleCommand[]) => {
      const state = stateAfter(...told);
      return state.status === 'NONE' ? undefined : reportersPart(state, at, smallCity);
    };
    const unreached = command(commands.CloseWhistle, { forced: true, note: '已电话说明' }, supervisor, CLOSED);
    const mayReopenUntil = china('04-02', '10:00');
    expect(part(CALLED)).toEqual({ mayAnswer: false });
    expect(part(CALLED, open)).toEqual({ mayAnswer: true });
    expect(part(CALLED, open, answer(true, 'SATISFIED'))).toEqual({ mayAnswer: false });
    expect(part(CLOSED, ...closed)).toEqual({ mayAnswer: false, mayReopenUntil });
    expect(part(mayReopenUntil, open, unreached)).toEqual({ mayAnswer: true, mayReopenUntil });
    expect(part(CLOSED, unreached)).toEqual({ mayAnswer: false, mayReopenUntil });
    expect(part(china('04-02', '10:01'), ...closed)).toEqual({ mayAnswer: false });
  });

  describe('where whoever led it is no more (机构合并)', () => {
    const gone = china('03-05', '00:00');
    const merger = { type: 'OrgUnitsMerged' as const, data: { from: ['XY-HW'], into: 'XY-CGJ', at: gone } };
    const end = { type: 'OrgUnitRetired', data: { unitId: 'XY-HW', at: gone } } as const;
    const history = happenedIn(smallCity, ...handled, ...closed);
    const reopenedIn = (city: City) => {
      const decided = whistle.decide(reopen(), history.reduce(whistle.evolve, whistle.initial), city);
      const events = [...history, ...decided.map((event) => ({ ...event, occurredAt: china('03-10', '09:00') }))];
      return { decided, state: events.reduce(whistle.evolve, whistle.initial) };
    };

    it('goes to its successor, who has done what that unit had done', () => {
      const { decided, state } = reopenedIn(cityWith({ directory: [merger] }));
      expect(decided.map(({ type }) => type)).toEqual([
        'WhistleReopened',
        'AssignmentCreated',
        'AssignmentReleased',
        'DeadlineSet',
      ]);
      expect(decided).toMatchObject([
        { data: { ...A1, unitId: 'XY-HW' } },
        { data: { assignmentId: 'a2', unitId: 'XY-CGJ', role: 'LEAD', takesOver: 'a1' } },
        { data: { ...A1, cause: 'SUPERSEDED', successorUnitId: 'XY-CGJ' } },
        { data: { clock: 'HANDLE', assignmentId: 'a2', unitId: 'XY-CGJ', dueAt: china('03-10', '15:00') } },
      ]);
      expect(state).toMatchObject({
        status: 'HANDLING',
        assignments: [{ released: 'SUPERSEDED' }, { assignmentId: 'a2', signed: true, resultSubmitted: false }],
      });
    });

    it('goes back to dispatch, if nobody goes on with its work', () => {
      const { decided, state } = reopenedIn(cityWith({ directory: [end] }));
      expect(decided).toMatchObject([
        { type: 'WhistleReopened', data: { cause: 'RECURRENCE', caseStatus: 'BACK_AT_DISPATCH' } },
        { type: 'AssignmentReleased', data: { ...A1, cause: 'SUPERSEDED' } },
        { type: 'WhistleRouted' },
        { type: 'DeadlineSet', data: { clock: 'DISPATCH', startedAt: china('03-10', '09:00') } },
      ]);
      expect(decided[0]?.data).not.toHaveProperty('unitId');
      expect(state).toMatchObject({ status: 'BACK_AT_DISPATCH', assignments: [{ released: 'SUPERSEDED' }] });
      const city = cityWith({ directory: [end] });
      const given = command(
        commands.RedispatchWhistle,
        { leadUnitId: 'XY-CGJ', overrideReason: '职责划转' },
        desk,
        china('03-10', '10:00'),
      );
      expect(whistle.decide(given, state, city).map(({ type }) => type)).toContain('AssignmentCreated');
    });
  });

  it('of what no unit had goes to the desk (自行处置)', () => {
    const told = [
      raise({ categoryCode: 'SQ01', anonymity: 'ANONYMOUS' }, resident, START),
      command(commands.AcceptWhistle, {}, desk, START),
      command(commands.SelfResolve, { evidence: '已清' }, { ...desk, id: 'grid', role: 'GRID_WORKER' as const }, START),
      command(commands.CloseWhistle, {}, supervisor, CLOSED),
      reopen(),
    ];
    const events = happenedIn(smallCity, ...told);
    expect(events.slice(-2)).toMatchObject([
      { type: 'WhistleReopened', data: { cause: 'RECURRENCE', by: 'STAFF' } },
      { type: 'DeadlineSet', data: { clock: 'DISPATCH', startedAt: china('03-10', '09:00') } },
    ]);
    expect(events.reduce(whistle.evolve, whistle.initial)).toMatchObject({ status: 'ACCEPTED' });
  });
});
