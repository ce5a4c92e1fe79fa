import type { DirectoryView } from '@app/directory/domain';
import { type CommandContext, DomainError, type Instant } from '@app/kernel';
import { speaksFor } from './own-assignment.js';
import type { Assignment } from './whistle.state.js';

/** 职责分离 (domain §4.1): each policy says whom it keeps from what, and refuses with its own code. */

/** 派结分离: whoever dispatched it, merged it, or did it on the spot, does not close (监督中心与指挥中心分开). */
export function dispatcherDoesNotClose(dispatchedBy: readonly string[], { actor }: CommandContext): void {
  if (dispatchedBy.includes(actor.id)) throw new DomainError('close/dispatcher-may-not-close');
}

/** 办核分离: no unit that has handled it, nor one above or below it, checks it. */
export function handlerDoesNotCheck(
  unitId: string | undefined,
  assignments: readonly Assignment[],
  directory: DirectoryView,
  at: Instant,
): void {
  const handler = assignments.find((one) => isRelated(unitId, one.unitId, directory, at));
  if (handler) throw new DomainError('check/handler-may-not-check', { unitId: handler.unitId });
}

/** Likewise whoever did it on the spot (自行处置). */
export function resolverDoesNotCheck(by: string, { actor }: CommandContext): void {
  if (by === actor.id) throw new DomainError('check/own-work');
}

type OwnRequest = 'void/own-request' | 'termination/own-request' | 'appeal/own-request';

/** 申请与审批分离. */
export function requesterDoesNotDecide(by: string, { actor }: CommandContext, code: OwnRequest): void {
  if (by === actor.id) throw new DomainError(code);
}

type OwnUnit = 'appeal/own-unit' | 'correction/own-unit' | 'exclusion/own-unit' | 'rating/own-unit';

/** 利害回避: nobody of the unit, nor of one above or below it, judges what counts for or against it. */
export function concernedDoesNotJudge(
  { unitId }: Pick<Assignment, 'unitId'>,
  { actor, at }: CommandContext,
  directory: DirectoryView,
  code: OwnUnit,
): void {
  if (isRelated(actor.unitId, unitId, directory, at)) throw new DomainError(code, { unitId });
}

const isRelated = (one: string | undefined, other: string, directory: DirectoryView, at: Instant): boolean =>
  one !== undefined && (speaksFor(one, other, directory, at) || speaksFor(other, one, directory, at));
