import { civilDateIn, DomainError, plusMs } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import { dateSet } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { assignmentOf, atWork, ownAssignment, ref, refused, speaksFor } from './own-assignment.js';
import { reviewOn } from './review-date.js';
import { resumedBy } from './run-clocks.js';
import { allowed } from './transitions.js';
import type { DecideSuspension, RequestSuspension, ResumeCase } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { WhistleState } from './whistle.state.js';

const DAY = 24 * 3_600_000;

/** 挂账申请: an obstacle, until a day that is not too far away. */
export function requestSuspension(
  command: RequestSuspension,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RequestSuspension', state);
  const assignment = atWork(ownAssignment(command, whistle, facts));
  const { until, constraint } = command.input;
  const { at, actor } = command.context;
  const { areaPath, timeZone } = placeOfWhistle(whistle);
  const { suspension } = facts.catalogue.timePolicy(areaPath, at);
  if (assignment.suspensionAsked) throw refused('suspension/already-asked', assignment);
  const { times: most, maxDays } = suspension;
  if (assignment.suspensions >= most) throw refused('suspension/too-often', assignment, { most });
  const [today, latest] = [at, plusMs(at, maxDays * DAY)].map((moment) => civilDateIn(timeZone, moment));
  if (until <= (today ?? '')) throw new DomainError('suspension/not-in-the-future', { until });
  if (until > (latest ?? '')) throw new DomainError('suspension/too-long', { until, latest, maxDays });
  return [
    {
      type: 'SuspensionRequested',
      data: { ...ref(assignment), until, constraint: deIdentify(constraint, facts.known), by: actor.id },
    },
  ];
}

/** The clock to handle stands still until the review, which comes with the first working moment of the day. */
export function decideSuspension(
  { input, context }: DecideSuspension,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('DecideSuspension', state);
  const assignment = assignmentOf({ input }, whistle);
  const asked = assignment.suspensionAsked;
  if (!asked || assignment.resultSubmitted) throw refused('suspension/none-pending', assignment);
  if (asked.by === context.actor.id) throw refused('suspension/own-request', assignment);
  const reason = deIdentify(input.reason, facts.known);
  if (!input.approved) return [{ type: 'SuspensionDenied', data: { ...ref(assignment), reason } }];
  const { assignmentId } = assignment;
  if (whistle.clocks.some((one) => one.assignmentId === assignmentId && one.extensionAskedBy !== undefined)) {
    throw refused('suspension/extension-pending', assignment);
  }
  const { at } = context;
  const place = placeOfWhistle(whistle);
  const review = reviewOn(asked.until, rulesInForce(facts.catalogue, place, at), place);
  const reviewAt = review.dueAt;
  if (reviewAt <= at) throw new DomainError('suspension/not-in-the-future', { until: asked.until });
  const start = { ...nextClock(whistle, facts.catalogue, at), of: ref(assignment) };
  return [
    { type: 'SuspensionApproved', data: { ...ref(assignment), reviewAt, reason } },
    dateSet(facts.catalogue, { ...start, ...review, clock: 'REVIEW' }),
  ];
}

/** 恢复办理, by the unit itself or by whoever watches over it. */
export function resumeCase(command: ResumeCase, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ResumeCase', state);
  const assignment = assignmentOf(command, whistle);
  const { actor, at } = command.context;
  const own = speaksFor(actor.unitId, assignment.unitId, facts.directory, at);
  if (!own && !STAFF.includes(actor.role)) throw refused('assignment/not-yours', assignment);
  if (!assignment.suspended) throw refused('suspension/not-suspended', assignment);
  const back: WhistleEvent = { type: 'CaseResumed', data: { ...ref(assignment), cause: own ? 'UNIT' : 'STAFF' } };
  return [back, ...resumedBy(back, whistle, at, facts)];
}

const STAFF: readonly string[] = ['DISPATCHER', 'SUPERVISOR'];
