import {
  command,
  desk,
  given,
  happened,
  PHONE,
  raise,
  sanitation,
  smallCity,
  stateAfter,
  supervisor,
} from '@app/testing';
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
const noAnswer = command(RecordFollowUp, { answered: false }, supervisor);
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
    const after = (calls: number) =>
      given(whistle, happened(...opened, ...Array<typeof noAnswer>(calls).fill(noAnswer)));
    after(0)
      .when(noAnswer, smallCity)
      .thenEvents({ type: 'FollowUpAttempted', data: { attempt: 1 } });
    after(1)
      .when(noAnswer, smallCity)
      .thenEvents({ type: 'FollowUpAttempted', data: { attempt: 2 } });
    after(2)
      .when(noAnswer, smallCity)
      .thenEvents(
        { type: 'FollowUpAttempted', data: { attempt: 3 } },
        { type: 'FollowUpUnreachable', data: { attempts: 3 } },
      );
    after(3).when(noAnswer, smallCity).thenRefused('follow-up/unreachable');
  });

  it('still takes an answer that comes late (EC-21)', () => {
    expect(stateAfter(...opened, noAnswer, noAnswer, noAnswer, answer(), close())).toMatchObject({ kind: 'RESOLVED' });
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
    const tried = [...opened, noAnswer, noAnswer];
    given(whistle, happened(...tried))
      .when(close(), smallCity)
      .thenRefused('close/follow-up-open');
    given(whistle, happened(...tried, noAnswer))
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

  it('leaves the case as it was assigned', () => {
    expect(stateAfter(...opened, answer(), close())).toMatchObject({
      status: 'CLOSED',
      kind: 'RESOLVED',
      clocks: [],
      assignments: [{ unitId: 'XY-HW', resultSubmitted: true }],
    });
  });
});
