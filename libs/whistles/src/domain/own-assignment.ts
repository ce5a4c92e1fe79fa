import type { DirectoryView } from '@app/directory/domain';
import { type CommandContext, DomainError, type Instant } from '@app/kernel';
import type { WhistleFacts } from './facts.js';
import { type Assignment, assignmentsOf, type WhistleState } from './whistle.state.js';

interface OnAssignment {
  readonly input: { readonly assignmentId: string };
  readonly context: CommandContext;
}

/**
 * The assignment, if the actor's unit is the assigned one or stands above it. Policies and timers are no units.
 * @throws DomainError assignment/not-found, assignment/not-yours
 */
export function ownAssignment(
  command: OnAssignment,
  whistle: WhistleState,
  { directory }: Pick<WhistleFacts, 'directory'>,
): Assignment {
  const assignment = assignmentOf(command, whistle);
  const { actor, at } = command.context;
  if (!speaksFor(actor.unitId, assignment.unitId, directory, at)) throw refused('assignment/not-yours', assignment);
  return assignment;
}

/** @throws DomainError assignment/not-found */
export function assignmentOf({ input }: Pick<OnAssignment, 'input'>, whistle: WhistleState): Assignment {
  const assignment = assignmentsOf(whistle).find(({ assignmentId }) => assignmentId === input.assignmentId);
  if (!assignment) throw new DomainError('assignment/not-found', { assignmentId: input.assignmentId });
  return assignment;
}

/** Whether a unit is another one, or stands above it. */
export function speaksFor(
  actorUnitId: string | undefined,
  unitId: string,
  directory: DirectoryView,
  at: Instant,
): boolean {
  for (let id: string | undefined = unitId; id; id = directory.unit(id, at)?.parentId)
    if (actorUnitId === id) return true;
  return false;
}

export function unfinished(assignment: Assignment): Assignment {
  if (assignment.resultSubmitted) throw refused('assignment/result-submitted', assignment);
  return assignment;
}

/** Turned up: reported in, or for a direct order signed. */
export function present(assignment: Assignment): Assignment {
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  if (assignment.reportsIn && !assignment.reportedIn) throw refused('assignment/not-reported-in', assignment);
  return assignment;
}

/** Present, with something left to do, and not let rest (挂账). */
export function atWork(assignment: Assignment): Assignment {
  if (present(unfinished(assignment)).suspended) throw refused('assignment/suspended', assignment);
  return assignment;
}

export const ref = ({ assignmentId, unitId }: Assignment) => ({ assignmentId, unitId });
export const refused = (
  code: `assignment/${string}` | `extension/${string}` | `suspension/${string}`,
  assignment: Assignment,
) => new DomainError(code, ref(assignment));
