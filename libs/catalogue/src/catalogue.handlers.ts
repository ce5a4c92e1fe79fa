import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { Injectable } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { catalogueCodec } from './catalogue.codec.js';
import { Catalogue } from './catalogue.js';
import * as domain from './domain/index.js';

/** Decides on the stream of the command, and answers once this process's catalogue has seen what was written. */
@Injectable()
class CatalogueHandler<Command extends domain.CatalogueCommand> {
  constructor(
    private readonly store: EventStore,
    private readonly current: Catalogue,
  ) {}

  async execute(command: Command): Promise<Decided<domain.CatalogueState>> {
    const decided = await decideAndAppend(this.store, {
      streamId: domain.catalogueStream(command),
      command,
      decider: domain.catalogue,
      codec: catalogueCodec,
      facts: { catalogue: this.current.view() },
    });
    if (decided.position !== undefined) await this.current.caughtUpTo(decided.position);
    return decided;
  }
}

@CommandHandler(domain.DefineCatalogue)
class DefineCatalogue extends CatalogueHandler<domain.DefineCatalogue> {}
@CommandHandler(domain.RetireCategories)
class RetireCategories extends CatalogueHandler<domain.RetireCategories> {}
@CommandHandler(domain.DefineCalendar)
class DefineCalendar extends CatalogueHandler<domain.DefineCalendar> {}
@CommandHandler(domain.ApplyHolidayNotice)
class ApplyHolidayNotice extends CatalogueHandler<domain.ApplyHolidayNotice> {}

export const catalogueHandlers = [DefineCatalogue, RetireCategories, DefineCalendar, ApplyHolidayNotice];
