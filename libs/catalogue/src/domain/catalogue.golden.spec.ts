import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { catalogueEventSchemas } from './catalogue.events.js';

describe('events of the catalogue as stored', () => {
  readsItsGoldenFile(catalogueEventSchemas, new URL('./catalogue.golden.json', import.meta.url));
});
