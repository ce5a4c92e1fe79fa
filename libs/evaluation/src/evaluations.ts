import { type DirectoryEvent, directoryView, type DirectoryView } from '@app/directory/domain';
import { EventStore, FollowedState, latestView } from '@app/event-store';
import { Injectable } from '@nestjs/common';
import type { EvaluationEvent, EvaluationState } from './domain/index.js';
import { referenceCodec } from './evaluation.codec.js';
import { foldReference, NO_REFERENCE, type Reference, REFERENCE_CATEGORIES } from './reference.js';

/** Periods and policies of this process, with the directory they are read by: in memory, current with the log. */
@Injectable()
export class Evaluations extends FollowedState<Reference, DirectoryEvent | EvaluationEvent> {
  private readonly directoryOf = latestView(directoryView);

  constructor(store: EventStore) {
    super(store, {
      name: 'Evaluations',
      categories: REFERENCE_CATEGORIES,
      codec: referenceCodec,
      initial: NO_REFERENCE,
      fold: foldReference,
    });
  }

  /** What tables are made with now. */
  reference(): Reference {
    return this.folded;
  }

  /** As it stands now. */
  state(): EvaluationState {
    return this.folded.evaluation;
  }

  directory(): DirectoryView {
    return this.directoryOf(this.folded.directory);
  }
}
