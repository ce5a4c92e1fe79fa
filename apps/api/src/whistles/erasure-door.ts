import { actorOf, requireGrant } from '@app/identity';
import {
  type AskedAt,
  type DecidedErasure,
  type ErasureCommand,
  EraseSubject,
  RestrictPersonalData,
} from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { CommandContexts } from '../request/command-contexts.js';
import type { Exchange } from '../request/exchange.decorator.js';
import type * as asked from './erasure.schemas.js';

/** What a person's data is decided on at, and the area that it is in. */
export interface ErasurePlace {
  readonly askedAt: AskedAt;
  readonly areaPath: string;
}

/** Lets the privacy officer at a person's data, whichever thing of theirs it is asked for at. */
@Injectable()
export class ErasureDoor {
  constructor(
    private readonly contexts: CommandContexts,
    private readonly commands: CommandBus,
  ) {}

  /** @throws DomainError auth/not-allowed no grant covers the place; what it is refused for */
  async restrict(http: Exchange, place: ErasurePlace, body: z.infer<typeof asked.restrict>) {
    const command = new RestrictPersonalData(place.askedAt, body, this.context(http, place));
    return { subjectId: await this.send(http, command), outcome: 'RESTRICTED' as const, until: body.until };
  }

  /** @throws DomainError as `restrict` */
  async erase(http: Exchange, place: ErasurePlace, body: z.infer<typeof asked.erase>) {
    const command = new EraseSubject(place.askedAt, body, this.context(http, place));
    return { subjectId: await this.send(http, command), outcome: 'ERASED' as const };
  }

  private context({ caller, request }: Exchange, { areaPath }: ErasurePlace): ErasureCommand['context'] {
    const grant = requireGrant(caller, 'ERASE', { areaPath });
    const { expectedRevision: _seen, ...context } = this.contexts.of(request, actorOf(caller, grant));
    return context;
  }

  private async send({ reply }: Exchange, command: ErasureCommand): Promise<string> {
    const { subjectId, position } = await this.commands.execute<ErasureCommand, DecidedErasure>(command);
    void reply.header('X-Position', String(position ?? 0n));
    return subjectId;
  }
}
