import {
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  hoursLater,
  housing,
  minutesLater,
  NOON,
  PHONE,
  police,
  raise,
  sanitation,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { RunningClock } from './running-clock.js';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  Arbitrate,
  DecideReturn,
  DispatchWhistle,
  LogProgress,
  RedispatchWhistle,
  ReportIn,
  RequestArbitration,
  RequestExtension,
  RequestReturn,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import { whistle } from './whistle.js';
import { assignmentsOf } from './whistle.state.js';

const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
/** Housing leads (a1), the street (a2) must come, at noon on Monday 2 March; a department may return it within 4 WH: by 18:00. */
const dispatched = [
  raise(),
  command(AcceptWhistle, {}),
  command(DispatchWhistle, { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
];
const sign = (assignmentId: string, actor = housing) => command(SignAssignment, { assignmentId }, actor);
const comeIn = (assignmentId: string, actor = housing) =>
  command(ReportIn, { assignmentId, person: '王', mode: 'ON_SITE' }, actor);
const giveBack = (
  at = NOON,
  { assignmentId = 'a1', actor = housing, ...more }: Partial<RequestReturn['input']> & { actor?: typeof housing } = {},
) => command(RequestReturn, { assignmentId, reason: 'NOT_OUR_DUTY', basis: '属环卫职责', ...more }, actor, at);
const approve = (at = NOON, assignmentId = 'a1', actor = desk) =>
  command(DecideReturn, { assignmentId, approved: true, fault: 'MISDISPATCH', reason: '属实' }, actor, at);
const refuse = (at = NOON, assignmentId = 'a1') =>
  command(DecideReturn, { assignmentId, approved: false, reason: '清单已列明' }, desk, at);
const arbitration = (at = NOON, actor = desk) =>
  command(RequestArbitration, { assignmentId: 'a1', reason: '各执一词' }, actor, at);
const rule = (input: Partial<Arbitrate['input']> = {}, actor = supervisor, at = NOON) =>
  command(Arbitrate, { leadUnitId: 'XY-HW', basis: '联席会议纪要', ...input }, actor, at);
const again = (input: RedispatchWhistle['input'], at = NOON) => command(RedispatchWhistle, input, desk, at);

type City = typeof smallCity;
const after = (...told: AnyWhistleCommand[]) => given(whistle, happenedIn(smallCity, ...told));
const stateIn = (city: City, ...told: AnyWhistleCommand[]) =>
  happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
const stateAfter = (...told: AnyWhistleCommand[]) => stateIn(smallCity, ...told);
const typesOf = (...told: AnyWhistleCommand[]) => happenedIn(smallCity, ...told).map(({ type }) => type);
function clocksOf(state: ReturnType<typeof stateAfter>, clock: string): readonly RunningClock[] {
  return 'clocks' in state ? state.clocks.filter((one) => one.clock === clock) : [];
}

describe('a return (退单)', () => {
  it('is asked for with a reason, a basis without personal data, and whose it is instead', () => {
    after(...dispatched)
      .when(giveBack(NOON, { basis: `${PHONE}称属环卫`, suggestedUnitId: 'XY-HW' }), smallCity)
      .thenEvents(
        {
          type: 'ReturnRequested',
          data: {
            ...A1,
            reason: 'NOT_OUR_DUTY',
            suggestedUnitId: 'XY-HW',
            basis: '〔电话〕称属环卫',
            by: 'clerk-zj',
            caseStatus: 'IN_DISPUTE',
          },
        },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'RETURN_DECISION-11',
            clock: 'RETURN_DECISION',
            assignmentId: 'a1', // the desk's clock, though about the unit's task
            startedAt: NOON,
            dueAt: china('03-02', '18:00'),
            limit: { amount: 4, unit: 'WH' },
            kind: 'WORKING_SECONDS',
            policyVersion: 'XY@1',
            calendarVersion: 'CN@1',
            provisional: false,
            pauses: [],
            marks: [],
            timer: true,
            cause: 'STARTED',
          },
        },
      );
  });

  it('holds the clock to handle of that unit alone', () => {
    const state = stateAfter(...dispatched, giveBack(minutesLater(30)));
    expect(clocksOf(state, 'HANDLE').map(({ assignmentId, pausedAt }) => [assignmentId, pausedAt])).toEqual([
      ['a1', minutesLater(30)],
      ['a2', undefined],
    ]);
    expect(clocksOf(state, 'SIGN').every(({ pausedAt }) => pausedAt === undefined)).toBe(true);
  });

  it('is possible until the window is over, counted in working hours, and not a moment later', () => {
    after(...dispatched)
      .when(giveBack(china('03-02', '18:01')), smallCity)
      .thenRefused('return/too-late', { until: china('03-02', '18:00'), window: { amount: 4, unit: 'WH' } });
    expect(stateAfter(...dispatched, giveBack(china('03-02', '18:00')))).toMatchObject({ status: 'IN_DISPUTE' });
  });

  it('has no window where the policy gives none (特急), unless it is safe', () => {
    const city = cityWith({ pack: { returnWindow: {} } });
    given(whistle, happenedIn(city, ...dispatched))
      .when(giveBack(), city)
      .thenRefused('return/no-window', A1);
  });

  it('is not for what has been answered, nor beside another request', () => {
    const handling = [...dispatched, sign('a1'), comeIn('a1'), command(StartHandling, { assignmentId: 'a1' }, housing)];
    after(...handling, command(RequestExtension, { assignmentId: 'a1', reason: '等' }, housing))
      .when(giveBack(), smallCity)
      .thenRefused('return/other-request-pending', A1);
    const answered = command(SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street);
    after(...dispatched, sign('a2', street), comeIn('a2', street), answered)
      .when(giveBack(NOON, { assignmentId: 'a2', actor: street }), smallCity)
      .thenRefused('assignment/result-submitted', { assignmentId: 'a2' });
  });

  it('names another unit that exists', () => {
    after(...dispatched)
      .when(giveBack(NOON, { suggestedUnitId: 'XY-ZJ' }), smallCity)
      .thenRefused('return/suggests-itself', A1);
    after(...dispatched)
      .when(giveBack(NOON, { suggestedUnitId: 'XY-SJ' }), smallCity) // retired in February
      .thenRefused('return/unknown-unit', { unitId: 'XY-SJ' });
  });

  it('leaves others at work, and its own unit none but to sign, to come and to make safe', () => {
    const told = [...dispatched, giveBack(), sign('a1'), comeIn('a1'), sign('a2', street)];
    expect(typesOf(...told, comeIn('a2', street)).slice(-2)).toEqual([
      'DepartmentReportedIn',
      'AllDepartmentsReportedIn',
    ]);
    after(...told)
      .when(command(LogProgress, { assignmentId: 'a1', note: '看过' }, housing), smallCity)
      .thenRefused('assignment/in-dispute', A1);
  });

  it('is decided by nobody who asked, nor of that unit', () => {
    after(...dispatched, giveBack())
      .when(approve(NOON, 'a1', { ...desk, id: 'clerk-zj' }), smallCity)
      .thenRefused('return/own-request', A1);
    after(...dispatched, giveBack())
      .when(approve(NOON, 'a1', { ...desk, unitId: 'XY-ZJ' }), smallCity)
      .thenRefused('return/own-request', A1);
    after(...dispatched)
      .when(approve(), smallCity)
      .thenRefused('return/none-pending', A1);
  });

  it('approved, puts the whistle back at dispatch with a clock for the desk, and routing no longer names the unit', () => {
    const told = [...dispatched, giveBack(NOON, { suggestedUnitId: 'XY-HW' }), approve(hoursLater(1))];
    const state = stateAfter(...told);
    expect(state).toMatchObject({
      status: 'BACK_AT_DISPATCH',
      routing: {
        lead: { unitId: 'XY-HW', reason: '退单单位建议' },
        problems: ['XY-ZJ已退单'],
        grounds: [
          { unitId: 'XY-S1-GA', code: 'COVERS_THE_PLACE' },
          { unitId: 'XY-HW', code: 'NAMED_BY_WHO_RETURNED', facts: {} },
          { code: 'HAS_RETURNED', facts: { returnedUnitId: 'XY-ZJ' } },
        ],
      },
      assignments: [{ assignmentId: 'a1', released: 'RETURNED' }, { assignmentId: 'a2' }],
    });
    expect(assignmentsOf(state)[1]?.released).toBeUndefined();
    expect(clocksOf(state, 'DISPATCH')).toMatchObject([{ dueAt: hoursLater(25) }]);
    expect(clocksOf(state, 'HANDLE').map(({ assignmentId }) => assignmentId)).toEqual(['a2']);
  });

  it('of an assisting unit changes nothing of the case; approved, it may complete those who are in (EC-11)', () => {
    const told = [...dispatched, sign('a1'), comeIn('a1'), giveBack(NOON, { assignmentId: 'a2', actor: street })];
    expect(stateAfter(...told)).toMatchObject({ status: 'DISPATCHED' });
    const events = happenedIn(smallCity, ...told, approve(hoursLater(1), 'a2'));
    expect(events.slice(-3)).toMatchObject([
      { type: 'ReturnApproved', data: { assignmentId: 'a2' } },
      { type: 'AssignmentReleased', data: { cause: 'RETURNED', fault: 'MISDISPATCH', setRevision: 2 } },
      { type: 'AllDepartmentsReportedIn', data: { setRevision: 2 }, occurredAt: hoursLater(1) },
    ]);
    expect(stateAfter(...told, approve(hoursLater(1), 'a2'))).toMatchObject({ status: 'REPORTED' });
  });

  it('of an assisting unit keeps the lead from answering for all until it is decided', () => {
    const told = [
      ...dispatched,
      sign('a1'),
      comeIn('a1'),
      command(StartHandling, { assignmentId: 'a1' }, housing),
      giveBack(NOON, { assignmentId: 'a2', actor: street }),
    ];
    after(...told)
      .when(command(SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing), smallCity)
      .thenRefused('result/return-pending', { unitIds: ['XY-S1-JD'] });
  });

  it('refused, goes on where it was, with the time that was left; the second refusal is for good (EC-10)', () => {
    const working = [...dispatched, sign('a1'), comeIn('a1'), command(StartHandling, { assignmentId: 'a1' }, housing)];
    const once = [...working, giveBack(hoursLater(1)), refuse(hoursLater(3))];
    const state = stateAfter(...once);
    expect(state).toMatchObject({ status: 'HANDLING' });
    // 7 ND from noon, of which two hours stood still
    expect(clocksOf(state, 'HANDLE').find(({ assignmentId }) => assignmentId === 'a1')).toMatchObject({
      dueAt: hoursLater(7 * 24 + 2),
      pauses: [{ from: hoursLater(1), to: hoursLater(3) }],
    });
    expect(clocksOf(state, 'RETURN_DECISION')).toEqual([]);
    const twice = [...once, giveBack(hoursLater(4)), refuse(hoursLater(5))];
    expect(happenedIn(smallCity, ...twice).findLast(({ type }) => type === 'ReturnRejected')).toMatchObject({
      data: { noReturn: true },
    });
    after(...twice)
      .when(giveBack(hoursLater(5)), smallCity)
      .thenRefused('return/no-return', A1);
  });

  it('is over after two leads have given it back: it is for arbitration (EC-10)', () => {
    const told = [
      ...dispatched,
      giveBack(),
      approve(),
      again({ leadUnitId: 'XY-HW', overrideReason: '属环卫' }),
      giveBack(NOON, { assignmentId: 'a3', actor: sanitation }),
      approve(NOON, 'a3'),
    ];
    after(...told)
      .when(again({ leadUnitId: 'XY-ZJ' }), smallCity)
      .thenRefused('dispatch/unit-returned', { unitId: 'XY-ZJ' });
    const third = [...told, again({ leadUnitId: 'XY-ZJ', overrideReason: '经核实属其职责' })];
    after(...third)
      .when(giveBack(NOON, { assignmentId: 'a4' }), smallCity)
      .thenRefused('return/too-often', { assignmentId: 'a4', most: 2 });
    const state = stateAfter(...third);
    const givesBack = (returnsAtMost: number) =>
      whistle.decide(giveBack(NOON, { assignmentId: 'a4' }), state, cityWith({ pack: { returnsAtMost } }));
    expect(givesBack(3)[0]).toMatchObject({ type: 'ReturnRequested' });
    expect(() => givesBack(2)).toThrow('return/too-often');
    expect(typesOf(...third, command(RequestArbitration, { assignmentId: 'a4', reason: '争议' }, housing)).at(-2)).toBe(
      'ArbitrationRequested',
    );
  });
});

describe('arbitration (裁定)', () => {
  const unclear = [...dispatched, giveBack(NOON, { reason: 'UNCLEAR_OWNERSHIP' })];

  it('is where unclear ownership goes: that is not approved', () => {
    after(...unclear)
      .when(approve(), smallCity)
      .thenRefused('return/needs-arbitration', A1);
    const state = stateAfter(...unclear, arbitration(hoursLater(1), housing));
    expect(state).toMatchObject({ status: 'IN_DISPUTE' });
    // 3 WD from Monday; the decision of the desk is no longer waited for, and the clock to handle still rests since noon
    expect(clocksOf(state, 'ARBITRATION')).toMatchObject([{ dueAt: china('03-05', '18:00'), assignmentId: 'a1' }]);
    expect(clocksOf(state, 'RETURN_DECISION')).toEqual([]);
    expect(clocksOf(state, 'HANDLE').find(({ assignmentId }) => assignmentId === 'a1')?.pausedAt).toBe(NOON);
  });

  it('is asked for after a refusal, by the unit or the desk, once', () => {
    after(...dispatched, giveBack())
      .when(arbitration(NOON, housing), smallCity)
      .thenRefused('arbitration/too-early', A1);
    after(...dispatched, giveBack(), refuse())
      .when(arbitration(NOON, police), smallCity)
      .thenRefused('assignment/not-yours', A1);
    const asked = [...dispatched, giveBack(), refuse(), arbitration(NOON, housing)];
    expect(stateAfter(...asked)).toMatchObject({ status: 'IN_DISPUTE' });
    after(...asked)
      .when(arbitration(), smallCity)
      .thenRefused('arbitration/already-asked', A1);
  });

  it('names who leads: another has the whole limit, whoever is not named is released, nobody returns it', () => {
    const told = [...unclear, arbitration(), rule({ assists: [{ unitId: 'XY-S1-JD' }], note: '现场为清运遗留' })];
    const state = stateAfter(...told);
    expect(state).toMatchObject({
      status: 'DISPATCHED',
      assignments: [
        { unitId: 'XY-ZJ', released: 'ARBITRATED' },
        { unitId: 'XY-S1-JD', role: 'ASSIST', noReturn: true },
        { assignmentId: 'a3', unitId: 'XY-HW', role: 'LEAD', noReturn: true, signed: false },
      ],
    });
    expect(clocksOf(state, 'SIGN').map(({ assignmentId }) => assignmentId)).toEqual(['a2', 'a3']);
    expect(clocksOf(state, 'ARBITRATION')).toEqual([]);
    after(...told)
      .when(giveBack(NOON, { assignmentId: 'a3', actor: sanitation }), smallCity)
      .thenRefused('return/no-return', { assignmentId: 'a3' });
    after(...told)
      .when(command(RequestArbitration, { assignmentId: 'a2', reason: '不服' }, desk), smallCity)
      .thenRefused('arbitration/decided', { assignmentId: 'a2' });
  });

  it('may confirm who led: its limit goes on, and so does the case', () => {
    const at = hoursLater(24);
    const told = [
      ...unclear,
      arbitration(),
      rule({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }, supervisor, at),
    ];
    const state = stateAfter(...told);
    expect(state).toMatchObject({ status: 'DISPATCHED', assignments: [{ role: 'LEAD' }, { role: 'ASSIST' }] });
    expect(clocksOf(state, 'HANDLE').find(({ assignmentId }) => assignmentId === 'a1')).toMatchObject({
      cause: 'RESUMED',
      dueAt: hoursLater(8 * 24),
    });
  });

  it('settles other returns that wait, too', () => {
    const told = [
      ...unclear,
      giveBack(NOON, { assignmentId: 'a2', actor: street }),
      arbitration(),
      rule({ leadUnitId: 'XY-S1-JD' }),
    ];
    const state = stateAfter(...told);
    expect(state).toMatchObject({ status: 'DISPATCHED', assignments: [{ released: 'ARBITRATED' }, { role: 'LEAD' }] });
    expect(clocksOf(state, 'RETURN_DECISION')).toEqual([]);
    expect(clocksOf(state, 'HANDLE')).toMatchObject([{ assignmentId: 'a2', pauses: [], cause: 'STARTED' }]);
  });

  it('is decided by nobody who asked, nor of the unit, and only if it is asked for', () => {
    after(...dispatched)
      .when(rule(), smallCity)
      .thenRefused('arbitration/none-pending');
    after(...unclear, arbitration(NOON, supervisor))
      .when(rule(), smallCity)
      .thenRefused('arbitration/own-dispute', A1);
    after(...unclear, arbitration())
      .when(rule({}, { ...supervisor, unitId: 'XY-ZJ' }), smallCity)
      .thenRefused('arbitration/own-dispute', A1);
  });

  it('that comes too late is noticed, and nobody is to blame but the arbiter', () => {
    const missed = happenedIn(smallCity, ...unclear, arbitration(), command(RunClocks, {}, desk, hoursLater(24 * 5)));
    const ofArbitration = missed.filter(
      (event) => event.type === 'DeadlineMissed' && event.data.clock === 'ARBITRATION',
    );
    expect(ofArbitration).toMatchObject([{ data: { assignmentId: 'a1' }, occurredAt: china('03-05', '18:00') }]);
    expect(ofArbitration[0]?.data).not.toHaveProperty('unitId');
  });
});
