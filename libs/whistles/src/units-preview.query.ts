import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import {
  type Arbitrate,
  dated,
  type RecallDispatch,
  unitsPreview,
  type UnitsPreview,
  whistle,
} from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

/** What a recall or an arbitration would come to: decided as the command would be, and written nowhere. */
export class PreviewUnits {
  constructor(readonly command: RecallDispatch | Arbitrate) {}
}

export type UnitsPreviewed = UnitsPreview & { readonly revision: number };

@QueryHandler(PreviewUnits)
export class PreviewUnitsHandler implements IQueryHandler<PreviewUnits> {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /** @throws DomainError whistle/not-found, and what the command would be refused with */
  async execute({ command }: PreviewUnits): Promise<UnitsPreviewed> {
    const history = await this.store.readStream(whistleStream(command.whistleId));
    const before = history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
    const facts = { directory: this.directory.view(), catalogue: this.catalogue.view() };
    const after = whistle
      .decide(command, before, facts)
      .reduce((state, event) => whistle.evolve(state, dated(event, command.context.at)), before);
    if (before.status === 'NONE' || after.status === 'NONE') throw new DomainError('whistle/not-found');
    return { ...unitsPreview(before, after), revision: history.at(-1)?.revision ?? 0 };
  }
}
