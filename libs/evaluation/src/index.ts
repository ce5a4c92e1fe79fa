export * from './domain/index.js';
export { evaluationCodec } from './evaluation.codec.js';
export { EvaluationModule } from './evaluation.module.js';
export { Evaluations } from './evaluations.js';
export * from './period-results.query.js';
export { canonicalOf } from './published.js';
export { type Replayed, replayPeriod } from './replay.js';
export * from './views/index.js';
