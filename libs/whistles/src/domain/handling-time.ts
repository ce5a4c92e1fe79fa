import type { Instant } from '@app/kernel';
import { type Calendar, workingMsBetween } from '@app/working-time';
import type { HandlingSpan } from './aftercare.state.js';
import { type Assignment, inDispute } from './whistle.state.js';

const rests = (assignment: Assignment): boolean => assignment.suspended || inDispute(assignment);

/** The assignments with what an event makes of the time that each has taken; a successor's goes on (机构合并). */
export const withHandlingSpans = (
  before: readonly Assignment[],
  after: readonly Assignment[],
  at: Instant | undefined,
): readonly Assignment[] =>
  at === undefined || before === after
    ? after
    : after.map((one) => {
        const was = before.find(({ assignmentId }) => assignmentId === one.assignmentId);
        return was === one ? one : withSpan(was, one, at);
      });

function withSpan(was: Assignment | undefined, one: Assignment, at: Instant): Assignment {
  const { handling } = one;
  if (!handling || (was?.resultSubmitted && !one.resultSubmitted)) {
    return { ...one, handling: { since: at, rests: [] } };
  }
  const { restsSince, ...span } = handling;
  if (restsSince === undefined)
    return rests(one) ? { ...one, handling: { ...span, restsSince: at } } : handled(one, was);
  if (rests(one)) return one;
  const over = { ...span, rests: [...span.rests, { from: restsSince, to: at }] };
  return handled({ ...one, handling: over }, was);
}

/** What the result took stays known after a rework has begun: it may be corrected. */
const handled = (one: Assignment, was: Assignment | undefined): Assignment =>
  one.resultSubmitted && !was?.resultSubmitted ? { ...one, handled: one.handling } : one;

/** What a result says of it; nothing where the history does not tell. */
export const takenBy = (span: HandlingSpan | undefined, until: Instant, calendar: Calendar) =>
  span && { handlingSeconds: handlingSeconds(span, until, calendar) };

/** Whole seconds of working time up to a moment, without what it rested of them. */
function handlingSeconds({ since, rests, restsSince }: HandlingSpan, until: Instant, calendar: Calendar): number {
  const all = restsSince === undefined ? rests : [...rests, { from: restsSince, to: until }];
  const rested = all.reduce((sum, { from, to }) => sum + between(calendar, from, to < until ? to : until), 0);
  return Math.max(0, Math.floor((between(calendar, since, until) - rested) / 1_000));
}

const between = (calendar: Calendar, from: Instant, to: Instant): number =>
  from < to ? workingMsBetween(calendar, from, to) : 0;
