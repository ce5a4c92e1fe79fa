import { PLAIN_AFTERCARE } from '@app/catalogue/domain';
import {
  china,
  type City,
  cityWith,
  command,
  desk,
  given,
  gridWorker,
  happenedIn,
  housing,
  raise,
  type RaiseInput,
  resident,
  sanitation,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const DONE = china('03-04', '10:00');
const CHECKED = china('03-04', '15:00');
/** Four working hours to check it; two working days to call, counted from the result. */
const city = cityWith({ limits: { CHECK: { amount: 4, unit: 'WH' } } });
const checksAll = cityWith({
  limits: { CHECK: { amount: 4, unit: 'WH' } },
  pack: { aftercare: { ...PLAIN_AFTERCARE, checks: 'ALL' } },
});

/** Housing leads (a1), the street assists (a2); both are done on Wednesday at ten. */
const handled = (input: Partial<RaiseInput> = {}) => [
  raise({ categoryCode: 'SQ01', ...input }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
  ...([housing, street] as const).flatMap((actor, index) => {
    const assignmentId = `a${index + 1}`;
    return [
      command(commands.SignAssignment, { assignmentId }, actor, START),
      command(commands.ReportIn, { assignmentId, person: '王', mode: 'ON_SITE' as const }, actor, START),
    ];
  }),
  command(commands.StartHandling, { assignmentId: 'a1' }, housing, START),
  command(commands.SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street, DONE),
  command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, DONE),
];
const order = (unitId?: string) => command(commands.OrderCheck, { unitId }, supervisor, DONE);
const passed = (actor = gridWorker) =>
  command(commands.RecordCheck, { passed: true, note: '13879201234称已清' }, actor, CHECKED);
const failed = (assignmentIds?: readonly string[]) =>
  command(commands.RecordCheck, { passed: false, reason: '仍有垃圾', assignmentIds }, gridWorker, CHECKED);
const after = (told: readonly commands.AnyWhistleCommand[], of: City = city) => given(whistle, happenedIn(of, ...told));
const typesOf = (told: readonly commands.AnyWhistleCommand[], last: commands.AnyWhistleCommand, of: City = city) =>
  happenedIn(of, ...told, last)
    .slice(happenedIn(of, ...told).length)
    .map(({ type }) => type);
const stateOf = (told: readonly commands.AnyWhistleCommand[], of: City = city) =>
  happenedIn(of, ...told).reduce(whistle.evolve, whistle.initial);

describe('a check (核查)', () => {
  it('is ordered of a unit that had no part in it, with a clock of its own', () => {
    const [ordered, clock] = happenedIn(city, ...handled(), order('XY-S1-C01-SQ')).slice(-2);
    expect(ordered).toMatchObject({
      type: 'PostHandleCheckOrdered',
      data: { unitId: 'XY-S1-C01-SQ', cause: 'ORDERED' },
    });
    // Wednesday 10:00: two hours until noon, two from 14:00
    expect(clock).toMatchObject({ data: { clock: 'CHECK', unitId: 'XY-S1-C01-SQ', dueAt: china('03-04', '16:00') } });
    after(handled()).when(order('XY-YL'), city).thenRefused('check/unit-not-active');
  });

  it.each(['XY-ZJ', 'XY-S1-JD'])('is nothing for %s, which handled it (办核分离)', (unitId) => {
    after(handled()).when(order(unitId), city).thenRefused('check/handler-may-not-check', { unitId });
  });

  it('is nothing for a unit above or below one that handled it', () => {
    const byStation = [
      raise({ categoryCode: 'HJ03' }, resident, START),
      command(commands.AcceptWhistle, {}, desk, START),
      command(commands.DispatchWhistle, { leadUnitId: 'XY-S1-GA' }, desk, START),
      command(commands.SignAssignment, { assignmentId: 'a1' }, { ...street, unitId: 'XY-S1-GA' }, START),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, street, START),
    ].slice(0, 4);
    const clerk = { ...street, unitId: 'XY-S1-GA' };
    const done = [
      ...byStation,
      command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, clerk, START),
      command(commands.StartHandling, { assignmentId: 'a1' }, clerk, START),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, clerk, START),
    ];
    after(done).when(order('XY-GA'), city).thenRefused('check/handler-may-not-check', { unitId: 'XY-S1-GA' });
  });

  it('is recorded by whoever was asked, or whoever supervises it, and by nobody who handled it', () => {
    const ofUnit = [...handled(), order('XY-S1-C01-SQ')];
    after(ofUnit).when(passed(gridWorker), city).thenRefused('check/not-yours');
    after(ofUnit).when(passed(sanitation), city).thenRefused('check/not-yours');
    expect(typesOf(ofUnit, passed({ ...street, unitId: 'XY-S1-C01-SQ' }))[0]).toBe('CheckPassed');
    expect(typesOf(ofUnit, passed(supervisor))[0]).toBe('CheckPassed');
    after([...handled(), order()])
      .when(passed(housing), city)
      .thenRefused('check/not-yours');
    after([...handled(), order()])
      .when(passed({ ...gridWorker, unitId: 'XY-ZJ' }), city)
      .thenRefused('check/handler-may-not-check', { unitId: 'XY-ZJ' });
    after([...handled(), order(), passed()])
      .when(passed(), city)
      .thenRefused('check/none-ordered');
  });

  it('that passes lets the reporter be called', () => {
    const told = [...handled(), order()];
    after(told)
      .when(passed(), city)
      .thenEvents({ type: 'CheckPassed', data: { note: '〔电话〕称已清' } }, { type: 'FollowUpOpened', data: {} });
    expect(stateOf([...told, passed()])).toMatchObject({ status: 'FOLLOW_UP', check: { passed: true } });
  });

  it('that fails sends it back to the lead, and to the assisting units that are named, with the time to handle anew', () => {
    const told = [...handled(), order(), failed(['a2'])];
    const [check, rework, lead, assist] = happenedIn(city, ...told).slice(-4);
    expect(check).toMatchObject({ type: 'CheckFailed', data: { reason: '仍有垃圾' } });
    expect(rework).toMatchObject({
      type: 'ReworkOrdered',
      data: {
        n: 1,
        cause: 'CHECK',
        assignments: [
          { assignmentId: 'a1', unitId: 'XY-ZJ' },
          { assignmentId: 'a2', unitId: 'XY-S1-JD' },
        ],
      },
    });
    // five working days from Wednesday: 5, 6, 9, 10, 11
    const due = { clock: 'HANDLE', startedAt: CHECKED, dueAt: china('03-11', '18:00'), cause: 'STARTED' };
    expect([lead?.data, assist?.data]).toMatchObject([
      { ...due, assignmentId: 'a1' },
      { ...due, assignmentId: 'a2' },
    ]);
    const state = stateOf(told);
    expect(state).toMatchObject({
      status: 'HANDLING',
      reworks: 1,
      assignments: [{ resultSubmitted: false }, { resultSubmitted: false }],
      clocks: [{ clock: 'HANDLE' }, { clock: 'HANDLE' }],
    });
    expect(state).not.toHaveProperty('result');
    after([...handled(), order()])
      .when(failed(['a1']), city)
      .thenRefused('rework/not-an-assist', { assignmentId: 'a1' });
  });

  it('that fails leaves what ran out as it was', () => {
    const late = china('03-10', '09:00');
    const told = [
      ...handled().slice(0, -1),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, late),
      command(commands.OrderCheck, {}, supervisor, late),
      command(commands.RecordCheck, { passed: false, reason: '仍有' }, gridWorker, late),
    ];
    expect(stateOf(told)).toMatchObject({
      status: 'HANDLING',
      pastClocks: expect.arrayContaining([
        expect.objectContaining({ clock: 'HANDLE', assignmentId: 'a1', missed: true, dueAt: china('03-09', '18:00') }),
      ]),
    });
  });

  it('follows by itself where the policy or the category says so', () => {
    const result = handled().at(-1)!;
    const types = (of: City, input: Partial<RaiseInput> = {}) => typesOf(handled(input).slice(0, -1), result, of);
    const anonymous = { anonymity: 'ANONYMOUS' as const };
    const ifAnonymous = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, checks: 'ANONYMOUS' } } });
    expect(types(city)).toEqual(['ResultSubmitted', 'DeadlineSet']);
    expect(types(checksAll)).toEqual(['ResultSubmitted', 'PostHandleCheckOrdered', 'DeadlineSet', 'DeadlineSet']);
    expect(types(ifAnonymous)).toEqual(['ResultSubmitted', 'DeadlineSet']);
    expect(types(ifAnonymous, anonymous)).toEqual(['ResultSubmitted', 'PostHandleCheckOrdered']);
    expect(types(cityWith({ resultsChecked: { SQ01: true } }))).toContain('PostHandleCheckOrdered');
    const never = cityWith({
      resultsChecked: { SQ01: false },
      pack: { aftercare: { ...PLAIN_AFTERCARE, checks: 'ALL' } },
    });
    expect(types(never)).toEqual(['ResultSubmitted', 'DeadlineSet']);
  });

  it('stands between an anonymous result and its closing', () => {
    const ifAnonymous = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, checks: 'ANONYMOUS' } } });
    const close = command(commands.CloseWhistle, {}, supervisor, CHECKED);
    const told = handled({ anonymity: 'ANONYMOUS' });
    after(told, ifAnonymous).when(close, ifAnonymous).thenRefused('close/check-open');
    after([...told, passed()], ifAnonymous)
      .when(close, ifAnonymous)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'RESOLVED' } });
    // handled before the policy was changed
    after(told, city).when(close, ifAnonymous).thenRefused('close/needs-check');
  });

  it('of what was done on the spot is not for whoever did it; if it fails, the desk dispatches (自行处置)', () => {
    const told = [
      raise({ categoryCode: 'SQ01' }, resident, START),
      command(commands.AcceptWhistle, {}, desk, START),
      command(commands.SelfResolve, { evidence: '已清' }, gridWorker, START),
      command(commands.OrderCheck, {}, supervisor, DONE),
    ];
    after(told).when(passed(gridWorker), city).thenRefused('check/own-work');
    const another = { ...gridWorker, id: 'another' };
    const no = command(commands.RecordCheck, { passed: false, reason: '仍在' }, another, CHECKED);
    expect(typesOf(told, no)).toEqual(['CheckFailed', 'ReworkOrdered', 'DeadlineSet']);
    const state = stateOf([...told, no]);
    expect(state).toMatchObject({ status: 'ACCEPTED', clocks: [{ clock: 'DISPATCH', startedAt: CHECKED }] });
    expect(state).not.toHaveProperty('selfResolved');
    expect(
      typesOf(
        [...told, no],
        command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, desk, CHECKED),
      )[0],
    ).toBe('WhistleDispatched');
  });
});
