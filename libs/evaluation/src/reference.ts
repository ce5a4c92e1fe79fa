import {
  type DirectoryEvent,
  directoryEventSchemas,
  type DirectoryState,
  emptyDirectory,
  foldDirectory,
} from '@app/directory/domain';
import type { EventStore } from '@app/event-store';
import { type Position, START } from '@app/kernel';
import {
  EVALUATION_CATEGORY,
  type EvaluationEvent,
  type EvaluationState,
  evolveEvaluation,
  noEvaluation,
} from './domain/index.js';
import { referenceCodec } from './evaluation.codec.js';

/** What tables are made with beside facts: who is who, the policies, and the periods. */
export interface Reference {
  readonly directory: DirectoryState;
  readonly evaluation: EvaluationState;
}

export const NO_REFERENCE: Reference = { directory: emptyDirectory, evaluation: noEvaluation };
export const REFERENCE_CATEGORIES = ['directory', EVALUATION_CATEGORY];

export function foldReference(
  { directory, evaluation }: Reference,
  events: readonly (DirectoryEvent | EvaluationEvent)[],
): Reference {
  const ofDirectory = events.filter(isOfDirectory);
  return {
    directory: ofDirectory.length === 0 ? directory : foldDirectory(directory, ofDirectory),
    evaluation: events.filter((event) => !isOfDirectory(event)).reduce(evolveEvaluation, evaluation),
  };
}

const isOfDirectory = (event: DirectoryEvent | EvaluationEvent): event is DirectoryEvent =>
  event.type in directoryEventSchemas;

const PAGE = 1_000;

/** As the log told it up to a position, and nothing after it. */
export async function referenceAt(store: EventStore, until: Position): Promise<Reference> {
  let reference = NO_REFERENCE;
  for (let position = START; position < until;) {
    const { events, next } = await store.readAll(position, { limit: PAGE, categories: REFERENCE_CATEGORIES });
    const taken = events.filter((event) => event.position <= until);
    reference = foldReference(
      reference,
      taken.map((event) => referenceCodec.parse(event)),
    );
    if (next <= position) break;
    position = next;
  }
  return reference;
}
