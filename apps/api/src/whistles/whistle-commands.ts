import { type Decided as DecidedStream, EventStore, WrongExpectedRevision } from '@app/event-store';
import type { Caller } from '@app/identity';
import { type Actor, type CommandContext, DomainError, type Instant } from '@app/kernel';
import {
  extendedBeyond,
  GetWhistle,
  timelineRow,
  type WhistleAtRevision,
  type WhistleState,
  whistleStream,
} from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import type { Language } from '../problems/problem.js';
import type { Exchange } from '../request/exchange.decorator.js';
import { CommandContexts } from '../request/command-contexts.js';
import { TimelinePresenter } from './timeline.presenter.js';
import type { Decided } from './whistle.responses.js';

/** A command of the domain, or one that leads to it. */
type MakeCommand = (context: CommandContext) => { readonly whistleId: string };

/** Sends a request's command, and answers with where the whistle and the log stand after it. */
@Injectable()
export class WhistleCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly store: EventStore,
    private readonly contexts: CommandContexts,
    private readonly timeline: TimelinePresenter,
  ) {}

  /** @throws DomainError request/stale with the events that came in between, if `If-Match` names an older revision */
  async send({ request, reply, caller, language }: Exchange, actor: Actor, make: MakeCommand): Promise<Decided> {
    const context = this.contexts.of(request, actor);
    const command = make(context);
    try {
      const done = await this.commands.execute<typeof command, DecidedStream<WhistleState>>(command);
      return answer(reply, command.whistleId, done);
    } catch (error) {
      const { expectedRevision } = context;
      if (error instanceof WrongExpectedRevision && expectedRevision !== undefined) {
        void reply.header('ETag', `"${error.current}"`);
        throw await this.stale(caller, language, command.whistleId, expectedRevision);
      }
      throw error;
    }
  }

  private async stale(caller: Caller, language: Language, whistleId: string, expected: number): Promise<DomainError> {
    const { whistle, revision } = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    const since = await this.store.readStream(whistleStream(whistleId), expected + 1);
    const events = this.timeline.present(since.map(timelineRow), caller, whistle, language);
    return new DomainError('request/stale', { expected, current: revision, events });
  }
}

/** Of a command that is decided to be shown, and written nowhere. */
export const previewing = (actor: Actor, at: Instant): CommandContext => {
  return { actor, at, commandId: 'preview', commandHash: 'preview' };
};

function answer(reply: FastifyReply, id: string, { state, revision, position }: DecidedStream<WhistleState>): Decided {
  if (state.status === 'NONE') throw new Error('a command left no whistle behind');
  const at = String(position ?? 0n);
  void reply.header('ETag', `"${revision}"`).header('X-Position', at);
  const { emergencyLine, status, raised } = state;
  const call = emergencyLine !== undefined && { callAtOnce: emergencyLine };
  const beyondTotal = extendedBeyond(state);
  const beyond = beyondTotal !== undefined && { beyondTotal };
  return { id, number: raised.number, status, revision, position: at, ...call, ...beyond };
}
