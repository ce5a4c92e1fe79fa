import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { whistleEvents } from './whistle.events.js';

describe('events of whistles as stored', () => {
  readsItsGoldenFile(whistleEvents, new URL('./whistle.golden.json', import.meta.url));
});
