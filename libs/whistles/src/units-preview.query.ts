import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Actor, DomainError, type Instant } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { dated, RecallDispatch, recallPreview, type RecallPreview, whistle } from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

/** What a recall by this actor would undo: decided as the command would be, and written nowhere. */
export class PreviewRecall {
  constructor(
    readonly whistleId: string,
    readonly actor: Actor,
    readonly at: Instant,
  ) {}
}

@QueryHandler(PreviewRecall)
export class PreviewRecallHandler implements IQueryHandler<PreviewRecall> {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /** @throws DomainError whistle/not-found, and what the recall would be refused with */
  async execute({ whistleId, actor, at }: PreviewRecall): Promise<RecallPreview & { readonly revision: number }> {
    const history = await this.store.readStream(whistleStream(whistleId));
    const before = history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
    const context = { actor, at, commandId: 'preview', commandHash: 'preview' };
    const command = new RecallDispatch(whistleId, { reason: 'preview' }, context);
    const facts = { directory: this.directory.view(), catalogue: this.catalogue.view() };
    const after = whistle
      .decide(command, before, facts)
      .reduce((state, event) => whistle.evolve(state, dated(event, at)), before);
    if (before.status === 'NONE' || after.status === 'NONE') throw new DomainError('whistle/not-found');
    return { ...recallPreview(before, after), revision: history.at(-1)?.revision ?? 0 };
  }
}
