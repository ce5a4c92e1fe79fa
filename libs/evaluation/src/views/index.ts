import type { Projection } from '@app/projections';
import { evaluationFacts } from './evaluation-facts/evaluation-facts.projector.js';

/** Every view of evaluation; a new one is a folder and an entry here. */
export const evaluationProjections: readonly Projection[] = [evaluationFacts];
