import { ANONYMOUS, actorOf, residentGrant } from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import { DerivedKeys } from '@app/privacy';
import { GetWhistle, type WhistleAtRevision, WhistleIdOfNumber } from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Exchange } from '../request/exchange.decorator.js';

export const whistleNumber = z.string().regex(/^[A-Za-z0-9-]{3,60}$/);
export const CODE_HEADER = 'x-follow-up-code';
const MAX_CODE_LENGTH = 20;

/** Lets a reporter in by number and follow-up code (查询码). */
@Injectable()
export class FollowDoor {
  constructor(
    private readonly queries: QueryBus,
    private readonly keys: DerivedKeys,
  ) {}

  /**
   * A wrong number and a wrong code look the same from outside.
   * @throws DomainError request/code-missing, whistle/not-found
   */
  async open(of: string, { request }: Exchange): Promise<WhistleAtRevision> {
    const given = request.headers[CODE_HEADER];
    if (typeof given !== 'string' || given.length > MAX_CODE_LENGTH) throw new DomainError('request/code-missing');
    const whistleId = await this.queries.execute<WhistleIdOfNumber, string | undefined>(new WhistleIdOfNumber(of));
    if (!whistleId || !this.keys.matchesFollowUpCode(whistleId, given)) throw new DomainError('whistle/not-found');
    return this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
  }
}

export const actorOfReporter = (whistleId: string): Actor => {
  const id = `reporter-of-${whistleId}`;
  return actorOf({ ...ANONYMOUS, id, channel: 'follow-up-code' }, residentGrant(id));
};
