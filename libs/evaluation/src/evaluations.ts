import { type DirectoryEvent, directoryView, type DirectoryView } from '@app/directory/domain';
import { EventStore, FollowedState } from '@app/event-store';
import type { Position } from '@app/kernel';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EvaluationEvent, EvaluationState } from './domain/index.js';
import { referenceCodec } from './evaluation.codec.js';
import { foldReference, NO_REFERENCE, type Reference, REFERENCE_CATEGORIES } from './reference.js';

/** Periods and policies of this process, with the directory they are read by: in memory, current with the log. */
@Injectable()
export class Evaluations implements OnModuleInit, OnModuleDestroy {
  private readonly followed: FollowedState<Reference, DirectoryEvent | EvaluationEvent>;
  private latest: { readonly of: Reference['directory']; readonly view: DirectoryView } | undefined;

  constructor(store: EventStore) {
    this.followed = new FollowedState(store, {
      name: 'Evaluations',
      categories: REFERENCE_CATEGORIES,
      codec: referenceCodec,
      initial: NO_REFERENCE,
      fold: foldReference,
    });
  }

  /** What tables are made with now. */
  reference(): Reference {
    return this.followed.state;
  }

  /** As it stands now. */
  state(): EvaluationState {
    return this.followed.state.evaluation;
  }

  directory(): DirectoryView {
    const { directory: of } = this.followed.state;
    if (this.latest?.of !== of) this.latest = { of, view: directoryView(of) };
    return this.latest.view;
  }

  /** @throws Error if it does not get there within ten seconds */
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
