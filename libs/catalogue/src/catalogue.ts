import { EventStore, FollowedState, latestView } from '@app/event-store';
import { Injectable } from '@nestjs/common';
import { catalogueCodec } from './catalogue.codec.js';
import {
  type ApplyHolidayNotice,
  catalogue,
  type CatalogueEvent,
  type CatalogueState,
  catalogueView,
  type CatalogueView,
  emptyCatalogue,
  evolveCatalogue,
} from './domain/index.js';

/** The catalogues and calendars of this process: in memory, current with the log. */
@Injectable()
export class Catalogue extends FollowedState<CatalogueState, CatalogueEvent> {
  private readonly viewOf = latestView(catalogueView);

  constructor(store: EventStore) {
    super(store, {
      name: 'Catalogue',
      categories: ['catalogue', 'calendar'],
      codec: catalogueCodec,
      initial: emptyCatalogue,
      fold: (state, events) => events.reduce(evolveCatalogue, state),
    });
  }

  /** As it would stand after a notice that is not taken in. @throws DomainError what it would be refused with */
  viewAfter(command: ApplyHolidayNotice): CatalogueView {
    const facts = { catalogue: this.view() };
    const events = catalogue.decide(command, this.folded, facts);
    const dated = events.map((event) => ({ ...event, occurredAt: command.context.at }));
    return catalogueView(dated.reduce(evolveCatalogue, this.folded));
  }

  /** As it stands now. Keep the one you got for the whole of a decision. */
  view(): CatalogueView {
    return this.viewOf(this.folded);
  }
}
