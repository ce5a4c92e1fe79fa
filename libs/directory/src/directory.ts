import { EventStore, FollowedState } from '@app/event-store';
import type { Position } from '@app/kernel';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { directoryCodec } from './directory.codec.js';
import {
  type DirectoryEvent,
  type DirectoryState,
  directoryView,
  type DirectoryView,
  emptyDirectory,
  foldDirectory,
} from './domain/index.js';

/** The directory of this process: in memory, current with the log. */
@Injectable()
export class Directory implements OnModuleInit, OnModuleDestroy {
  private readonly followed: FollowedState<DirectoryState, DirectoryEvent>;
  private latest: { readonly state: DirectoryState; readonly view: DirectoryView } | undefined;

  constructor(store: EventStore) {
    this.followed = new FollowedState(store, {
      name: 'Directory',
      categories: ['directory'],
      codec: directoryCodec,
      initial: emptyDirectory,
      fold: foldDirectory,
    });
  }

  /** As it stands now. Keep the one you got for the whole of a decision. */
  view(): DirectoryView {
    const { state } = this.followed;
    if (this.latest?.state !== state) this.latest = { state, view: directoryView(state) };
    return this.latest.view;
  }

  /** Why it no longer follows the log, if so. */
  failure(): Error | undefined {
    return this.followed.failure;
  }

  /** @throws Error if the directory does not get there within ten seconds */
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
