import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { evaluationEvents } from './evaluation.events.js';

describe('events of evaluation as stored', () => {
  readsItsGoldenFile(evaluationEvents, new URL('./evaluation.golden.json', import.meta.url));
});
