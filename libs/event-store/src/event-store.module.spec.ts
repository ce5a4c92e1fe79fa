import { expect, test } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventStore, EventStoreUnavailable } from './event-store.js';
import { EventStoreModule } from './event-store.module.js';
import { MemoryEventStore } from './memory.event-store.js';
import { PostgresEventStore } from './postgres.event-store.js';

const nowhere = { url: 'postgres://nobody@127.0.0.1:1/nothing' };

test('provides a store on Postgres, which connects only when it is used', async () => {
  const app = await NestFactory.createApplicationContext(EventStoreModule.forRoot(nowhere), { logger: false });
  expect(app.get(EventStore)).toBeInstanceOf(PostgresEventStore);
  await app.close();
});

test('takes its options or its store from other providers, and closes it on shutdown', async () => {
  const chosen = new MemoryEventStore();
  @Module({ providers: [{ provide: 'chosen', useValue: chosen }], exports: ['chosen'] })
  class Choice {}
  const module = EventStoreModule.forRootAsync({
    imports: [Choice],
    inject: ['chosen'],
    useFactory: (store: EventStore) => store,
  });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  expect(app.get(EventStore)).toBe(chosen);
  await app.close();
  await expect(chosen.head()).rejects.toBeInstanceOf(EventStoreUnavailable);
});
