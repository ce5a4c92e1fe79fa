import {
  command,
  desk,
  given,
  happened,
  hoursLater,
  housing,
  ID_NUMBER,
  NOON,
  PHONE,
  police,
  raise,
  sanitation,
  smallCity,
  stateAfter,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  DispatchWhistle,
  LogProgress,
  RecordContact,
  RunClocks,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
  WithdrawWhistle,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
const A2 = { assignmentId: 'a2', unitId: 'XY-S1-JD' };
const A3 = { assignmentId: 'a3', unitId: 'XY-S1-GA' };
const actors = { a1: housing, a2: street, a3: police };
type Id = keyof typeof actors;

const sign = (assignmentId: Id, at?: string, actor = actors[assignmentId]) =>
  command(SignAssignment, { assignmentId }, actor, at);
const reportIn = (assignmentId: Id, at?: string) =>
  command(ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actors[assignmentId], at);
const start = (assignmentId: Id) => command(StartHandling, { assignmentId }, actors[assignmentId]);
const assistResult = (assignmentId: Id, reply = '已到场') =>
  command(SubmitAssistResult, { assignmentId, outcome: 'RESOLVED', reply }, actors[assignmentId]);
const result = (assignmentId: Id, reply = '已清理') =>
  command(SubmitResult, { assignmentId, outcome: 'RESOLVED', reply }, actors[assignmentId]);

/** WY02 with housing in the lead, the street mandatory and the police station optional. */
const dispatched = [
  raise(),
  command(AcceptWhistle, {}),
  command(DispatchWhistle, {
    leadUnitId: 'XY-ZJ',
    assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }],
  }),
];
const direct = [raise({ categoryCode: 'CG01' })];
const signed = [...dispatched, sign('a1'), sign('a2'), sign('a3')];
const after = (...told: readonly AnyWhistleCommand[]) => given(whistle, happened(...told));
const namesOf = (events: readonly WhistleEvent[]) => events.map(({ type }) => type);
/** Names of the events that the last of these commands leads to. */
const last = (...told: readonly AnyWhistleCommand[]) =>
  namesOf(happened(...told).slice(happened(...told.slice(0, -1)).length));

describe('signing (签收)', () => {
  it('is recorded and stops the unit’s own SIGN clock alone', () => {
    after(...dispatched)
      .when(sign('a1'), smallCity)
      .thenEvents({ type: 'AssignmentSigned', data: A1 });
    const state = stateAfter(...dispatched, sign('a1'));
    expect('clocks' in state && state.clocks.map(({ clock, assignmentId }) => `${assignmentId} ${clock}`)).toEqual([
      'a1 CONTACT',
      'a1 REPORT_IN',
      'a1 HANDLE',
      'a2 SIGN',
      'a2 CONTACT',
      'a2 REPORT_IN',
      'a2 HANDLE',
      'a3 SIGN',
      'a3 CONTACT',
      'a3 REPORT_IN',
      'a3 HANDLE',
    ]);
  });

  it('begins the handling of a direct order', () => {
    const one = { assignmentId: 'a1', unitId: 'XY-HW' };
    after(...direct)
      .when(command(SignAssignment, { assignmentId: 'a1' }, sanitation), smallCity)
      .thenEvents({ type: 'AssignmentSigned', data: one }, { type: 'HandlingStarted', data: one });
  });

  it('is done once', () => {
    after(...signed)
      .when(sign('a1'), smallCity)
      .thenRefused('assignment/already-signed', A1);
  });

  it('is for the unit or one that stands above it', () => {
    const bureau = { ...police, unitId: 'XY-GA' };
    after(...dispatched)
      .when(sign('a3', undefined, bureau), smallCity)
      .thenEvents({ type: 'AssignmentSigned', data: A3 });
    for (const actor of [housing, desk, supervisor, { ...police, unitId: 'XY-S1-C01-SQ' }]) {
      after(...dispatched)
        .when(sign('a3', undefined, actor), smallCity)
        .thenRefused('assignment/not-yours', A3);
    }
  });

  it('is refused for an assignment that does not exist', () => {
    after(...dispatched)
      .when(command(SignAssignment, { assignmentId: 'a9' }, housing), smallCity)
      .thenRefused('assignment/not-found', { assignmentId: 'a9' });
  });
});

describe('contacting (先行联系)', () => {
  const contact = (contacted: 'REPORTER' | 'STREET', note?: string, assignmentId: Id = 'a1') =>
    command(RecordContact, { assignmentId, contacted, note }, actors[assignmentId]);

  it('is recorded without personal data and stops the unit’s CONTACT clock', () => {
    after(...signed)
      .when(contact('REPORTER', `改约${PHONE}`), smallCity)
      .thenEvents({ type: 'ContactRecorded', data: { ...A1, contacted: 'REPORTER', note: '改约〔电话〕' } });
    const state = stateAfter(...signed, contact('STREET'));
    expect('clocks' in state && state.clocks.map(({ clock, assignmentId }) => `${assignmentId} ${clock}`)).toEqual([
      'a1 REPORT_IN',
      'a1 HANDLE',
      'a2 CONTACT',
      'a2 REPORT_IN',
      'a2 HANDLE',
      'a3 CONTACT',
      'a3 REPORT_IN',
      'a3 HANDLE',
    ]);
  });

  it('may be repeated', () => {
    expect(last(...signed, contact('REPORTER'), contact('REPORTER'))).toEqual(['ContactRecorded']);
  });

  it('wants a signature first', () => {
    after(...dispatched)
      .when(contact('REPORTER'), smallCity)
      .thenRefused('assignment/not-signed', A1);
  });

  it('cannot be with a reporter whom nobody knows, but with the street', () => {
    const anonymous = [raise({ anonymity: 'ANONYMOUS' }), ...dispatched.slice(1), sign('a1')];
    after(...anonymous)
      .when(contact('REPORTER'), smallCity)
      .thenRefused('assignment/reporter-anonymous', A1);
    expect(last(...anonymous, contact('STREET'))).toEqual(['ContactRecorded']);
  });

  it('is over once the unit’s result is in', () => {
    after(...signed, reportIn('a2'), assistResult('a2'))
      .when(contact('STREET', undefined, 'a2'), smallCity)
      .thenRefused('assignment/result-submitted', A2);
  });
});

describe('reporting in (报到)', () => {
  it('says who came, how, where from, and whether in time', () => {
    const input = { assignmentId: 'a1', person: '王科长', mode: 'REMOTE' as const, longitude: 116, latitude: 29.7 };
    after(...signed)
      .when(command(ReportIn, input, housing, hoursLater(1)), smallCity)
      .thenEvents({
        type: 'DepartmentReportedIn',
        data: { ...A1, person: '王科长', mode: 'REMOTE', longitude: 116, latitude: 29.7, onTime: true },
      });
  });

  it('is in time at the very moment of the deadline (EC-05)', () => {
    // on Thursday at 17:00 the misses of CONTACT are recorded, so that the log holds the report-in alone
    const told = [...signed, command(RunClocks, {}, desk, hoursLater(77))];
    const onTime = (at: string) =>
      happened(...told, reportIn('a1', at)).flatMap((event) =>
        event.type === 'DepartmentReportedIn' ? [event.data.onTime] : [],
      );
    expect(onTime(hoursLater(78))).toEqual([true]);
    expect(last(...told, reportIn('a1', hoursLater(78)))).toEqual(['DepartmentReportedIn']);
    expect(onTime('2026-03-05T10:00:00.001Z')).toEqual([false]);
    expect(last(...told, reportIn('a1', '2026-03-05T10:00:00.001Z'))).toEqual([
      'DeadlineMissed',
      'DeadlineMissed',
      'DeadlineMissed',
      'DepartmentReportedIn',
    ]);
  });

  it('says that all are in with the last mandatory unit, whichever that is, and only then (全部报到)', () => {
    const all: WhistleEvent = { type: 'AllDepartmentsReportedIn', data: { setRevision: 1 } };
    const came = (one: typeof A1): WhistleEvent => ({
      type: 'DepartmentReportedIn',
      data: { ...one, person: '王科长', mode: 'ON_SITE', onTime: true },
    });
    after(...signed)
      .when(reportIn('a1'), smallCity)
      .thenEvents(came(A1));
    after(...signed, reportIn('a1'))
      .when(reportIn('a2'), smallCity)
      .thenEvents(came(A2), all);
    after(...signed, reportIn('a2'))
      .when(reportIn('a1'), smallCity)
      .thenEvents(came(A1), all);
    after(...signed, reportIn('a1'))
      .when(reportIn('a3'), smallCity)
      .thenEvents(came(A3));
    after(...signed, reportIn('a1'), reportIn('a2'))
      .when(reportIn('a3'), smallCity)
      .thenEvents(came(A3));
    after(...signed, reportIn('a3'), reportIn('a1'))
      .when(reportIn('a2'), smallCity)
      .thenEvents(came(A2), all);
  });

  it('is said of two units that decided on the same state by whichever is decided again last (EC-01)', () => {
    // both decided on the history without the other: the store refuses the second, which is decided anew
    expect(last(...signed, reportIn('a1'))).toEqual(['DepartmentReportedIn']);
    expect(last(...signed, reportIn('a2'))).toEqual(['DepartmentReportedIn']);
    expect(last(...signed, reportIn('a1'), reportIn('a2'))).toEqual([
      'DepartmentReportedIn',
      'AllDepartmentsReportedIn',
    ]);
  });

  it('does not set a whistle back that is being handled already', () => {
    expect(stateAfter(...signed, reportIn('a1'), start('a1'), reportIn('a2'))).toMatchObject({ status: 'HANDLING' });
    expect(stateAfter(...signed, reportIn('a1'), reportIn('a2'))).toMatchObject({ status: 'REPORTED' });
  });

  it('wants a signature first, is done once, and is not asked of a direct order', () => {
    after(...dispatched)
      .when(reportIn('a1'), smallCity)
      .thenRefused('assignment/not-signed', A1);
    after(...signed, reportIn('a1'))
      .when(reportIn('a1'), smallCity)
      .thenRefused('assignment/already-reported-in', A1);
    after(...direct)
      .when(command(ReportIn, { assignmentId: 'a1', person: '李', mode: 'ON_SITE' }, sanitation), smallCity)
      .thenRefused('assignment/no-report-in');
  });

  it('ends the time in which the whistle can be withdrawn', () => {
    const withdraw = command(WithdrawWhistle, { reason: '不用了' });
    after(...signed)
      .when(withdraw, smallCity)
      .thenEvents({ type: 'WhistleWithdrawn', data: { reason: '不用了' } });
    after(...signed, reportIn('a3'))
      .when(withdraw, smallCity)
      .thenRefused('whistle/already-reported-in');
  });
});

describe('handling (办理)', () => {
  it('begins with the lead, who has reported in, though others are still on their way', () => {
    after(...signed, reportIn('a1'))
      .when(start('a1'), smallCity)
      .thenEvents({ type: 'HandlingStarted', data: A1 });
    after(...signed)
      .when(start('a1'), smallCity)
      .thenRefused('assignment/not-reported-in', A1);
    after(...dispatched)
      .when(start('a1'), smallCity)
      .thenRefused('assignment/not-signed', A1);
    after(...signed, reportIn('a2'))
      .when(start('a2'), smallCity)
      .thenRefused('assignment/not-lead', A2);
  });

  it('begins with the lead’s first progress too, and keeps personal data out of it', () => {
    const log = (assignmentId: Id) =>
      command(LogProgress, { assignmentId, note: `找到${PHONE}` }, actors[assignmentId]);
    const logged = (one: typeof A1): WhistleEvent => ({
      type: 'ProgressLogged',
      data: { ...one, note: '找到〔电话〕' },
    });
    const inPlace = [...signed, reportIn('a1'), reportIn('a2')];
    after(...inPlace)
      .when(log('a1'), smallCity)
      .thenEvents({ type: 'HandlingStarted', data: A1 }, logged(A1));
    after(...inPlace, start('a1'))
      .when(log('a1'), smallCity)
      .thenEvents(logged(A1));
    after(...inPlace)
      .when(log('a2'), smallCity)
      .thenEvents(logged(A2));
    after(...inPlace)
      .when(log('a3'), smallCity)
      .thenRefused('assignment/not-reported-in', A3);
    after(...inPlace, assistResult('a2'))
      .when(log('a2'), smallCity)
      .thenRefused('assignment/result-submitted', A2);
  });
});

describe('results (反馈)', () => {
  const handling = [...signed, reportIn('a1'), reportIn('a2'), start('a1')];

  it('of an assisting unit are its own, once, without personal data, and stop its clocks', () => {
    after(...handling)
      .when(assistResult('a2', `已告知${PHONE}，${ID_NUMBER}`), smallCity)
      .thenEvents({
        type: 'AssignmentResultSubmitted',
        data: { ...A2, outcome: 'RESOLVED', reply: '已告知〔电话〕，〔证件号〕', handlingSeconds: 0 },
      });
    after(...handling, assistResult('a2'))
      .when(assistResult('a2'), smallCity)
      .thenRefused('assignment/result-submitted', A2);
    after(...handling)
      .when(assistResult('a1'), smallCity)
      .thenRefused('assignment/is-lead', A1);
    after(...handling)
      .when(assistResult('a3'), smallCity)
      .thenRefused('assignment/not-reported-in', A3);
    const state = stateAfter(...handling, assistResult('a2'));
    expect('clocks' in state && state.clocks.filter(({ assignmentId }) => assignmentId === 'a2')).toEqual([]);
  });

  /** Until Wednesday at 18:00. */
  const followUpClock: WhistleEvent = {
    type: 'DeadlineSet',
    data: {
      clockId: 'FOLLOW_UP-15',
      clock: 'FOLLOW_UP',
      startedAt: NOON,
      dueAt: hoursLater(54),
      limit: { amount: 2, unit: 'WD' },
      kind: 'WORKDAY_COUNT',
      policyVersion: 'XY@1',
      calendarVersion: 'CN@1',
      provisional: false,
      pauses: [],
      marks: [],
      timer: true,
      cause: 'STARTED',
    },
  };

  it('of the lead wait for every mandatory assisting unit (EC-12), not for the others', () => {
    after(...handling)
      .when(result('a1'), smallCity)
      .thenRefused('result/assist-missing', { unitIds: ['XY-S1-JD'] });
    after(...handling, assistResult('a2'))
      .when(result('a1', `见${PHONE}`), smallCity)
      .thenEvents(
        { type: 'ResultSubmitted', data: { ...A1, outcome: 'RESOLVED', reply: '见〔电话〕', handlingSeconds: 0 } },
        followUpClock,
      );
  });

  it('of the whole whistle are the lead’s to give', () => {
    after(...handling, assistResult('a2'))
      .when(result('a2'), smallCity)
      .thenRefused('assignment/result-submitted', A2);
    after(...signed, reportIn('a1'), reportIn('a2'), reportIn('a3'), start('a1'))
      .when(result('a3'), smallCity)
      .thenRefused('assignment/not-lead', A3);
  });

  it('of the lead stop every clock, those of silent optional units too, and leave the one to call the reporter', () => {
    const told = [...handling, assistResult('a2'), result('a1')];
    expect(stateAfter(...told)).toMatchObject({
      status: 'HANDLED',
      clocks: [{ clockId: 'FOLLOW_UP-15' }],
      result: { reply: '已清理' },
    });
    expect(happened(...told, command(RunClocks, {}, desk, hoursLater(9999))).at(-1)).toMatchObject({
      type: 'DeadlineMissed',
      data: { clockId: 'FOLLOW_UP-15' },
    });
  });

  it('leave the misses of an assisting unit with that unit', () => {
    const missed = happened(...handling, assistResult('a2', '好'), command(RunClocks, {}, desk, hoursLater(169)));
    expect(
      missed.flatMap((event) => (event.type === 'DeadlineMissed' ? [[event.data.unitId, event.data.clock]] : [])),
    ).toEqual([
      ['XY-ZJ', 'CONTACT'],
      ['XY-S1-GA', 'CONTACT'],
      ['XY-S1-GA', 'REPORT_IN'],
      ['XY-ZJ', 'HANDLE'],
      ['XY-S1-GA', 'HANDLE'],
    ]);
  });
});
