import type { DirectoryView } from '@app/directory/domain';
import { type CommandContext, DomainError, type Instant } from '@app/kernel';
import type { WhistleFacts } from './facts.js';
import { type Assignment, assignmentsOf, inDispute, type WhistleState } from './whistle.state.js';

interface OnAssignment {
  readonly input: { readonly assignmentId: string };
  readonly context: CommandContext;
}

/**
 * The assignment, if the actor's unit is the assigned one or stands above it. Policies and timers are no units.
 * @throws DomainError assignment/not-found, assignment/released, assignment/not-yours
 */
export function ownAssignment(
  command: OnAssignment,
  whistle: WhistleState,
  { directory }: Pick<WhistleFacts, 'directory'>,
): Assignment {
  return ofActor(assignmentOf(command, whistle), command, directory);
}

/** The same of what the unit has, or had. @throws DomainError assignment/not-found, assignment/not-yours */
export const everOwnAssignment = (
  command: OnAssignment,
  whistle: WhistleState,
  { directory }: Pick<WhistleFacts, 'directory'>,
): Assignment => ofActor(everAssignmentOf(command, whistle), command, directory);

function ofActor(assignment: Assignment, { context }: OnAssignment, directory: DirectoryView): Assignment {
  const { actor, at } = context;
  if (!speaksFor(actor.unitId, assignment.unitId, directory, at)) throw refused('assignment/not-yours', assignment);
  return assignment;
}

/** @throws DomainError assignment/not-found, assignment/released */
export function assignmentOf(command: Pick<OnAssignment, 'input'>, whistle: WhistleState): Assignment {
  const assignment = everAssignmentOf(command, whistle);
  if (assignment.released !== undefined) throw refused('assignment/released', assignment);
  return assignment;
}

/** Released or not. @throws DomainError assignment/not-found */
export function everAssignmentOf({ input }: Pick<OnAssignment, 'input'>, whistle: WhistleState): Assignment {
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

/** Present, with something left to do, and neither let rest (挂账) nor disputed. */
export const atWork = (assignment: Assignment): Assignment => undisputed(present(unfinished(assignment)));

/** Neither let rest (挂账), nor is a return or an arbitration asked for and not decided. */
export function undisputed(assignment: Assignment): Assignment {
  if (assignment.suspended) throw refused('assignment/suspended', assignment);
  if (inDispute(assignment)) throw refused('assignment/in-dispute', assignment);
  return assignment;
}

export const ref = ({ assignmentId, unitId }: Assignment) => ({ assignmentId, unitId });
export const refused = (
  code: `${'assignment' | 'extension' | 'suspension' | 'return' | 'arbitration'}/${string}`,
  assignment: Assignment,
  facts: Readonly<Record<string, unknown>> = {},
) => new DomainError(code, { ...ref(assignment), ...facts });
