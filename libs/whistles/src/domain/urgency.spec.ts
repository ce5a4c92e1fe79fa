import {
  chasingCity,
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  raise,
  resident,
  smallCity,
  street,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const A1 = { assignmentId: 'a1', unitId: 'XY-S1-JD' };
/** WY05 is P4: a day to report in … 15 days to handle; SQ01 is P3; both are the street's here. */
const dispatched = (categoryCode: string) => [
  raise({ categoryCode }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(commands.DispatchWhistle, { leadUnitId: 'XY-S1-JD', overrideReason: '就近' }, desk, START),
];
const change = (urgency: 'P1' | 'P2' | 'P3' | 'P4', at: string) =>
  command(commands.ChangeUrgency, { urgency, reason: '影响通行' }, desk, at);
/** What each clock is set to by the change, and why. */
const setBy = (told: readonly commands.AnyWhistleCommand[], last: commands.AnyWhistleCommand, of = smallCity) =>
  Object.fromEntries(
    happenedIn(of, ...told, last)
      .slice(happenedIn(of, ...told).length)
      .flatMap(({ type, data }) => (type === 'DeadlineSet' ? [[data.clock, [data.dueAt, data.cause]]] : [])),
  );

describe('another urgency (紧急程度变更, EC-17)', () => {
  it('upwards lets a clock run out at the earlier of its own moment and the new limit from now', () => {
    const told = dispatched('SQ01');
    // P3: SIGN 10:00, CONTACT 03-03 09:00, REPORT_IN 03-05 18:00, HANDLE 03-09 18:00
    expect(setBy(told, change('P2', china('03-02', '09:30')))).toEqual({
      CONTACT: [china('03-02', '11:30'), 'RECLASSIFIED'],
      REPORT_IN: [china('03-02', '11:30'), 'RECLASSIFIED'],
      HANDLE: [china('03-03', '09:30'), 'RECLASSIFIED'],
      // an hour from now is later than the hour that runs
    });
    // on the last day 24 hours from now are later than what is left
    expect(setBy(told, change('P2', china('03-09', '08:00')))).toEqual({});
  });

  it('downwards lets it run out when it would have, had it been so from the start', () => {
    const told = dispatched('SQ01');
    expect(setBy(told, change('P4', china('03-02', '09:30')))).toEqual({
      REPORT_IN: [china('03-09', '18:00'), 'RELAXED'], // five working days
      HANDLE: [china('03-17', '09:00'), 'RELAXED'], // 15 days, not from now but from the dispatch
    });
  });

  it('downwards sets a lengthened clock once, with what it was lengthened by', () => {
    const clerk = { ...street };
    const lengthened = [
      ...dispatched('SQ01'),
      command(commands.SignAssignment, { assignmentId: 'a1' }, clerk, START),
      command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, clerk, START),
      command(commands.StartHandling, { assignmentId: 'a1' }, clerk, START),
      command(commands.RequestExtension, { assignmentId: 'a1', reason: '等' }, clerk, START),
      command(commands.DecideExtension, { assignmentId: 'a1', granted: true, reason: '等' }, desk, START),
    ];
    // 5 working days and 5 more: Monday the 16th; of 6 it is 12: the 18th, and not six from now
    const city = cityWith({ limitsOf: { P4: { HANDLE: { amount: 6, unit: 'WD' } } } });
    const at = china('03-02', '09:30');
    const set = happenedIn(city, ...lengthened, change('P4', at)).filter(
      ({ type, data, occurredAt }) => type === 'DeadlineSet' && data.clock === 'HANDLE' && occurredAt === at,
    );
    expect(set).toMatchObject([{ data: { cause: 'RELAXED', dueAt: china('03-18', '18:00') } }]);
  });

  it('never puts off what has run out', () => {
    const told = dispatched('SQ01');
    expect(setBy(told, change('P4', china('03-06', '09:00')))).toEqual({
      HANDLE: [china('03-17', '09:00'), 'RELAXED'], // REPORT_IN ran out on Thursday
    });
    expect(setBy(told, change('P4', china('03-10', '09:00')))).toEqual({});
  });

  it('never puts off what the resident was promised', () => {
    const days = (amount: number) => ({ RESIDENT_TOTAL: { amount, unit: 'WD' as const } });
    const promising = cityWith({ limitsOf: { P3: days(10), P4: days(20) } });
    const relaxed = setBy(dispatched('SQ01'), change('P4', china('03-02', '09:30')), promising);
    expect(Object.keys(relaxed).sort()).toEqual(['HANDLE', 'REPORT_IN']);
  });

  it('keeps the time for which a clock stood still, and that it does', () => {
    const told = [
      ...dispatched('SQ01'),
      command(commands.SignAssignment, { assignmentId: 'a1' }, street, china('03-02', '09:10')),
      command(
        commands.ReportIn,
        { assignmentId: 'a1', person: '王', mode: 'ON_SITE' },
        street,
        china('03-02', '09:20'),
      ),
      command(commands.StartHandling, { assignmentId: 'a1' }, street, china('03-02', '09:20')),
      command(
        commands.RequestSuspension,
        { assignmentId: 'a1', until: '2026-03-20', constraint: '等图纸' },
        street,
        china('03-02', '09:30'),
      ),
      command(
        commands.DecideSuspension,
        { assignmentId: 'a1', approved: true, reason: '属实' },
        desk,
        china('03-03', '09:00'),
      ),
      change('P4', china('03-04', '09:00')),
    ];
    const state = happenedIn(smallCity, ...told).reduce(whistle.evolve, whistle.initial);
    expect('clocks' in state && state.clocks.find(({ clock }) => clock === 'HANDLE')).toMatchObject({
      dueAt: china('03-17', '09:00'),
      pausedAt: china('03-03', '09:00'),
    });
    // two days later it goes on, and runs out two days later
    const on = command(commands.ResumeCase, { assignmentId: 'a1' }, street, china('03-05', '09:00'));
    expect(setBy(told, on)).toEqual({ HANDLE: [china('03-19', '09:00'), 'RESUMED'] });
  });

  it('says what it was and why, and is not the one that it has', () => {
    const told = given(whistle, happenedIn(smallCity, raise({ categoryCode: 'SQ01' }, resident, START)));
    told.when(change('P2', china('03-02', '12:55')), smallCity).thenEvents(
      { type: 'UrgencyChanged', data: { from: 'P3', to: 'P2', reason: '影响通行' } },
      expect.objectContaining({
        type: 'DeadlineSet',
        data: expect.objectContaining({ dueAt: china('03-02', '13:10') }),
      }) as never,
    );
    told.when(change('P3', START), smallCity).thenRefused('urgency/unchanged', { urgency: 'P3' });
  });

  it('that makes it dangerous demands that it is made safe before there is a result (EC-24)', () => {
    const handling = [
      ...dispatched('SQ01'),
      command(commands.SignAssignment, { assignmentId: 'a1' }, street, START),
      command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, street, START),
      command(commands.StartHandling, { assignmentId: 'a1' }, street, START),
    ];
    const at = china('03-02', '10:00');
    expect(setBy(handling, change('P1', at), chasingCity)).toMatchObject({
      CONTAIN: [china('03-02', '12:00'), 'STARTED'],
    });
    const dangerous = given(whistle, happenedIn(chasingCity, ...handling, change('P1', at)));
    const result = command(
      commands.SubmitResult,
      { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' },
      street,
      china('03-02', '10:30'),
    );
    dangerous.when(result, chasingCity).thenRefused('result/hazard-not-contained', A1);
    const reclassify = command(commands.ReclassifyWhistle, { categoryCode: 'WY09', reason: '墙体开裂' }, desk, at);
    expect(setBy(handling, reclassify, chasingCity)).toMatchObject({ CONTAIN: [china('03-02', '12:00'), 'STARTED'] });
  });
});
