import {
  actorOf,
  type Caller,
  type CallerGrant,
  type Capability,
  grantAs,
  grantFor,
  isVisible,
  mayAct,
  requireGrant,
  visibility,
} from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import {
  assignmentsOf,
  type EvidencePurpose,
  GetWhistle,
  visiblePart,
  type Whistle,
  type WhistleAtRevision,
  WhistleIdOfNumber,
} from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';

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

  /**
   * The id of another whistle that a body names, by its id or its number.
   * @throws DomainError whistle/unknown, also for what the caller may not see
   */
  async idOf(caller: Caller, named: string): Promise<string> {
    const byNumber = new WhistleIdOfNumber(named);
    const id = isId(named) ? named : await this.queries.execute<WhistleIdOfNumber, string | undefined>(byNumber);
    if (id === undefined) throw new DomainError('whistle/unknown', { named });
    await this.see(caller, id).catch((error: unknown) => {
      throw error instanceof DomainError ? new DomainError('whistle/unknown', { named }) : error;
    });
    return id;
  }

  /** @throws DomainError auth/not-allowed if no grant covers the place */
  actorAt(caller: Caller, capability: Capability, { raised }: Whistle): Actor {
    return actorOf(caller, requireGrant(caller, capability, { areaPath: raised.location.areaPath }));
  }

  /** @throws DomainError assignment/not-found, auth/not-allowed if no grant covers the assigned unit */
  actorFor(caller: Caller, capability: Capability, whistle: Whistle, assignmentId: string): Actor {
    return actorOf(caller, requireGrant(caller, capability, unitOf(whistle, assignmentId)));
  }

  /**
   * For the assigned unit by the first capability, else for the place by the second.
   * @throws DomainError assignment/not-found, auth/not-allowed
   */
  actorForOrAt(
    caller: Caller,
    [forUnit, atPlace]: readonly [Capability, Capability],
    whistle: Whistle,
    assignmentId: string,
  ): Actor {
    const grant = grantFor(caller, forUnit, unitOf(whistle, assignmentId));
    return grant ? actorOf(caller, grant) : this.actorAt(caller, atPlace, whistle);
  }
}

const isId = (named: string): boolean => z.uuid().safeParse(named).success;

export function unitOf(whistle: Whistle, assignmentId: string): { readonly unitId: string } {
  const assignment = assignmentsOf(whistle).find((one) => one.assignmentId === assignmentId);
  if (!assignment) throw new DomainError('assignment/not-found', { assignmentId });
  return { unitId: assignment.unitId };
}

/** 核实: a grant for the unit that was sent to look, or that of a grid worker of the place. */
export function verifierGrant(caller: Caller, { verifyingUnitId: unitId, raised }: Whistle): CallerGrant | undefined {
  const { areaPath } = raised.location;
  const ofUnit = unitId === undefined ? undefined : grantFor(caller, 'HANDLE', { unitId });
  return ofUnit ?? (mayAct(caller, 'CHECK', { areaPath }) ? grantAs(caller, ['GRID_WORKER'], { areaPath }) : undefined);
}

/** 核查: a grant for the unit that was sent to check, or that of a grid worker or supervisor of the place. */
export function checkerGrant(caller: Caller, whistle: Whistle): CallerGrant | undefined {
  const unitId = 'check' in whistle ? whistle.check?.unitId : undefined;
  const { areaPath } = whistle.raised.location;
  const ofUnit = unitId === undefined ? undefined : grantFor(caller, 'HANDLE', { unitId });
  return ofUnit ?? grantFor(caller, 'CHECK', { areaPath });
}

/** 附件: whoever may do what the file shows may show it; of a unit's work, for that unit. */
export function uploaderGrant(
  caller: Caller,
  whistle: Whistle,
  { purpose, unitId }: { readonly purpose: EvidencePurpose; readonly unitId?: string | undefined },
): CallerGrant | undefined {
  const { areaPath } = whistle.raised.location;
  switch (purpose) {
    case 'RAISING':
      return isInitiator(caller, whistle) ? grantFor(caller, 'WITHDRAW') : grantFor(caller, 'TRIAGE', { areaPath });
    case 'VERIFICATION':
      return verifierGrant(caller, whistle);
    case 'SELF_RESOLUTION':
      return grantFor(caller, 'SELF_RESOLVE', { areaPath });
    case 'CHECK':
      return checkerGrant(caller, whistle);
    case 'CONTAINMENT':
    case 'PROGRESS':
    case 'RESULT':
      return unitId === undefined ? undefined : grantFor(caller, 'HANDLE', { unitId });
  }
}

/** 双评议: a grant of the street or community of the place. */
export const raterGrant = (caller: Caller, { raised }: Whistle): CallerGrant | undefined =>
  mayAct(caller, 'RATE') ? grantAs(caller, ['STREET', 'COMMUNITY'], { areaPath: raised.location.areaPath }) : undefined;

/** Whether the caller raised it, by an account: nobody is known by having none. */
export const isInitiator = ({ kind, id }: Caller, { raised }: Whistle): boolean =>
  kind !== 'anonymous' && id === raised.initiator.actorId;
