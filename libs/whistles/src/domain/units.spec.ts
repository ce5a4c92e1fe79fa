import type { DirectoryEvent } from '@app/directory/domain';
import {
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  hoursLater,
  housing,
  NOON,
  police,
  raise,
  sanitation,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { unitsPreview } from './units-preview.js';
import type { RunningClock } from './running-clock.js';
import {
  AcceptWhistle,
  AddAssist,
  type AnyWhistleCommand,
  ChangeLead,
  DecideReturn,
  DecideSuspension,
  DispatchWhistle,
  ExcuseAssist,
  FallbackDispatch,
  RecallDispatch,
  RedispatchWhistle,
  ReleaseAssist,
  ReportIn,
  RequestReturn,
  RequestSuspension,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
  SupersedeUnits,
} from './whistle.commands.js';
import { whistle } from './whistle.js';
import { assignmentsOf } from './whistle.state.js';

const JAN = '2026-01-01T00:00:00.000Z';
const A2 = { assignmentId: 'a2', unitId: 'XY-S1-JD' };
const A3 = { assignmentId: 'a3', unitId: 'XY-S1-GA' };
/** Housing leads (a1), the street (a2) and the police (a3) must come; 3 WD to report in, 7 ND to handle. */
const dispatched = [
  raise(),
  command(AcceptWhistle, {}),
  command(DispatchWhistle, { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA' }] }),
];
const come = (assignmentId: string, actor = housing, at = NOON) => [
  command(SignAssignment, { assignmentId }, actor, at),
  command(ReportIn, { assignmentId, person: '王', mode: 'ON_SITE' }, actor, at),
];
const handling = [
  ...dispatched,
  ...come('a1'),
  ...come('a2', street),
  command(StartHandling, { assignmentId: 'a1' }, housing),
];
const release = (assignmentId: string, at = NOON, misdispatched = false) =>
  command(ReleaseAssist, { assignmentId, reason: '不再需要', misdispatched }, desk, at);
const lead = (unitId: string, at = NOON, keepFormer = false) =>
  command(ChangeLead, { unitId, keepFormer, reason: '属其职责' }, desk, at);
const look = (at: string) => command(RunClocks, {}, desk, at);
const recall = (at = NOON, actor = desk) => command(RecallDispatch, { reason: '派错' }, actor, at);

type City = typeof smallCity;
const stateIn = (city: City, ...told: AnyWhistleCommand[]) =>
  happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
const stateAfter = (...told: AnyWhistleCommand[]) => stateIn(smallCity, ...told);
const after = (...told: AnyWhistleCommand[]) => given(whistle, happenedIn(smallCity, ...told));
const last = (count: number, ...told: AnyWhistleCommand[]) => happenedIn(smallCity, ...told).slice(-count);
function clocksOf(state: ReturnType<typeof stateAfter>, clock: string): readonly RunningClock[] {
  return 'clocks' in state ? state.clocks.filter((one) => one.clock === clock) : [];
}
const missedOf = (events: ReturnType<typeof happenedIn>, clock: string) =>
  events.flatMap((event) => (event.type === 'DeadlineMissed' && event.data.clock === clock ? [event.data.unitId] : []));

describe('assisting units (协助)', () => {
  it('released, complete those who are in: as of then, and what was late stays so (EC-11)', () => {
    const late = china('03-09', '10:00'); // the report-in was due on Thursday
    const told = [...dispatched, ...come('a1'), ...come('a2', street), release('a3', late)];
    expect(last(2, ...told)).toEqual([
      {
        type: 'AssignmentReleased',
        data: { ...A3, cause: 'NOT_NEEDED', reason: '不再需要', setRevision: 2 },
        occurredAt: late,
      },
      { type: 'AllDepartmentsReportedIn', data: { setRevision: 2 }, occurredAt: late },
    ]);
    expect(missedOf(happenedIn(smallCity, ...told), 'REPORT_IN')).toEqual(['XY-S1-GA']);
    expect(stateAfter(...told)).toMatchObject({ status: 'REPORTED' });
    expect(last(1, ...dispatched, release('a3', NOON, true))).toMatchObject([
      { data: { cause: 'MISDISPATCHED', fault: 'MISDISPATCH' } },
    ]);
  });

  it('released, have nothing to do with it any more', () => {
    const told = [...dispatched, release('a3')];
    after(...told)
      .when(command(SignAssignment, { assignmentId: 'a3' }, police), smallCity)
      .thenRefused('assignment/released', A3);
    const state = stateAfter(...told);
    expect('clocks' in state && state.clocks.some(({ assignmentId }) => assignmentId === 'a3')).toBe(false);
    after(...told)
      .when(release('a1'), smallCity)
      .thenRefused('assignment/leads', { assignmentId: 'a1' });
  });

  it('are added with numbers that go on and clocks of their own, and have to come', () => {
    const add = (unitId: string, overrideReason?: string) =>
      command(AddAssist, { unitId, overrideReason }, desk, hoursLater(1));
    const told = [...dispatched, release('a3'), add('XY-S1-GA')];
    expect(assignmentsOf(stateAfter(...told)).map(({ assignmentId }) => assignmentId)).toEqual([
      'a1',
      'a2',
      'a3',
      'a4',
    ]);
    expect(clocksOf(stateAfter(...told), 'HANDLE').at(-1)).toMatchObject({
      assignmentId: 'a4',
      dueAt: hoursLater(7 * 24 + 1),
    });
    after(...dispatched)
      .when(add('XY-S1-JD'), smallCity)
      .thenRefused('dispatch/already-assigned');
    after(...dispatched)
      .when(add('XY-HW'), smallCity)
      .thenRefused('dispatch/outside-matrix');
    const reported = [...dispatched, ...come('a1'), ...come('a2', street), ...come('a3', police)];
    expect(stateAfter(...reported, add('XY-HW', '需清运'))).toMatchObject({ status: 'DISPATCHED', setRevision: 2 });
    expect(last(1, ...reported, add('XY-HW', '需清运'), ...come('a4', sanitation, hoursLater(2)))).toMatchObject([
      { type: 'AllDepartmentsReportedIn', data: { setRevision: 2 } },
    ]);
  });

  it('that are silent hold up the lead, unless they are excused; what they are late with is their own (EC-12)', () => {
    const result = command(
      SubmitResult,
      { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' },
      housing,
      hoursLater(200),
    );
    const excuse = command(ExcuseAssist, { assignmentId: 'a2', reason: '已掌握' }, desk, hoursLater(1));
    const told = [...handling, release('a3')];
    after(...told)
      .when(result, smallCity)
      .thenRefused('result/assist-missing', { unitIds: ['XY-S1-JD'] });
    const done = happenedIn(smallCity, ...told, excuse, result);
    expect(done.at(-2)?.type).toBe('ResultSubmitted');
    expect(missedOf(done, 'HANDLE')).toEqual(['XY-ZJ', 'XY-S1-JD']); // each its own
    after(...told, excuse)
      .when(excuse, smallCity)
      .thenRefused('assignment/not-awaited', A2);
  });
});

describe('another lead (变更主责)', () => {
  it('has the whole limit; a breach belongs to whoever led when it was due (EC-13)', () => {
    const due = hoursLater(7 * 24);
    const before = happenedIn(smallCity, ...handling, lead('XY-HW', hoursLater(7 * 24 - 1)), look(hoursLater(8 * 24)));
    expect(missedOf(before, 'HANDLE')).toEqual(['XY-S1-JD', 'XY-S1-GA']); // the others, not housing
    const afterwards = happenedIn(smallCity, ...handling, lead('XY-HW', hoursLater(7 * 24 + 1)));
    expect(
      afterwards.find((e) => e.type === 'DeadlineMissed' && e.data.unitId === 'XY-ZJ' && e.data.clock === 'HANDLE'),
    ).toMatchObject({ occurredAt: due });
    expect(clocksOf(stateAfter(...handling, lead('XY-HW', hoursLater(5))), 'HANDLE').at(-1)).toMatchObject({
      unitId: 'XY-HW',
      dueAt: hoursLater(7 * 24 + 5),
      cause: 'STARTED',
    });
  });

  it('is waited for if it is new, and goes on at once if it is there', () => {
    expect(stateAfter(...handling, lead('XY-HW'))).toMatchObject({
      status: 'DISPATCHED',
      assignments: [{ released: 'LEAD_CHANGED' }, {}, {}, { unitId: 'XY-HW', role: 'LEAD' }],
    });
    expect(stateAfter(...handling, lead('XY-S1-JD'))).toMatchObject({
      status: 'HANDLING',
      assignments: [{ released: 'LEAD_CHANGED' }, { role: 'LEAD' }, {}],
    });
  });

  it('may keep the former one to assist, and answers for all though it had answered for itself', () => {
    const assisted = command(SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street);
    const state = stateAfter(...handling, assisted, lead('XY-S1-JD', NOON, true));
    expect(state).toMatchObject({
      status: 'HANDLING',
      assignments: [{ role: 'ASSIST' }, { role: 'LEAD', resultSubmitted: false }, {}],
    });
    expect(assignmentsOf(state)[0]?.released).toBeUndefined();
    after(...handling)
      .when(lead('XY-ZJ'), smallCity)
      .thenRefused('lead/unchanged');
  });

  it('comes in the place of one that rests, and the case goes on', () => {
    const rests = [
      ...handling,
      command(RequestSuspension, { assignmentId: 'a1', until: '2026-03-20', constraint: '等图' }, housing),
      command(DecideSuspension, { assignmentId: 'a1', approved: true, reason: '属实' }, supervisor),
    ];
    const state = stateAfter(...rests, lead('XY-S1-JD'));
    expect(state).toMatchObject({ status: 'HANDLING' });
    expect(clocksOf(state, 'REVIEW')).toEqual([]);
  });
});

/** Housing has given it back after two hours, rightly; dispatched again a day later. */
const back = [
  ...dispatched,
  command(RequestReturn, { assignmentId: 'a1', reason: 'NOT_OUR_DUTY', basis: '属环卫' }, housing, hoursLater(2)),
  command(
    DecideReturn,
    { assignmentId: 'a1', approved: true, fault: 'MISDISPATCH', reason: '属实' },
    desk,
    hoursLater(3),
  ),
];
const again = (input: RedispatchWhistle['input']) => command(RedispatchWhistle, input, desk, hoursLater(26));

describe('dispatched again (改派)', () => {
  it('the same unit goes on with what was left, another has the whole limit; the promise runs on (EC-09)', () => {
    const city = cityWith({ limits: { RESIDENT_TOTAL: { amount: 10, unit: 'WD' } } });
    const same = stateIn(city, ...back, again({ leadUnitId: 'XY-ZJ', overrideReason: '经核实' }));
    const handle = (state: typeof same) => clocksOf(state, 'HANDLE').find(({ assignmentId }) => assignmentId === 'a4');
    // 7 ND, of which 2 h were used: until the return was asked for
    expect(handle(same)).toMatchObject({ dueAt: hoursLater(7 * 24 + 24), cause: 'RESUMED', startedAt: NOON });
    const other = stateIn(city, ...back, again({ leadUnitId: 'XY-HW', overrideReason: '属环卫' }));
    expect(handle(other)).toMatchObject({ dueAt: hoursLater(26 + 7 * 24), cause: 'STARTED' });
    for (const state of [same, other]) {
      expect(state).toMatchObject({ status: 'DISPATCHED', round: 2, dispatchedBy: ['desk', 'desk'] });
      expect(clocksOf(state, 'RESIDENT_TOTAL')).toMatchObject([{ startedAt: NOON, pauses: [] }]);
      expect(clocksOf(state, 'DISPATCH')).toEqual([]);
    }
  });

  it('goes back to whoever returned it only with a reason', () => {
    after(...back)
      .when(again({ leadUnitId: 'XY-ZJ' }), smallCity)
      .thenRefused('dispatch/unit-returned');
    after(...back)
      .when(again({}), smallCity)
      .thenRefused('dispatch/no-lead', { problems: ['XY-ZJ已退单'] });
  });

  it('may let an assisting unit lead, which is no longer asked to come', () => {
    const state = stateAfter(
      ...back,
      ...come('a2', street, hoursLater(4)),
      again({ leadUnitId: 'XY-S1-JD', overrideReason: '属街道' }),
    );
    expect(state).toMatchObject({ status: 'DISPATCHED', assignments: [{ role: 'LEAD' }, { role: 'LEAD' }, {}] });
    expect(clocksOf(state, 'REPORT_IN').map(({ assignmentId }) => assignmentId)).toEqual(['a3']);
  });
});

describe('a recalled dispatch (撤回派单)', () => {
  it('waits as before, with the clock that it had; what was said stays', () => {
    const told = [...dispatched, recall(hoursLater(5))];
    const events = happenedIn(smallCity, ...told);
    expect(events.slice(-6).map(({ type }) => type)).toEqual([
      'AssignmentReleased',
      'AssignmentReleased',
      'AssignmentReleased',
      'DispatchRecalled',
      'WhistleRouted',
      'DeadlineSet',
    ]);
    expect(events.at(-1)).toMatchObject({
      data: { clockId: 'DISPATCH-2', startedAt: NOON, dueAt: hoursLater(24), cause: 'RESTORED' },
    });
    const state = stateAfter(...told);
    expect(state).toMatchObject({ status: 'ACCEPTED' });
    expect(assignmentsOf(state).map(({ released }) => released)).toEqual(['RECALLED', 'RECALLED', 'RECALLED']);
    const anew = stateAfter(...told, command(DispatchWhistle, { leadUnitId: 'XY-ZJ' }, desk, hoursLater(6)));
    expect(anew).toMatchObject({ status: 'DISPATCHED', round: 2, setRevision: 3 });
    expect(assignmentsOf(anew).at(-1)).toMatchObject({ assignmentId: 'a4', unitId: 'XY-ZJ' });
  });

  it('gives the desk no more time: what has run out meanwhile has, and is recorded once', () => {
    const told = [...dispatched, recall(hoursLater(30))];
    expect(happenedIn(smallCity, ...told).at(-1)).toMatchObject({
      type: 'DeadlineMissed',
      data: { clock: 'DISPATCH' },
      occurredAt: hoursLater(24),
    });
    // dispatched late: that breach is not told twice
    const late = [
      raise(),
      command(AcceptWhistle, {}),
      command(DispatchWhistle, { leadUnitId: 'XY-ZJ' }, desk, hoursLater(25)),
      recall(hoursLater(26)),
      look(hoursLater(50)),
    ];
    const of = happenedIn(smallCity, ...late).filter((e) => e.type === 'DeadlineMissed' && e.data.clock === 'DISPATCH');
    expect(of).toHaveLength(1);
    expect(clocksOf(stateAfter(...late), 'DISPATCH')).toMatchObject([{ missed: true }]);
  });

  it('is the desk’s alone once somebody has come, and waits for what is disputed', () => {
    const ofStreet = { ...street, id: 'street-desk' };
    expect(last(1, ...dispatched, recall(NOON, ofStreet))[0]?.type).toBe('DeadlineSet');
    after(...dispatched, ...come('a1'))
      .when(recall(NOON, ofStreet), smallCity)
      .thenRefused('recall/desk-only');
    const asked = command(RequestReturn, { assignmentId: 'a2', reason: 'WRONG_AREA', basis: '属湓浦' }, street);
    after(...dispatched, asked)
      .when(recall(), smallCity)
      .thenRefused('recall/in-dispute');
  });

  it('can be looked at before', () => {
    const before = stateAfter(...dispatched);
    const then = stateAfter(...dispatched, recall(hoursLater(5)));
    if (before.status === 'NONE' || then.status === 'NONE') throw new Error('there is one');
    const { status, released, stopped, restored, unchanged } = unitsPreview(before, then);
    expect([status, released.map(({ unitId }) => unitId), stopped.length, unchanged]).toEqual([
      'ACCEPTED',
      ['XY-ZJ', 'XY-S1-JD', 'XY-S1-GA'],
      12,
      [],
    ]);
    expect(restored).toEqual([{ clockId: 'DISPATCH-2', clock: 'DISPATCH', dueAt: hoursLater(24), missed: false }]);
  });
});

describe('what nobody wants (兜底)', () => {
  const government: DirectoryEvent = {
    type: 'OrgUnitDefined',
    data: { id: 'XY-QZF', type: 'QZF', name: '区政府', areaPath: 'XY', from: JAN },
  };
  const city = cityWith({ directory: [government] });
  const fallback = command(FallbackDispatch, { reason: '两街交界，各说各的' }, desk, hoursLater(4));

  it('goes to the district’s government, which may not return it (EC-26)', () => {
    const state = stateIn(city, raise(), command(AcceptWhistle, {}), fallback);
    expect(state).toMatchObject({
      status: 'DISPATCHED',
      round: 1,
      assignments: [{ unitId: 'XY-QZF', noReturn: true }],
    });
    expect(clocksOf(state, 'DISPATCH')).toEqual([]);
    expect(stateIn(city, ...back, fallback)).toMatchObject({ status: 'DISPATCHED', round: 2 });
    after(raise(), command(AcceptWhistle, {})).when(fallback, smallCity).thenRefused('dispatch/no-last-resort');
  });
});

describe('two departments of one kind (EC-27)', () => {
  const at = (id: string, areaPath: string): DirectoryEvent => {
    return { type: 'OrgUnitDefined', data: { id, type: 'ZJ', name: id, areaPath, from: JAN } };
  };
  const area = (path: string, type: 'CITY' | 'DISTRICT'): DirectoryEvent => {
    return { type: 'AreaDefined', data: { path, type, name: path, timeZone: 'Asia/Shanghai', from: JAN } };
  };
  const both = [area('XY', 'CITY'), area('XY/D1', 'DISTRICT'), at('CITY-ZJ', 'XY'), at('D1-ZJ', 'XY/D1')];
  const city = cityWith({ directory: both });
  const accepted = [raise({ location: { areaPath: 'XY/D1' } }), command(AcceptWhistle, {})];
  const dispatch = (leadUnitId: string, assist: string) =>
    command(DispatchWhistle, { leadUnitId, assists: [{ unitId: assist }], overrideReason: '均有职责' });

  it('the city’s leads', () => {
    given(whistle, happenedIn(city, ...accepted))
      .when(dispatch('D1-ZJ', 'CITY-ZJ'), city)
      .thenRefused('dispatch/city-leads', { unitId: 'CITY-ZJ' });
    expect(stateIn(city, ...accepted, dispatch('CITY-ZJ', 'D1-ZJ'))).toMatchObject({ status: 'DISPATCHED' });
  });
});

describe('units that were merged (EC-15)', () => {
  const merged = (...from: string[]): DirectoryEvent => ({
    type: 'OrgUnitsMerged',
    data: { from, into: 'XY-CGJ', at: '2026-03-03T00:00:00.000Z' },
  });
  const supersede = command(SupersedeUnits, {}, desk, '2026-03-03T01:00:00.000Z');
  const told = [...handling, supersede];

  it('leave what they had open to their successor, with the same clocks and all that was done', () => {
    const city = cityWith({ directory: [merged('XY-ZJ')] });
    const before = stateIn(city, ...handling);
    const state = stateIn(city, ...told);
    expect(state).toMatchObject({
      status: 'HANDLING',
      assignments: [
        { unitId: 'XY-ZJ', released: 'SUPERSEDED' },
        {},
        {},
        { assignmentId: 'a4', unitId: 'XY-CGJ', role: 'LEAD', signed: true, reportedIn: true, working: true },
      ],
    });
    const due = (whole: typeof state, assignmentId: string) =>
      'clocks' in whole
        ? whole.clocks.filter((one) => one.assignmentId === assignmentId).map(({ clockId, dueAt }) => [clockId, dueAt])
        : [];
    expect(due(state, 'a4')).toEqual(due(before, 'a1'));
    expect(due(state, 'a4')).toHaveLength(2); // CONTACT and HANDLE
    given(whistle, happenedIn(city, ...told))
      .when(supersede, city)
      .thenEvents();
  });

  it('into one: it has the whistle once, as the lead', () => {
    const city = cityWith({ directory: [merged('XY-S1-JD', 'XY-ZJ')] });
    expect(stateIn(city, ...told)).toMatchObject({
      assignments: [
        { released: 'SUPERSEDED' },
        { released: 'SUPERSEDED' },
        {},
        { assignmentId: 'a4', unitId: 'XY-CGJ', role: 'LEAD' },
      ],
    });
  });

  it('without a successor, or not yet, keep it', () => {
    after(...handling, look('2026-03-03T01:00:00.000Z'))
      .when(supersede, smallCity)
      .thenEvents();
    const city = cityWith({ directory: [merged('XY-ZJ')] });
    given(whistle, happenedIn(city, ...handling))
      .when(command(SupersedeUnits, {}, desk, hoursLater(1)), city)
      .thenEvents();
  });
});
