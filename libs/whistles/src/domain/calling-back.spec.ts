import { PLAIN_AFTERCARE } from '@app/catalogue/domain';
import {
  CALENDAR_2026,
  china,
  cityWith,
  command,
  desk,
  gridWorker,
  happenedIn,
  housing,
  raise,
  resident,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

/** Called when the time to handle is over: five working days, from Monday 2 March at nine to Monday 9 March at 18:00. */
const city = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, followUp: 'AT_DUE' } } });
const START = china('03-02', '09:00');
const DUE = china('03-09', '18:00');
const A1 = { assignmentId: 'a1' };
const handling = (anonymity: 'NAMED' | 'ANONYMOUS' = 'NAMED') => [
  raise({ categoryCode: 'SQ01', anonymity }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, desk, START),
  command(commands.SignAssignment, A1, housing, START),
  command(commands.ReportIn, { ...A1, person: '王', mode: 'ON_SITE' }, housing, START),
  command(commands.StartHandling, A1, housing, START),
];
const result = (at: string) => command(commands.SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '好' }, housing, at);
const look = (at: string) => command(commands.RunClocks, {}, desk, at);
const WEDNESDAY = china('03-04', '10:00');
const events = (...told: readonly commands.AnyWhistleCommand[]) => happenedIn(city, ...told);
const state = (...told: readonly commands.AnyWhistleCommand[]) =>
  events(...told).reduce(whistle.evolve, whistle.initial);

describe('a call when the time to handle is over (北京市接诉即办工作条例 §23)', () => {
  const early = [...handling(), result(WEDNESDAY)];

  it('waits for that moment, however early the result is', () => {
    expect(events(...early).slice(-2)).toMatchObject([
      { type: 'ResultSubmitted' },
      { type: 'DeadlineSet', data: { clock: 'CALL_BACK', dueAt: DUE, kind: 'MANUAL_DATE' } },
    ]);
    expect(state(...early, look(DUE))).toMatchObject({ status: 'HANDLED' });
  });

  it('moves with a revised calendar, as the time to handle would have (EC-08, EC-31)', () => {
    const pack = { aftercare: { ...PLAIN_AFTERCARE, followUp: 'AT_DUE' as const } };
    const off = (date: string) => ({ date, working: false });
    const known = { ...CALENDAR_2026, coveredThrough: '2026-03-06' };
    const revised = { ...CALENDAR_2026, days: [...CALENDAR_2026.days, off('2026-03-05'), off('2026-03-06')] };
    const [before, now] = [[known], [known, revised]].map((calendars) => cityWith({ pack, calendars }));
    const history = happenedIn(before!, ...early);
    expect(history.at(-1)?.data).toMatchObject({ clock: 'CALL_BACK', dueAt: DUE, provisional: true });
    const state = history.reduce(whistle.evolve, whistle.initial);
    const again = command(commands.RecalculateDeadlines, { reason: 'CALENDAR' }, supervisor, china('03-04', '11:00'));
    const decided = whistle.decide(again, state, now!);
    // 3, 4, 9, 10 and Wednesday 11 March
    expect(decided).toMatchObject([
      {
        type: 'DeadlineRecalculated',
        data: { clock: 'CALL_BACK', oldDueAt: DUE, dueAt: china('03-11', '18:00'), kind: 'MANUAL_DATE', marks: [] },
      },
    ]);
    expect(decided[0]?.data).toMatchObject({ calendarVersion: 'CN@2', wasProvisional: true, provisional: false });
    expect(whistle.decide(again, decided.reduce(whistle.evolve, state), now!)).toEqual([]);
  });

  it('begins by itself then, as of then, and nothing ran out', () => {
    const told = events(...early, look(china('03-10', '08:00'))).slice(-2);
    expect(told).toMatchObject([
      { type: 'FollowUpOpened', data: { because: 'TIME_IS_OVER' }, occurredAt: DUE },
      // two working days: 10, 11
      { type: 'DeadlineSet', data: { clock: 'FOLLOW_UP', startedAt: DUE, dueAt: china('03-11', '18:00') } },
    ]);
    expect(state(...early, look(china('03-10', '08:00')))).toMatchObject({ status: 'FOLLOW_UP' });
  });

  it('begins with a result that comes later', () => {
    const late = events(...handling(), result(china('03-10', '09:00'))).map(({ type }) => type);
    expect(late.slice(-4)).toEqual(['DeadlineMissed', 'ResultSubmitted', 'FollowUpOpened', 'DeadlineSet']);
  });

  it('may be made before, and is not made twice', () => {
    const called = [...early, command(commands.StartFollowUp, {}, supervisor, china('03-05', '09:00'))];
    expect(state(...called)).toMatchObject({ status: 'FOLLOW_UP', clocks: [{ clock: 'FOLLOW_UP' }] });
    expect(
      events(...called, look(china('03-10', '08:00'))).filter(({ type }) => type === 'FollowUpOpened'),
    ).toHaveLength(1);
  });

  it('waits for it after a check that passed, and comes about though a check is open', () => {
    const checking = [...early, command(commands.OrderCheck, {}, supervisor, WEDNESDAY)];
    const passed = command(commands.RecordCheck, { passed: true }, gridWorker, china('03-05', '09:00'));
    expect(state(...checking, passed)).toMatchObject({ status: 'HANDLED', check: { passed: true } });
    const open = state(...checking, look(china('03-10', '08:00')));
    expect(open).toMatchObject({ status: 'FOLLOW_UP', check: {} });
    const late = command(commands.RecordCheck, { passed: false, reason: '仍在' }, gridWorker, china('03-10', '09:00'));
    expect(state(...checking, look(china('03-10', '08:00')), late)).toMatchObject({ status: 'HANDLING' });
  });

  it('falls away when it is sent back, and where there is nobody to call', () => {
    const failed = [
      ...early,
      command(commands.OrderCheck, {}, supervisor, WEDNESDAY),
      command(commands.RecordCheck, { passed: false, reason: '仍在' }, gridWorker, WEDNESDAY),
    ];
    expect(state(...failed)).toMatchObject({ clocks: [{ clock: 'HANDLE', startedAt: WEDNESDAY }] });
    expect(state(...handling('ANONYMOUS'), result(WEDNESDAY))).toMatchObject({ status: 'HANDLED', clocks: [] });
  });
});
