import {
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  housing,
  police,
  raise,
  resident,
  smallCity,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const raised = [raise({ categoryCode: 'HJ03' }, resident, START)];
/** The police station of the street leads, below the bureau of the district; housing assists. */
const dispatched = [
  ...raised,
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-S1-GA', assists: [{ unitId: 'XY-ZJ' }], overrideReason: '跨类' },
    desk,
    START,
  ),
];
const A1 = { assignmentId: 'a1', unitId: 'XY-S1-GA' };
const open = (level: 'BLUE' | 'ORANGE' | 'RED' = 'BLUE', assignmentId?: string) =>
  command(commands.OpenSupervision, { level, assignmentId, reason: '群众反映强烈' }, supervisor, START);
const answer = (assignmentId: string | undefined = 'a1', actor = police, at = china('03-02', '10:00')) =>
  command(commands.AnswerSupervision, { assignmentId, reply: '今晚整治' }, actor, at);
const after = (...told: readonly commands.AnyWhistleCommand[]) => given(whistle, happenedIn(smallCity, ...told));
const stateAfter = (...told: readonly commands.AnyWhistleCommand[]) =>
  happenedIn(smallCity, ...told).reduce(whistle.evolve, whistle.initial);

describe('supervision by a person (督办)', () => {
  it('is told to the lead, whoever stands above it and whoever supervises, and starts a clock for the answer', () => {
    const [opened, clock] = happenedIn(smallCity, ...dispatched, open()).slice(-2);
    expect(opened?.data).toEqual({
      clockId: clock && 'clockId' in clock.data && clock.data.clockId,
      clock: 'SUPERVISION',
      ...A1,
      level: 'BLUE',
      dueAt: china('03-03', '18:00'), // one working day
      to: [{ unitId: 'XY-S1-GA' }, { unitId: 'XY-GA' }, { role: 'SUPERVISOR', areaPath: 'XY/S1/C01/G1' }],
      reason: '群众反映强烈',
      by: 'supervisor',
    });
    expect(clock?.data).toMatchObject({
      clock: 'SUPERVISION',
      ...A1,
      dueAt: china('03-03', '18:00'),
      cause: 'STARTED',
    });
  });

  it('is of the task that is named, or of the desk while nobody has it', () => {
    const [assist] = happenedIn(smallCity, ...dispatched, open('RED', 'a2')).slice(-2);
    expect(assist?.data).toMatchObject({ assignmentId: 'a2', unitId: 'XY-ZJ', level: 'RED' });
    const [atDesk] = happenedIn(smallCity, ...raised, open()).slice(-2);
    expect(atDesk?.data).not.toHaveProperty('unitId');
    expect(atDesk?.data).toMatchObject({
      to: [
        { role: 'DISPATCHER', areaPath: 'XY/S1/C01/G1' },
        { role: 'SUPERVISOR', areaPath: 'XY/S1/C01/G1' },
      ],
    });
    after(...dispatched)
      .when(open('BLUE', 'a9'), smallCity)
      .thenRefused('assignment/not-found');
  });

  it('has the limit of the policy, if that has one', () => {
    const quick = cityWith({ limits: { SUPERVISION: { amount: 4, unit: 'UH' } } });
    const [opened] = happenedIn(quick, ...dispatched, open()).slice(-2);
    expect(opened?.data).toMatchObject({ dueAt: china('03-02', '13:00') });
  });

  it('is answered by the unit, which stops its clock alone', () => {
    after(...dispatched, open())
      .when(answer(), smallCity)
      .thenEvents({ type: 'SupervisionAnswered', data: { ...A1, reply: '今晚整治' } });
    const both = stateAfter(...dispatched, open(), open('BLUE', 'a2'), answer());
    expect('clocks' in both && both.clocks.filter(({ clock }) => clock === 'SUPERVISION')).toMatchObject([
      { assignmentId: 'a2' },
    ]);
    after(...dispatched, open())
      .when(answer('a1', housing), smallCity)
      .thenRefused('assignment/not-yours');
    after(...dispatched)
      .when(answer(), smallCity)
      .thenRefused('supervision/none-open');
    after(...dispatched, open(), answer())
      .when(answer(), smallCity)
      .thenRefused('supervision/none-open');
  });

  it('is answered by the desk where nobody has it', () => {
    const told = [...raised, open()];
    const byDesk = command(commands.AnswerSupervision, { reply: '马上派单' }, desk, china('03-02', '09:10'));
    after(...told)
      .when(byDesk, smallCity)
      .thenEvents({ type: 'SupervisionAnswered', data: { reply: '马上派单' } });
    after(...told)
      .when(command(commands.AnswerSupervision, { reply: '好' }, housing, china('03-02', '09:10')), smallCity)
      .thenRefused('supervision/not-yours');
    expect(stateAfter(...told, byDesk)).toMatchObject({ supervisions: [{ level: 'BLUE', answered: true }] });
  });

  it.each([
    ['another leads', command(commands.ChangeLead, { unitId: 'XY-ZJ', reason: '牵头不当' })],
    ['the dispatch is recalled', command(commands.RecallDispatch, { reason: '派错' })],
  ])('that its unit has not answered when %s is the desk’s to answer', (_, change) => {
    const state = stateAfter(...dispatched, open('RED'), change);
    expect(state).toMatchObject({ supervisions: [{ assignmentId: undefined, level: 'RED', answered: false }] });
    // one working day from then on, and no unit's
    const [atDesk, ...others] = 'clocks' in state ? state.clocks.filter(({ clock }) => clock === 'SUPERVISION') : [];
    expect(atDesk).toMatchObject({ startedAt: china('03-02', '12:00'), dueAt: china('03-03', '18:00') });
    expect([atDesk?.assignmentId, atDesk?.unitId, others]).toEqual([undefined, undefined, []]);
    after(...dispatched, open('RED'), change)
      .when(answer('a1', police), smallCity)
      .thenRefused('assignment/released');
    const answered = command(commands.AnswerSupervision, { reply: '已改派' }, desk);
    expect(stateAfter(...dispatched, open('RED'), change, answered)).toMatchObject({
      supervisions: [{ assignmentId: undefined, level: 'RED', answered: true }],
    });
  });

  it('is nobody’s else who is released, nor the desk’s twice', () => {
    const release = command(commands.ReleaseAssist, { assignmentId: 'a2', reason: '不再需要' }, desk);
    const ofDesk = (...told: readonly commands.AnyWhistleCommand[]) => {
      const state = stateAfter(...dispatched, ...told);
      return 'clocks' in state
        ? state.clocks.filter(({ clock }) => clock === 'SUPERVISION').map(({ assignmentId = '' }) => assignmentId)
        : [];
    };
    expect(ofDesk(open('RED'), release)).toEqual(['a1']);
    expect(ofDesk(open('RED', 'a2'), release)).toEqual(['']);
    const recall = command(commands.RecallDispatch, { reason: '派错' });
    expect(ofDesk(open('RED', 'a2'), release, open('RED'), recall)).toEqual(['']);
  });

  it('goes on with the successor of its unit (机构合并)', () => {
    const data = { assignmentId: 'a3', unitId: 'XY-GA', role: 'LEAD', mandatory: true, reportsIn: true } as const;
    const state = whistle.evolve(stateAfter(...dispatched, open('RED')), {
      type: 'AssignmentCreated',
      data: { ...data, reason: 'successor', takesOver: 'a1', setRevision: 2 },
      occurredAt: china('03-02', '11:00'),
    });
    expect(state).toMatchObject({ supervisions: [{ assignmentId: 'a3', level: 'RED', answered: false }] });
  });

  it('that is not answered can only become severer', () => {
    after(...dispatched, open('ORANGE'))
      .when(open('BLUE'), smallCity)
      .thenRefused('supervision/not-severer', { level: 'ORANGE' });
    expect(stateAfter(...dispatched, open(), open('RED'))).toMatchObject({ supervisions: [{ level: 'RED' }] });
    expect(stateAfter(...dispatched, open('RED'), answer(), open('BLUE'))).toMatchObject({
      supervisions: [{ level: 'BLUE', answered: false }],
    });
  });

  it('that is not answered in time runs out like any clock', () => {
    const look = command(commands.RunClocks, {}, desk, china('03-04', '08:00'));
    const missed = happenedIn(smallCity, ...dispatched, open(), look).flatMap(({ type, data }) =>
      type === 'DeadlineMissed' && data.clock === 'SUPERVISION' ? [data.dueAt] : [],
    );
    expect(missed).toEqual([china('03-03', '18:00')]);
  });
});
