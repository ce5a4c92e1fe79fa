import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { directoryEventSchemas } from './directory.events.js';

describe('events of the directory as stored', () => {
  readsItsGoldenFile(directoryEventSchemas, new URL('./directory.golden.json', import.meta.url));
});
