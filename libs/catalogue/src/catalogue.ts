import { EventStore, FollowedState } from '@app/event-store';
import type { Position } from '@app/kernel';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { catalogueCodec } from './catalogue.codec.js';
import {
  type CatalogueEvent,
  type CatalogueState,
  catalogueView,
  type CatalogueView,
  emptyCatalogue,
  evolveCatalogue,
} from './domain/index.js';

/** The catalogues and calendars of this process: in memory, current with the log. */
@Injectable()
export class Catalogue implements OnModuleInit, OnModuleDestroy {
  private readonly followed: FollowedState<CatalogueState, CatalogueEvent>;
  private latest: { readonly state: CatalogueState; readonly view: CatalogueView } | undefined;

  constructor(store: EventStore) {
    this.followed = new FollowedState(store, {
      name: 'Catalogue',
      categories: ['catalogue', 'calendar'],
      codec: catalogueCodec,
      initial: emptyCatalogue,
      fold: (state, events) => events.reduce(evolveCatalogue, state),
    });
  }

  /** As it stands now. Keep the one you got for the whole of a decision. */
  view(): CatalogueView {
    const { state } = this.followed;
    if (this.latest?.state !== state) this.latest = { state, view: catalogueView(state) };
    return this.latest.view;
  }

  /** Why it no longer follows the log, if so. */
  failure(): Error | undefined {
    return this.followed.failure;
  }

  /** @throws Error if the catalogue does not get there within ten seconds */
  async caughtUpTo(position: Position): Promise<void> {
    await this.followed.caughtUpTo(position);
  }

  async onModuleInit(): Promise<void> {
    await this.followed.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.followed.stop();
  }
}
