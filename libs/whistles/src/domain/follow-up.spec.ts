import {
  cityWith,
  command,
  desk,
  given,
  happened,
  hoursLater,
  PHONE,
  raise,
  resident,
  sanitation,
  smallCity,
  stateAfter,
  supervisor,
} from '@app/testing';
import { PLAIN_AFTERCARE } from '@app/catalogue/domain';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  CloseWhistle,
  DispatchWhistle,
  RecordFollowUp,
  SignAssignment,
  StartFollowUp,
  SubmitResult,
} from './whistle.commands.js';
import { whistle } from './whistle.js';
import type { Anonymity, Outcome } from './whistle.words.js';

/** A direct order that has been handled; dispatched by the desk, so that somebody may not close. */
const handled = (anonymity: Anonymity = 'NAMED', outcome: Outcome = 'RESOLVED') => [
  raise({ anonymity, categoryCode: 'NY01' }),
  command(AcceptWhistle, { categoryCode: 'CG01' }),
  command(DispatchWhistle, {}),
  command(SignAssignment, { assignmentId: 'a1' }, sanitation),
  command(SubmitResult, { assignmentId: 'a1', outcome, reply: '已清运' }, sanitation),
];
const open = command(StartFollowUp, {}, supervisor);
/** Monday afternoon, Tuesday morning, Tuesday afternoon. */
const [noAnswer, nextMorning, nextAfternoon] = [0, 20, 24].map((hours) =>
  command(RecordFollowUp, { answered: false }, supervisor, hoursLater(hours)),
) as [RecordFollowUp, RecordFollowUp, RecordFollowUp];
const tries = [noAnswer, nextMorning, nextAfternoon];
const answer = (solved = true) =>
  command(RecordFollowUp, { answered: true, solved, satisfaction: 'SATISFIED', by: 'STAFF' }, supervisor);
const close = (note?: string, actor = supervisor) => command(CloseWhistle, { note }, actor);
const opened = [...handled(), open];

describe('following up (回访)', () => {
  it('is opened once the whistle is handled, if there is somebody to call', () => {
    given(whistle, happened(...handled()))
      .when(open, smallCity)
      .thenEvents({ type: 'FollowUpOpened', data: {} });
    given(whistle, happened(...handled('CONFIDENTIAL')))
      .when(open, smallCity)
      .thenEvents({ type: 'FollowUpOpened', data: {} });
    given(whistle, happened(...handled('ANONYMOUS')))
      .when(open, smallCity)
      .thenRefused('follow-up/anonymous');
  });

  it('records what the reporter said, once', () => {
    given(whistle, happened(...opened))
      .when(answer(false), smallCity)
      .thenEvents({ type: 'FollowUpCompleted', data: { solved: false, satisfaction: 'SATISFIED', by: 'STAFF' } });
    for (const again of [answer(), noAnswer]) {
      given(whistle, happened(...opened, answer()))
        .when(again, smallCity)
        .thenRefused('follow-up/already-answered');
    }
  });

  it('counts calls that nobody answers, and gives up at the third', () => {
    const after = (calls: number) => given(whistle, happened(...opened, ...tries.slice(0, calls)));
    after(0)
      .when(noAnswer, smallCity)
      .thenEvents({ type: 'FollowUpAttempted', data: { attempt: 1 } });
    after(1)
      .when(nextMorning, smallCity)
      .thenEvents({ type: 'FollowUpAttempted', data: { attempt: 2 } });
    after(2)
      .when(nextAfternoon, smallCity)
      .thenEvents(
        { type: 'FollowUpAttempted', data: { attempt: 3 } },
        { type: 'FollowUpUnreachable', data: { attempts: 3 } },
      );
    const onceMore = command(RecordFollowUp, { answered: false }, supervisor, hoursLater(44));
    after(3).when(onceMore, smallCity).thenRefused('follow-up/unreachable');
  });

  it('is tried again in another half of a day (appendix B.7), as the clocks of the place show it', () => {
    const at = (hours: number) => command(RecordFollowUp, { answered: false }, supervisor, hoursLater(hours));
    const [before, noon, evening] = [at(-0.001), at(0), at(11.9)]; // 11:59:56, 12:00, 23:54
    const after = (...calls: RecordFollowUp[]) => given(whistle, happened(...opened, ...calls));
    after(noon)
      .when(evening, smallCity)
      .thenRefused('follow-up/same-half-day', { triedAt: hoursLater(0) });
    after(before)
      .when(noon, smallCity)
      .thenEvents({ type: 'FollowUpAttempted', data: { attempt: 2 } });
    const patient = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, attempts: 2, inOtherHalfDays: false } } });
    after(noon)
      .when(evening, patient)
      .thenEvents(
        { type: 'FollowUpAttempted', data: { attempt: 2 } },
        { type: 'FollowUpUnreachable', data: { attempts: 2 } },
      );
  });

  it('still takes an answer that comes late (EC-21)', () => {
    expect(stateAfter(...opened, ...tries, answer(), close())).toMatchObject({ kind: 'RESOLVED' });
  });
});

describe('closing (销哨)', () => {
  it('is by what the reporter said', () => {
    given(whistle, happened(...opened, answer()))
      .when(close(), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'RESOLVED' } });
  });

  it('of what is not solved wants an explanation, which holds no personal data', () => {
    const unsolved = given(whistle, happened(...opened, answer(false)));
    unsolved.when(close(), smallCity).thenRefused('close/explanation-needed');
    unsolved
      .when(close(`已向${PHONE}解释`), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'EXPLAINED', note: '已向〔电话〕解释' } });
  });

  it('is possible when nobody can be reached, but not before', () => {
    const tried = [...opened, noAnswer, nextMorning];
    given(whistle, happened(...tried))
      .when(close(), smallCity)
      .thenRefused('close/follow-up-open');
    given(whistle, happened(...tried, nextAfternoon))
      .when(close(), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'UNREACHABLE' } });
  });

  it('wants a follow-up of everybody who can be called', () => {
    for (const anonymity of ['NAMED', 'CONFIDENTIAL'] as const) {
      given(whistle, happened(...handled(anonymity)))
        .when(close(), smallCity)
        .thenRefused('close/needs-follow-up');
    }
  });

  it('of an anonymous whistle is by the lead’s outcome', () => {
    given(whistle, happened(...handled('ANONYMOUS')))
      .when(close(), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'RESOLVED' } });
    const planned = given(whistle, happened(...handled('ANONYMOUS', 'PLANNED')));
    planned.when(close(), smallCity).thenRefused('close/explanation-needed');
    planned
      .when(close('列入明年计划'), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'EXPLAINED', note: '列入明年计划' } });
  });

  it('is not for whoever dispatched', () => {
    given(whistle, happened(...opened, answer()))
      .when(close('', desk), smallCity)
      .thenRefused('close/dispatcher-may-not-close');
  });

  it('is forced for a reason only, by whoever supervises it, while the follow-up is open (强制结案)', () => {
    const force = (note?: string) => command(CloseWhistle, { note, forced: true }, supervisor);
    const still = given(whistle, happened(...opened));
    still.when(force(), smallCity).thenRefused('close/explanation-needed');
    still
      .when(force('诉求人多次辱骂来电人员'), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'FORCED', note: '诉求人多次辱骂来电人员' } });
  });

  it('of what is solved wants the category’s condition confirmed (结案条件)', () => {
    const condition = '现场无暴露垃圾';
    const strict = cityWith({ closeConditions: { CG01: condition } });
    const said = (solved: boolean) => given(whistle, happened(...opened, answer(solved)));
    const confirm = command(CloseWhistle, { conditionMet: true }, supervisor);
    said(true).when(close(), strict).thenRefused('close/condition-not-confirmed', { condition });
    said(true)
      .when(confirm, strict)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'RESOLVED', conditionMet: condition } });
    said(false)
      .when(close('已解释'), strict)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'EXPLAINED', note: '已解释' } });
  });

  it('leaves the case as it was assigned', () => {
    expect(stateAfter(...opened, answer(), close())).toMatchObject({
      status: 'CLOSED',
      kind: 'RESOLVED',
      clocks: [],
      assignments: [{ unitId: 'XY-HW', resultSubmitted: true }],
    });
  });
});

describe('an answer after the closing (EC-21)', () => {
  const unreached = [...opened, ...tries, command(CloseWhistle, {}, supervisor, hoursLater(25))];
  const late = (solved: boolean, days: number) =>
    command(
      RecordFollowUp,
      { answered: true, solved, satisfaction: 'DISSATISFIED', by: 'REPORTER' },
      resident,
      hoursLater(25 + days * 24),
    );
  const said = (solved: boolean) =>
    ({ type: 'FollowUpCompleted', data: { solved, satisfaction: 'DISSATISFIED', by: 'REPORTER' } }) as const;

  it('is recorded beside the closing, which stays what it was', () => {
    given(whistle, happened(...unreached))
      .when(late(true, 3), smallCity)
      .thenEvents(said(true));
    expect(stateAfter(...unreached, late(true, 3))).toMatchObject({ status: 'CLOSED', kind: 'UNREACHABLE' });
  });

  it('opens it again if it is not solved, for so many days', () => {
    const types = (days: number) =>
      happened(...unreached, late(false, days))
        .slice(happened(...unreached).length)
        .map(({ type }) => type);
    expect(types(30)).toEqual(['FollowUpCompleted', 'WhistleReopened', 'DeadlineSet']);
    expect(types(31)).toEqual(['FollowUpCompleted']);
    expect(stateAfter(...unreached, late(false, 30))).toMatchObject({
      status: 'HANDLING',
      reopened: { cause: 'NOT_SOLVED', by: 'REPORTER', unitId: 'XY-HW' },
    });
  });

  it('is not taken twice, nor from whoever was never called', () => {
    given(whistle, happened(...opened, answer(), close()))
      .when(late(false, 1), smallCity)
      .thenRefused('follow-up/already-answered');
    given(whistle, happened(...handled('ANONYMOUS'), close()))
      .when(late(false, 1), smallCity)
      .thenRefused('follow-up/nobody-was-called');
  });
});
