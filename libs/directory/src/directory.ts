import { EventStore, FollowedState, latestView } from '@app/event-store';
import { Injectable } from '@nestjs/common';
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
export class Directory extends FollowedState<DirectoryState, DirectoryEvent> {
  private readonly viewOf = latestView(directoryView);

  constructor(store: EventStore) {
    super(store, {
      name: 'Directory',
      categories: ['directory'],
      codec: directoryCodec,
      initial: emptyDirectory,
      fold: foldDirectory,
    });
  }

  /** As it stands now. Keep the one you got for the whole of a decision. */
  view(): DirectoryView {
    return this.viewOf(this.folded);
  }
}
