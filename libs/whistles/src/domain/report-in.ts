import { DomainError, type Instant } from '@app/kernel';
import { dueOf } from '@app/working-time';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { ownAssignment, ref, refused } from './own-assignment.js';
import type { RunningClock } from './running-clock.js';
import { allowed } from './transitions.js';
import { completedSince } from './unit-set.js';
import type { AnyWhistleCommand, ReportIn } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type AssignedWhistle, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** 报到. The last mandatory unit's report-in also says that all are in (全部报到), as of when the last of them came. */
export function reportIn(command: ReportIn, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ReportIn', state);
  const assignment = ownAssignment(command, whistle, facts);
  if (!assignment.reportsIn) throw refused('assignment/no-report-in', assignment);
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  if (assignment.reportedIn) throw refused('assignment/already-reported-in', assignment);
  const { context } = command;
  const { person, mode, longitude, latitude, madeAt } = command.input;
  const clock = whistle.clocks.find((one) => isOwnClock(one, command));
  if (madeAt !== undefined) checkOffline(command, madeAt, { clock, whistle }, facts);
  const came = madeAt ?? context.at;
  const point = longitude !== undefined && latitude !== undefined ? { longitude, latitude } : {};
  const onTime = !clock || came <= clock.dueAt;
  const moment = madeAt !== undefined && { occurredAt: madeAt };
  const reported: WhistleEvent = {
    type: 'DepartmentReportedIn',
    data: { ...ref(assignment), person, mode, ...point, onTime },
    ...moment,
  };
  return inTurn(
    whistle,
    context.at,
    () => [reported],
    (now) => completedSince(whistle)(now).map((allIn) => ({ ...allIn, ...(moment && { occurredAt: lastIn(now) }) })),
  );
}

/** When the last of those who had to come came. */
const lastIn = (whistle: Whistle): Instant =>
  liveAssignmentsOf(whistle)
    .flatMap(({ mandatory, moments }) => (mandatory ? [moments.REPORTED_IN ?? ''] : []))
    .reduce((latest, one) => (one > latest ? one : latest));

/**
 * EC-04: a report-in made off line counts as of when it was made, if it says where, the policy grants a delay, and it is
 * recorded within it.
 */
function checkOffline(
  { input, context }: ReportIn,
  madeAt: Instant,
  { clock, whistle }: { clock: RunningClock | undefined; whistle: AssignedWhistle },
  { catalogue }: WhistleFacts,
): void {
  const { at } = context;
  if (madeAt > at) throw new DomainError('report-in/in-the-future', { madeAt, now: at });
  if (clock && madeAt < clock.startedAt) throw new DomainError('report-in/before-dispatch', { madeAt });
  if (input.longitude === undefined || input.latitude === undefined) throw new DomainError('report-in/point-needed');
  const { calendar, policy } = rulesInForce(catalogue, placeOfWhistle(whistle), at);
  const { offlineGrace: grace, counting } = policy;
  if (!grace) throw new DomainError('report-in/no-offline-grace');
  if (dueOf(calendar, madeAt, grace, counting).dueAt < at)
    throw new DomainError('report-in/beyond-grace', { madeAt, grace });
}

/** What the clock would bring about after a report-in that was made off line does not come about. */
export const heldBy = (command: AnyWhistleCommand) => (clock: RunningClock, moment: Instant) =>
  command.type === 'ReportIn' &&
  command.input.madeAt !== undefined &&
  moment >= command.input.madeAt &&
  isOwnClock(clock, command);

const isOwnClock = ({ clock, assignmentId }: RunningClock, { input }: ReportIn): boolean =>
  clock === 'REPORT_IN' && assignmentId === input.assignmentId;
