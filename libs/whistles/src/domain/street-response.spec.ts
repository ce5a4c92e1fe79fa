import { china, cityWith, command, desk, given, gridWorker, happenedIn, PHONE, raise, street } from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand } from './whistle.commands.js';
import { whistle } from './whistle.js';
import { possibleActions } from './possible-actions.js';

/** The first street answers before departments are sent for: 4 working hours, 30 minutes if it is urgent. */
const rules = {
  pack: { areas: [{ areaPath: 'XY/S1', limits: {}, chain: 'THREE_HOP' as const }] },
  limits: { STREET_RESPONSE: { amount: 4, unit: 'WH' as const } },
  limitsOf: { P2: { STREET_RESPONSE: { amount: 30, unit: 'MIN' as const } } },
};
const city = cityWith({
  ...rules,
  directory: [
    {
      type: 'OrgUnitDefined',
      data: { id: 'XY-QZF', type: 'QZF', name: '区政府', areaPath: 'XY', from: '2026-01-01T00:00:00.000Z' },
    },
    {
      type: 'PostHeld',
      data: {
        personId: 'clerk-jd',
        name: '李',
        post: 'STREET_SECRETARY',
        areaPath: 'XY/S1',
        from: '2026-01-01T00:00:00.000Z',
      },
    },
  ],
});
const accept = command(commands.AcceptWhistle, {});
const accepted = [raise(), accept];
const answer = (input: commands.RespondAsStreet['input'], at?: string) =>
  command(commands.RespondAsStreet, input, street, at);
const blownOn = answer({ outcome: 'BLOWN_ON', note: `街道无执法权，联系${PHONE}` });
const solved = answer({ outcome: 'SELF_RESOLVED', evidence: '已组织清运' });
const dispatch = (more: object = {}, actor = desk, at?: string) =>
  command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', ...more }, actor, at);

const told = (...said: readonly AnyWhistleCommand[]) => happenedIn(city, ...said);
const stateAfter = (...said: readonly AnyWhistleCommand[]) => told(...said).reduce(whistle.evolve, whistle.initial);
const after = (...said: readonly AnyWhistleCommand[]) => given(whistle, told(...said));
/** What the last command came to: events, and clocks that it set. */
const lastly = (...said: readonly AnyWhistleCommand[]) =>
  told(...said)
    .slice(told(...said.slice(0, -1)).length)
    .map((event) => (event.type === 'DeadlineSet' ? event.data.clock : event.type));
const running = (...said: readonly AnyWhistleCommand[]) => {
  const state = stateAfter(...said);
  return state.status === 'NONE' ? [] : state.clocks.map(({ clock, dueAt }) => [clock, dueAt]);
};

describe('群众吹哨、街居响应、部门报到 (M02)', () => {
  it('what a resident raises goes to the street of its place when it is accepted, and the desk waits', () => {
    expect(lastly(...accepted)).toEqual(['WhistleAccepted', 'StreetCalled', 'STREET_RESPONSE']);
    expect(running(...accepted)).toEqual([['STREET_RESPONSE', china('03-02', '18:00')]]);
    expect(stateAfter(...accepted)).toMatchObject({
      status: 'ACCEPTED',
      awaitedStreet: { unitId: 'XY-S1-JD', turn: 'FIRST' },
    });
  });

  it.each([
    ['blown by staff', [raise({ level: 'STREET' }, street), accept]],
    ['of another street', [raise({ location: { areaPath: 'XY/S2' } }), accept]],
    ['of the district', [raise({ location: { areaPath: 'XY' } }), accept]],
    ['about a unit, and so confidential', [raise({ aboutUnitIds: ['XY-GA'] }), accept]],
    ['of a confidential category', [raise({ categoryCode: 'YJ01' }), accept]],
    [
      'that turns out to be of a confidential category',
      [raise({ categoryCode: undefined }), command(commands.AcceptWhistle, { categoryCode: 'YJ01' })],
    ],
  ])('what is %s does not', (_, said) => {
    expect(lastly(...said)).not.toContain('StreetCalled');
    expect(running(...said).map(([clock]) => clock)).toEqual(['DISPATCH']);
  });

  it('nor does anything where there is no such chain, or no limit for it', () => {
    for (const other of [cityWith({ limits: rules.limits }), cityWith({ pack: rules.pack })]) {
      const events = happenedIn(other, ...accepted);
      expect(events.map(({ type }) => type)).not.toContain('StreetCalled');
      given(whistle, events).when(blownOn, other).thenRefused('street/not-awaited');
    }
  });

  it('a part of a street may have another chain', () => {
    const areas = [...rules.pack.areas, { areaPath: 'XY/S1/C01', limits: {}, chain: 'DIRECT' as const }];
    const events = happenedIn(cityWith({ ...rules, pack: { areas } }), ...accepted);
    expect(events.map(({ type }) => type)).not.toContain('StreetCalled');
  });

  it('no department before it has answered, unless the desk of the district says why', () => {
    after(...accepted)
      .when(dispatch(), city)
      .thenRefused('dispatch/street-not-responded', { unitId: 'XY-S1-JD' });
    const why = { overrideReason: '街道书面同意' };
    after(...accepted)
      .when(dispatch(why, street), city)
      .thenRefused('dispatch/street-not-responded');
    after(...accepted)
      .when(command(commands.FallbackDispatch, { reason: '无人认领' }, street), city)
      .thenRefused('dispatch/street-not-responded');
    const fallback = command(commands.FallbackDispatch, { reason: '无人认领' });
    expect(running(...accepted, fallback).map(([clock]) => clock)).not.toContain('STREET_RESPONSE');
    expect(stateAfter(...accepted, dispatch(why))).toMatchObject({ status: 'DISPATCHED', awaitedStreet: undefined });
    expect(running(...accepted, dispatch(why)).map(([clock]) => clock)).not.toContain('STREET_RESPONSE');
  });

  it('solved by the street, it never reaches a department, and the reporter is asked', () => {
    expect(lastly(...accepted, solved)).toEqual(['StreetResponded', 'SelfResolved', 'FOLLOW_UP']);
    expect(stateAfter(...accepted, solved)).toMatchObject({
      status: 'SELF_RESOLVED',
      awaitedStreet: undefined,
      selfResolved: { level: 'STREET', unitId: 'XY-S1-JD', evidence: '已组织清运', by: 'clerk-jd' },
    });
  });

  it('a grid worker may have done it on the spot before', () => {
    const done = command(commands.SelfResolve, { evidence: '已清理' }, gridWorker);
    expect(stateAfter(...accepted, done)).toMatchObject({ status: 'SELF_RESOLVED', awaitedStreet: undefined });
  });

  it('blown on, it is for the desk from then on', () => {
    const responded = told(...accepted, blownOn).find(({ type }) => type === 'StreetResponded');
    expect(responded?.data).toEqual({
      outcome: 'BLOWN_ON',
      unitId: 'XY-S1-JD',
      by: 'clerk-jd',
      note: '街道无执法权，联系〔电话〕',
    });
    expect(running(...accepted, blownOn)).toEqual([['DISPATCH', china('03-03', '12:00')]]);
    expect(stateAfter(...accepted, blownOn, dispatch())).toMatchObject({ status: 'DISPATCHED' });
    after(...accepted, blownOn)
      .when(solved, city)
      .thenRefused('street/not-awaited');
  });

  it('is not pushed down to the community', () => {
    after(...accepted, blownOn)
      .when(dispatch({ leadUnitId: 'XY-S1-C01-SQ', overrideReason: '就近' }, street), city)
      .thenRefused('dispatch/community-not-admitted');
  });

  it('whoever blows it on may make it one of those that need a post', () => {
    const hard = dispatch({ whistleType: 'HARD_PROBLEM' });
    expect(told(...accepted, blownOn, hard).find(({ type }) => type === 'WhistleDispatched')).toMatchObject({
      data: { by: 'desk', blownBy: { personId: 'clerk-jd', post: 'STREET_SECRETARY' } },
    });
  });

  it('is offered to the street as long as somebody waits for it', () => {
    const offered = (...said: readonly AnyWhistleCommand[]) => {
      const state = stateAfter(...said);
      return (
        state.status !== 'NONE' &&
        possibleActions(state, { ...city, at: china('03-02', '12:00') }).some(
          (one) => one.command === 'RespondAsStreet',
        )
      );
    };
    expect([offered(raise()), offered(...accepted), offered(...accepted, blownOn)]).toEqual([false, true, false]);
  });
});

describe('its clock', () => {
  const evening = china('03-02', '19:00');

  it('once it has run out the desk goes on without the street, from that moment on', () => {
    const noticed = command(commands.RunClocks, {}, desk, evening);
    const events = told(...accepted, noticed).slice(told(...accepted).length);
    expect(events).toMatchObject([
      {
        type: 'DeadlineMissed',
        data: { clock: 'STREET_RESPONSE', unitId: 'XY-S1-JD' },
        occurredAt: china('03-02', '18:00'),
      },
      {
        type: 'DeadlineSet',
        data: { clock: 'DISPATCH', startedAt: china('03-02', '18:00'), dueAt: china('03-03', '18:00') },
        occurredAt: china('03-02', '18:00'),
      },
    ]);
    expect(stateAfter(...accepted, dispatch({}, desk, evening))).toMatchObject({ status: 'DISPATCHED' });
  });

  it('the street may answer all the same, until somebody has it', () => {
    const late = answer({ outcome: 'SELF_RESOLVED', evidence: '已清运' }, evening);
    expect(stateAfter(...accepted, late)).toMatchObject({ status: 'SELF_RESOLVED' });
    const on = answer({ outcome: 'BLOWN_ON', note: '需部门' }, evening);
    expect(lastly(...accepted, on)).toEqual(['DeadlineMissed', 'DISPATCH', 'StreetResponded']); // its clock runs already
    after(...accepted, dispatch({}, desk, evening))
      .when(late, city)
      .thenRefused('whistle/not-in-this-state');
  });

  it('what is urgent goes to the desk at the same time', () => {
    const urgent = [raise({ categoryCode: 'HJ03' }), accept];
    expect(lastly(...urgent)).toEqual(['WhistleAccepted', 'StreetCalled', 'STREET_RESPONSE', 'DISPATCH']);
    expect(running(...urgent)).toEqual([
      ['STREET_RESPONSE', china('03-02', '12:30')],
      ['DISPATCH', china('03-02', '14:00')],
    ]);
    expect(stateAfter(...urgent, dispatch({ leadUnitId: 'XY-S1-GA' }))).toMatchObject({ status: 'DISPATCHED' });
    expect(lastly(...urgent, blownOn)).toEqual(['StreetResponded']);
  });

  it.each([
    ['the urgency', command(commands.ChangeUrgency, { urgency: 'P2', reason: '有险情' })],
    ['the category', command(commands.ReclassifyWhistle, { categoryCode: 'HJ03', reason: '实为噪声' })],
  ])('what becomes urgent by %s waits no longer', (_, change) => {
    expect(lastly(...accepted, change)).toContain('DISPATCH');
    expect(running(...accepted, change)).toEqual([
      ['STREET_RESPONSE', china('03-02', '12:30')],
      ['DISPATCH', china('03-02', '14:00')],
    ]);
    const lower = command(commands.ChangeUrgency, { urgency: 'P3', reason: '险情已除' });
    expect(stateAfter(...accepted, change, lower, dispatch({ overrideReason: '牵头' }, street))).toMatchObject({
      status: 'DISPATCHED',
    });
  });

  it('is not there any more after a merger that was undone, or a recall', () => {
    const merged = command(commands.MergeWhistle, { masterId: '00000002-0000-4000-8000-000000000000', reason: '同' });
    const undone = command(commands.UnmergeWhistle, { reason: '不是' });
    expect(running(...accepted, merged, undone).map(([clock]) => clock)).toEqual(['DISPATCH']);
    expect(stateAfter(...accepted, merged, undone, dispatch())).toMatchObject({ status: 'DISPATCHED' });
    const recalled = command(commands.RecallDispatch, { reason: '错' });
    expect(stateAfter(...accepted, blownOn, dispatch(), recalled, dispatch())).toMatchObject({ status: 'DISPATCHED' });
  });
});

describe('直派 and the street', () => {
  const rubbish = raise({ categoryCode: 'CG01' });

  it('does not skip it', () => {
    expect(lastly(rubbish)).toEqual([
      'WhistleRaised',
      'WhistleRouted',
      'WhistleAccepted',
      'StreetCalled',
      'STREET_RESPONSE',
    ]);
    expect(stateAfter(rubbish)).toMatchObject({ status: 'ACCEPTED', awaitedStreet: { turn: 'FIRST' } });
  });

  it('goes on to its unit as soon as it is blown on', () => {
    expect(lastly(rubbish, blownOn)).toEqual([
      'StreetResponded',
      'WhistleDispatched',
      'AssignmentCreated',
      'SIGN',
      'CONTACT',
      'HANDLE',
    ]);
    expect(stateAfter(rubbish, blownOn)).toMatchObject({
      status: 'DISPATCHED',
      dispatchedBy: ['clerk-jd'],
      assignments: [{ unitId: 'XY-HW', reportsIn: false }],
    });
  });
});
