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
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { WhistleFacts } from './facts.js';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  DecideSuspension,
  DispatchWhistle,
  LogProgress,
  ReportIn,
  RequestExtension,
  RequestSuspension,
  ResumeCase,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import { whistle } from './whistle.js';

type City = Pick<WhistleFacts, 'directory' | 'catalogue'>;
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
const A2 = { assignmentId: 'a2', unitId: 'XY-S1-JD' };
const START = china('03-02', '09:00');
const WEDNESDAY = china('03-04', '15:00');

/** Housing leads (a1) and the street assists (a2); both have contacted and reported in, and housing handles it. */
const handling = [
  raise({ categoryCode: 'SQ01' }, resident, START),
  command(AcceptWhistle, {}, desk, START),
  command(
    DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
  ...[housing, street].flatMap((actor, index) => [
    command(SignAssignment, { assignmentId: `a${index + 1}` }, actor, START),
    command(ReportIn, { assignmentId: `a${index + 1}`, person: '王', mode: 'ON_SITE' }, actor, START),
  ]),
  command(StartHandling, { assignmentId: 'a1' }, housing, START),
];
const ask = (at: string, input: Partial<RequestSuspension['input']> = {}, actor = housing) =>
  command(RequestSuspension, { assignmentId: 'a1', until: '2026-03-20', constraint: '等施工图', ...input }, actor, at);
const decide = (approved: boolean, at: string, actor = supervisor, assignmentId = 'a1') =>
  command(DecideSuspension, { assignmentId, approved, reason: '属实' }, actor, at);
const resume = (at: string, actor = housing, assignmentId = 'a1') => command(ResumeCase, { assignmentId }, actor, at);
const look = (at: string) => command(RunClocks, {}, desk, at);
const after = (city: City, ...told: readonly AnyWhistleCommand[]) => given(whistle, happenedIn(city, ...told));
const stateIn = (city: City, ...told: readonly AnyWhistleCommand[]) =>
  happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
const suspended = [...handling, ask(china('03-03', '08:30')), decide(true, WEDNESDAY)];

describe('a suspension (挂账)', () => {
  it('is asked for with an obstacle and a day', () => {
    after(smallCity, ...handling)
      .when(ask(START, { constraint: '等13879201234回电' }), smallCity)
      .thenEvents({
        type: 'SuspensionRequested',
        data: { ...A1, until: '2026-03-20', constraint: '等〔电话〕回电', by: 'clerk-zj' },
      });
  });

  it('approved, holds the clock to handle, and is reviewed at the first working moment of the day', () => {
    after(smallCity, ...handling, ask(START))
      .when(decide(true, START), smallCity)
      .thenEvents(
        { type: 'SuspensionApproved', data: { ...A1, reviewAt: china('03-20', '08:00'), reason: '属实' } },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'REVIEW-11',
            clock: 'REVIEW',
            ...A1,
            startedAt: START,
            dueAt: china('03-20', '08:00'),
            kind: 'MANUAL_DATE',
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
    expect(stateIn(smallCity, ...suspended)).toMatchObject({ status: 'SUSPENDED' });
  });

  it('is over when the unit goes on: hours used before it and after it make up the limit (V17, EC-07)', () => {
    const v17 = cityWith({ limits: { HANDLE: { amount: 24, unit: 'WH' } } });
    // 20 WH from Monday 09:00 to Wednesday 15:00, 4 from Friday 10:00: 12:00, 14:00–16:00
    after(v17, ...suspended, look(china('03-05', '10:00')))
      .when(resume(china('03-06', '10:00')), v17)
      .thenEvents(
        { type: 'CaseResumed', data: { ...A1, cause: 'UNIT' } },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'HANDLE-6',
            clock: 'HANDLE',
            ...A1,
            startedAt: START,
            dueAt: china('03-06', '16:00'),
            limit: { amount: 24, unit: 'WH' },
            kind: 'WORKING_SECONDS',
            policyVersion: 'XY@1',
            calendarVersion: 'CN@1',
            provisional: false,
            pauses: [{ from: WEDNESDAY, to: china('03-06', '10:00') }],
            marks: [],
            timer: true,
            cause: 'RESUMED',
          },
        },
      );
  });

  it('ends by itself with the review, which is no breach, as of then', () => {
    const review = china('03-20', '08:00');
    after(smallCity, ...suspended, look(china('03-19', '18:00')))
      .when(look(china('03-20', '11:00')), smallCity)
      .thenEvents(
        { type: 'CaseResumed', data: { ...A1, cause: 'REVIEW_DATE' }, occurredAt: review },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'HANDLE-6',
            clock: 'HANDLE',
            ...A1,
            startedAt: START,
            // 5 WD: Tuesday 3 and 5 h of Wednesday are used; 3 3/8 are left, from the 20th: 20, 23, 24 and a part of the 25th
            dueAt: china('03-25', '18:00'),
            limit: { amount: 5, unit: 'WD' },
            kind: 'WORKDAY_COUNT',
            policyVersion: 'XY@1',
            calendarVersion: 'CN@1',
            provisional: false,
            pauses: [{ from: WEDNESDAY, to: review }],
            marks: [],
            timer: true,
            cause: 'RESUMED',
          },
          occurredAt: review,
        },
      );
    const state = stateIn(smallCity, ...suspended, look(china('03-20', '11:00')));
    expect(state).toMatchObject({ status: 'HANDLING' });
    expect('clocks' in state && state.clocks.map(({ clockId }) => clockId)).not.toContain('REVIEW-11');
  });

  it('noticed long after its review, has left the clock to run out since', () => {
    const told = [...suspended, look(china('03-30', '09:00'))];
    const of = happenedIn(smallCity, ...told).slice(-2);
    expect(of.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DeadlineSet', china('03-20', '08:00')],
      ['DeadlineMissed', china('03-25', '18:00')],
    ]);
  });

  it('of an assisting unit touches that unit alone (EC-07)', () => {
    const told = [...handling, ask(START, { assignmentId: 'a2' }, street), decide(true, WEDNESDAY, supervisor, 'a2')];
    const state = stateIn(smallCity, ...told);
    expect(state).toMatchObject({ status: 'HANDLING' });
    const held = 'clocks' in state && state.clocks.filter(({ pausedAt }) => pausedAt !== undefined);
    expect(held).toMatchObject([{ clock: 'HANDLE', ...A2, pausedAt: WEDNESDAY }]);
    after(smallCity, ...told)
      .when(
        command(SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street, WEDNESDAY),
        smallCity,
      )
      .thenRefused('assignment/suspended', A2);
    expect(stateIn(smallCity, ...told, resume(china('03-05', '09:00'), street, 'a2'))).toMatchObject({
      status: 'HANDLING',
    });
  });

  it('lets others go on, and its own unit not', () => {
    const log = (assignmentId: string, actor = housing) =>
      command(LogProgress, { assignmentId, note: '已约谈' }, actor, WEDNESDAY);
    after(smallCity, ...suspended)
      .when(log('a1'), smallCity)
      .thenRefused('assignment/suspended', A1);
    expect(happenedIn(smallCity, ...suspended, log('a2', street)).at(-1)?.type).toBe('ProgressLogged');
    after(smallCity, ...suspended)
      .when(
        command(SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, WEDNESDAY),
        smallCity,
      )
      .thenRefused('whistle/not-in-this-state', { current: 'SUSPENDED' });
  });

  it('leaves a clock that has run out as it is', () => {
    const told = [...handling, ask(START), decide(true, china('03-10', '09:00')), resume(china('03-11', '09:00'))];
    const events = happenedIn(smallCity, ...told);
    expect(events.at(-1)).toMatchObject({ type: 'CaseResumed' });
    const missed = events.filter(
      ({ type, data }) => type === 'DeadlineMissed' && 'clock' in data && data.clock === 'HANDLE',
    );
    expect(missed.map(({ occurredAt }) => occurredAt)).toEqual([china('03-09', '18:00'), china('03-09', '18:00')]); // a1, a2
  });

  it('denied, changes nothing, and may be asked for again', () => {
    after(smallCity, ...handling, ask(START))
      .when(decide(false, START), smallCity)
      .thenEvents({ type: 'SuspensionDenied', data: { ...A1, reason: '属实' } });
    const told = [...handling, ask(START), decide(false, START), ask(START), decide(true, START)];
    expect(stateIn(smallCity, ...told)).toMatchObject({ status: 'SUSPENDED' });
  });

  it('is for as long and as often as the policy allows, and not into the past', () => {
    const asking = (until: string) => after(smallCity, ...handling).when(ask(START, { until }), smallCity);
    asking('2026-03-02').thenRefused('suspension/not-in-the-future', { until: '2026-03-02' });
    asking('2027-03-03').thenRefused('suspension/too-long', {
      until: '2027-03-03',
      latest: '2027-03-02',
      maxDays: 365,
    });
    expect(happenedIn(smallCity, ...handling, ask(START, { until: '2027-03-02' })).at(-1)?.type).toBe(
      'SuspensionRequested',
    );
    after(smallCity, ...handling, ask(START, { until: '2026-03-03' }))
      .when(decide(true, china('03-03', '08:00')), smallCity)
      .thenRefused('suspension/not-in-the-future', { until: '2026-03-03' });
    after(smallCity, ...suspended, resume(china('03-05', '09:00')))
      .when(ask(china('03-05', '10:00')), smallCity)
      .thenRefused('suspension/too-often', { ...A1, most: 1 });
  });

  it('is asked for once at a time, by the unit, and not while an extension waits', () => {
    after(smallCity, ...handling, ask(START))
      .when(ask(START), smallCity)
      .thenRefused('suspension/already-asked', A1);
    after(smallCity, ...handling)
      .when(ask(START, {}, police), smallCity)
      .thenRefused('assignment/not-yours', A1);
    const extension = command(RequestExtension, { assignmentId: 'a1', reason: '等配件' }, housing, START);
    after(smallCity, ...handling, ask(START), extension)
      .when(decide(true, START), smallCity)
      .thenRefused('suspension/extension-pending', A1);
  });

  it('is decided by somebody else, and ended by the unit or by those who watch over it', () => {
    after(smallCity, ...handling, ask(START))
      .when(decide(true, START, { ...housing, role: 'DISPATCHER' }), smallCity)
      .thenRefused('suspension/own-request', A1);
    after(smallCity, ...handling)
      .when(decide(true, START), smallCity)
      .thenRefused('suspension/none-pending', A1);
    after(smallCity, ...handling)
      .when(resume(START), smallCity)
      .thenRefused('suspension/not-suspended', A1);
    after(smallCity, ...suspended)
      .when(resume(china('03-05', '09:00'), street), smallCity)
      .thenRefused('assignment/not-yours', A1);
    const events = happenedIn(smallCity, ...suspended, resume(china('03-05', '09:00'), supervisor));
    expect(events.at(-2)?.data).toEqual({ ...A1, cause: 'STAFF' });
  });
});
