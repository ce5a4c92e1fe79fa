import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { WhistleFacts } from './facts.js';
import { assignmentOf, ownAssignment, ref } from './own-assignment.js';
import { concernedDoesNotJudge } from './separation-of-duties.js';
import { allowed } from './transitions.js';
import type { RateDepartment, RateStreet } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Assignment, WhistleState } from './whistle.state.js';

/** 双评议, the whistling side: once for each unit that was sent for, after the result, and never of one's own unit. */
export function rateDepartment(command: RateDepartment, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RateDepartment', state);
  const assignment = assignmentOf(command, whistle);
  const { role } = command.context.actor;
  if (role !== 'STREET' && role !== 'COMMUNITY') throw new DomainError('rating/not-the-street', ref(assignment));
  concernedDoesNotJudge(assignment, command.context, facts.directory, 'rating/own-unit');
  if (assignment.departmentRated) throw new DomainError('rating/already-rated', ref(assignment));
  return [{ type: 'DepartmentRated', data: rating(command, assignment, facts) }];
}

/** 双评议, the side that came: each unit once. */
export function rateStreet(command: RateStreet, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RateStreet', state);
  const assignment = ownAssignment(command, whistle, facts);
  if (assignment.streetRated) throw new DomainError('rating/already-rated', ref(assignment));
  return [{ type: 'StreetRated', data: rating(command, assignment, facts) }];
}

const rating = ({ input }: RateDepartment | RateStreet, assignment: Assignment, { known }: WhistleFacts) => ({
  ...ref(assignment),
  score: input.score,
  ...(input.note && { note: deIdentify(input.note, known) }),
});
