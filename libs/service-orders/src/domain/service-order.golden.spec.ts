import { readsItsGoldenFile } from '@app/testing';
import { describe } from '@jest/globals';
import { serviceOrderEvents } from './service-order.events.js';

describe('events of service orders as stored', () => {
  readsItsGoldenFile(serviceOrderEvents, new URL('./service-order.golden.json', import.meta.url));
});
