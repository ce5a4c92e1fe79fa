import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { erasureEvents } from './erasure.events.js';
import { revealEvents } from './reveal.events.js';
import { whistleEvents } from './whistle.events.js';

describe('events of whistles as stored', () => {
  readsItsGoldenFile(whistleEvents, new URL('./whistle.golden.json', import.meta.url));
});

describe('events of readings as stored', () => {
  readsItsGoldenFile(revealEvents, new URL('./reveal.golden.json', import.meta.url));
  readsItsGoldenFile(erasureEvents, new URL('./erasure.golden.json', import.meta.url));
});
