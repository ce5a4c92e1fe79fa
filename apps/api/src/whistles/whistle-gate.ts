import { type Caller, type Capability, actorOf, isVisible, requireGrant, visibility } from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import { assignmentsOf, GetWhistle, type Whistle, type WhistleAtRevision } from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Lets a caller at a whistle: what they may not see does not exist for them; what they may not do is refused. */
@Injectable()
export class WhistleGate {
  constructor(private readonly queries: QueryBus) {}

  /** @throws DomainError whistle/not-found, also for what the caller may not see */
  async see(caller: Caller, whistleId: string): Promise<WhistleAtRevision> {
    const found = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    if (!isVisible(visibility(caller), visiblePart(found.whistle))) throw new DomainError('whistle/not-found');
    return found;
  }

  /** @throws DomainError auth/not-allowed if no grant covers the place */
  actorAt(caller: Caller, capability: Capability, { raised }: Whistle): Actor {
    return actorOf(caller, requireGrant(caller, capability, { areaPath: raised.location.areaPath }));
  }

  /** @throws DomainError assignment/not-found, auth/not-allowed if no grant covers the assigned unit */
  actorFor(caller: Caller, capability: Capability, whistle: Whistle, assignmentId: string): Actor {
    const assignment = assignmentsOf(whistle).find((one) => one.assignmentId === assignmentId);
    if (!assignment) throw new DomainError('assignment/not-found', { assignmentId });
    return actorOf(caller, requireGrant(caller, capability, { unitId: assignment.unitId }));
  }
}

const visiblePart = (whistle: Whistle) => ({
  areaPath: whistle.raised.location.areaPath,
  unitIds: assignmentsOf(whistle).map(({ unitId }) => unitId),
  initiatorId: whistle.raised.initiator.actorId,
  sealed: whistle.sealed,
});
