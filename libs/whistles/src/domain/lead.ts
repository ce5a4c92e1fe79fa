import { assignOf, type Task } from './assigning.js';
import { clocksStartedBy } from './clocks.js';
import { nextClock } from './clock-start.js';
import { startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { ref, undisputed } from './own-assignment.js';
import { nextSet, undisputed as statusOfLead } from './unit-set.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, assignmentsOf, liveAssignmentsOf, type Whistle } from './whistle.state.js';
import type { Status } from './whistle.words.js';

interface NewLead {
  readonly task: Task;
  /** Who led last, released by now or not. */
  readonly from: Assignment;
  readonly reason: string;
  readonly at: string;
  readonly facts: WhistleFacts;
  readonly setRevision?: number;
}

/**
 * 变更主责: the unit that assists already steps forward and has the whole limit to handle from now on; a new one gets its
 * assignment. What anybody was late with by now stays theirs (EC-13).
 * @throws DomainError assignment/suspended, assignment/in-dispute of a unit that is to step forward
 */
export function leadsNow(whistle: Whistle, { task, from, reason, at, facts, ...how }: NewLead): WhistleEvent[] {
  const { setRevision = nextSet(whistle) } = how;
  const assisting = liveAssignmentsOf(whistle).find(({ unitId }) => unitId === task.unitId);
  const to = assisting
    ? ref(undisputed(assisting))
    : { assignmentId: `a${assignmentsOf(whistle).length + 1}`, unitId: task.unitId };
  const caseStatus = statusUnder(assisting, whistle);
  const changed: WhistleEvent = { type: 'LeadChanged', data: { from: ref(from), to, reason, setRevision, caseStatus } };
  return inTurn(
    whistle,
    at,
    () => [changed],
    (now) =>
      assisting ? leadClocks(whistle, now, to, { at, facts }) : assignOf(now, [task], { at, facts, setRevision }),
  );
}

/** The work goes on with whoever is there; anybody else is waited for. */
function statusUnder(lead: Assignment | undefined, whistle: Whistle): Status {
  if (!lead || !hasCome(lead)) return 'DISPATCHED';
  const status = statusOfLead(whistle);
  if (status === 'HANDLING' || status === 'SUSPENDED') return 'HANDLING';
  return status === 'REPORTED' ? 'REPORTED' : 'DISPATCHED';
}

const hasCome = ({ signed, reportsIn, reportedIn }: Assignment): boolean => (reportsIn ? reportedIn : signed);

/** To handle, and to make safe what is not. */
function leadClocks(
  before: Whistle,
  now: Whistle,
  of: { readonly assignmentId: string; readonly unitId: string },
  { at, facts: { catalogue } }: Pick<NewLead, 'at' | 'facts'>,
): WhistleEvent[] {
  const dangerous = before.clocks.some(({ clock }) => clock === 'CONTAIN');
  const clocks = clocksStartedBy('LeadChanged').filter((clock) => clock !== 'CONTAIN' || dangerous);
  return startClocks(catalogue, clocks, { ...nextClock(now, catalogue, at), of });
}
