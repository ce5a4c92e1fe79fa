import { chasingCity, china, command, desk, given, happenedIn, raise, resident } from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { AcceptWhistle, DispatchWhistle, RunClocks, SignAssignment, WithdrawWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const MONDAY_8 = china('03-02', '08:00');
const AREA = 'XY/S1/C01/G1';
const raised = () => raise({ categoryCode: 'SQ01' }, resident, MONDAY_8);
/** The police station of the first street leads, which stands below the bureau. */
const dispatched = () => [
  raised(),
  command(AcceptWhistle, {}, desk, MONDAY_8),
  command(DispatchWhistle, { leadUnitId: 'XY-S1-GA', overrideReason: '跨类' }, desk, MONDAY_8),
];
const clocksAt = (at: string) => command(RunClocks, {}, desk, at);
const reminders = (events: readonly WhistleEvent[]) =>
  events.flatMap(({ type, data, occurredAt }): unknown[] => {
    if (type === 'DeadlineWarned') return [[data.mark, data.clock, occurredAt]];
    if (type === 'SupervisionOpened') return [[data.level, data.clock, occurredAt]];
    return type === 'DeadlineMissed' ? [['MISSED', data.clock, occurredAt]] : [];
  });

describe('what clocks bring about', () => {
  it('is a warning at its mark and not before, for the desk where it is the whole whistle’s clock', () => {
    const history = happenedIn(chasingCity, raised());
    given(whistle, history)
      .when(clocksAt(china('03-02', '11:00')), chasingCity)
      .thenEvents();
    const amber: WhistleEvent = {
      type: 'DeadlineWarned',
      data: {
        clockId: 'ACCEPT-1',
        clock: 'ACCEPT',
        mark: 'AMBER',
        dueAt: china('03-02', '12:00'),
        to: [{ role: 'DISPATCHER', areaPath: AREA }],
      },
      occurredAt: china('03-02', '11:00'),
    };
    given(whistle, history).when(clocksAt('2026-03-02T03:00:00.001Z'), chasingCity).thenEvents(amber);
    given(whistle, [...history, amber])
      .when(clocksAt(china('03-02', '11:30')), chasingCity)
      .thenEvents();
  });

  it('is told to the unit at amber, to those above it and the desk at red, and to the supervisor by slips', () => {
    const unit = { unitId: 'XY-S1-GA' };
    const bureau = { unitId: 'XY-GA' };
    const desks = { role: 'DISPATCHER', areaPath: AREA };
    const supervisors = { role: 'SUPERVISOR', areaPath: AREA };
    const to = happenedIn(chasingCity, ...dispatched(), clocksAt(china('03-31', '08:00'))).flatMap(
      (event): unknown[] => {
        if (event.type === 'DeadlineWarned' && event.data.clock === 'HANDLE') return [[event.data.mark, event.data.to]];
        if (event.type === 'SupervisionOpened' && event.data.clock === 'HANDLE')
          return [[event.data.level, event.data.to]];
        return [];
      },
    );
    expect(to).toEqual([
      ['AMBER', [unit]],
      ['RED', [unit, bureau, desks]],
      ['BLUE', [unit, bureau, supervisors]],
      ['ORANGE', [unit, bureau, supervisors]],
      ['RED', [unit, bureau, supervisors]],
    ]);
  });

  it('is all recorded after an outage, each at its moment and in the order in which it came (EC-06)', () => {
    const history = happenedIn(chasingCity, ...dispatched());
    const back = china('03-10', '08:00');
    const events = whistle.decide(clocksAt(back), history.reduce(whistle.evolve, whistle.initial), chasingCity);
    // CONTACT, 24 h from 08:00, would be warned of at 02:00 and 05:36: at 08:00 it is too late for that
    expect(reminders(events)).toEqual([
      ['AMBER', 'SIGN', china('03-02', '08:45')],
      ['RED', 'SIGN', china('03-02', '08:54')],
      ['MISSED', 'SIGN', china('03-02', '09:00')],
      ['MISSED', 'CONTACT', china('03-03', '08:00')],
      ['AMBER', 'REPORT_IN', china('03-05', '10:00')],
      ['RED', 'REPORT_IN', china('03-05', '15:36')],
      ['MISSED', 'REPORT_IN', china('03-05', '18:00')],
      ['AMBER', 'HANDLE', china('03-06', '16:00')],
      ['BLUE', 'REPORT_IN', china('03-09', '08:00')],
      ['RED', 'HANDLE', china('03-09', '14:00')],
      ['MISSED', 'HANDLE', china('03-09', '18:00')],
    ]);
    const after = [...history, ...events];
    given(whistle, after).when(clocksAt(back), chasingCity).thenEvents();
  });

  it('is not recorded once the clock was stopped, and what a stop prevents at that very moment does not come about', () => {
    const told = [...dispatched(), command(WithdrawWhistle, { reason: '不用了' }, resident, china('03-02', '08:45'))];
    const events = happenedIn(chasingCity, ...told, clocksAt(china('03-31', '08:00')));
    expect(reminders(events)).toEqual([]);
  });

  it('comes before what the command that finds it does', () => {
    const sign = command(SignAssignment, { assignmentId: 'a1' }, { ...desk, unitId: 'XY-GA' }, china('03-02', '08:50'));
    const events = happenedIn(chasingCity, ...dispatched(), sign).slice(-2);
    expect(events.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DeadlineWarned', china('03-02', '08:45')],
      ['AssignmentSigned', china('03-02', '08:50')],
    ]);
  });

  it('reminds of what the resident was promised although it is nobody’s own clock, and says when that is broken', () => {
    // 10 WD from Tuesday 3 to Monday 16 March, 80 h: 60 h on Thursday 12 at noon, 72 h on Friday 13 at 18:00
    const events = happenedIn(chasingCity, raised(), clocksAt(china('03-17', '09:00')));
    expect(reminders(events).slice(-3)).toEqual([
      ['AMBER', 'RESIDENT_TOTAL', china('03-12', '14:00')],
      ['RED', 'RESIDENT_TOTAL', china('03-16', '08:00')],
      ['MISSED', 'RESIDENT_TOTAL', china('03-16', '18:00')],
    ]);
  });

  it('is nothing where a fact that was received in time is recorded after its breach: it is cleared (EC-05)', () => {
    const received = china('03-02', '09:00');
    const sign = command(SignAssignment, { assignmentId: 'a1' }, { ...desk, unitId: 'XY-GA' }, received);
    const history = happenedIn(chasingCity, ...dispatched(), clocksAt(china('03-02', '09:01')));
    expect(reminders(history).at(-1)).toEqual(['MISSED', 'SIGN', received]);
    const one = { assignmentId: 'a1', unitId: 'XY-S1-GA' };
    given(whistle, history)
      .when(sign, chasingCity)
      .thenEvents(
        { type: 'AssignmentSigned', data: one },
        {
          type: 'DeadlineCleared',
          data: { clockId: 'SIGN-4', clock: 'SIGN', ...one, dueAt: received, because: 'RECEIVED_IN_TIME' },
        },
      );
  });
});
