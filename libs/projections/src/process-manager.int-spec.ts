import { PostgresEventStore } from '@app/event-store';
import type { Position, RecordedEvent } from '@app/kernel';
import { testDatabase, type TestDatabase } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { getMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { viewStatus } from './checkpoint.js';
import { Lease } from './lease.js';
import { keepAtWork, LeasedWorks } from './leased-work.js';
import { ProcessManager } from './process-manager.js';
import { waitForView } from './wait-for-view.js';

let database: TestDatabase;
let dataSource: DataSource;
let store: PostgresEventStore;
let running: LeasedWorks[] = [];
let names = 0;
let name: string;
let events = 0;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await testDatabase();
  dataSource = await database.dataSource();
  store = new PostgresEventStore({ url: database.url });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(() => {
  name = `manager-${++names}`;
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.beforeApplicationShutdown()));
  running = [];
});

async function happen(...types: string[]): Promise<Position> {
  for (const type of types) {
    const commandId = `c${++events}`;
    const actor = { id: 'test', role: 'SYSTEM', channel: 'test' } as const;
    const ids = { commandId, commandHash: 'h', correlationId: commandId, causationId: commandId };
    const metadata = { actor, occurredAt: '2026-03-02T04:00:00.000Z', ...ids };
    await store.append({
      streamId: `thing-${events}`,
      expected: 'none',
      commandId,
      commandHash: 'h',
      events: [{ type, schemaVersion: 1, data: {}, metadata }],
    });
  }
  return store.head();
}

/** Notes what it is called with; `''` for no event. */
class Noting extends ProcessManager {
  override readonly name = name;
  protected readonly categories = ['thing'];
  readonly heard: string[] = [];
  does: (type: string, held: AbortSignal) => Promise<void> = () => Promise.resolve();

  protected async follow(page: readonly RecordedEvent[], held: AbortSignal): Promise<void> {
    for (const type of page.length === 0 ? [''] : page.map((one) => one.type)) {
      this.heard.push(type);
      await this.does(type, held);
    }
  }
}

function start(does?: Noting['does']) {
  const manager = new Noting(store, dataSource);
  if (does) manager.does = does;
  const works = new LeasedWorks(database.url, [manager]);
  works.onApplicationBootstrap();
  running.push(works);
  return { heard: manager.heard, stop: () => works.beforeApplicationShutdown() };
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await pause(10)) if (await holds()) return;
  throw new Error('waited in vain');
}
const status = () => viewStatus(dataSource, name);

describe('a process manager', () => {
  it('looks at the start, then hears each event once, and whoever comes after goes on where it was', async () => {
    await happen('A', 'B');
    const first = start();
    await waitForView(dataSource, name, await happen('C'));
    await first.stop();
    expect(first.heard).toEqual(['', 'A', 'B', 'C']);
    const second = start();
    await waitForView(dataSource, name, await happen('D'));
    expect(second.heard).toEqual(['', 'D']);
  }, 20_000);

  it('is in one process at a time', async () => {
    const both = [start(), start()];
    await waitForView(dataSource, name, await happen('A', 'B'));
    expect(both.filter(({ heard }) => heard.includes('B'))).toHaveLength(1);
    expect(both.filter(({ heard }) => heard.length === 0)).toHaveLength(1);
  }, 20_000);

  it('may wait beside any number of others for the word to stop: Node takes more than ten for a leak', async () => {
    const stop = new AbortController();
    const working = keepAtWork(new Noting(store, dataSource), new Lease(database.url), stop.signal);
    stop.abort();
    await working;
    expect(getMaxListeners(stop.signal)).toBe(Infinity);
  }, 20_000);

  it('keeps its place at what it fails at, says why, and tries again', async () => {
    let poisoned = true;
    const before = await happen('BEFORE');
    const { heard } = start((type) =>
      poisoned && type === 'POISON' ? Promise.reject(new Error('not now')) : Promise.resolve(),
    );
    await waitForView(dataSource, name, before);
    const after = await happen('POISON');
    await until(async () => (await status())?.error !== undefined);
    expect(await status()).toMatchObject({ position: before, error: 'Error: not now' });
    poisoned = false;
    await waitForView(dataSource, name, after);
    expect(await status()).toMatchObject({ position: after, error: undefined });
    expect(heard.filter((type) => type === 'POISON').length).toBeGreaterThan(1);
    expect(heard.filter((type) => type === 'BEFORE')).toHaveLength(1);
  }, 20_000);

  it('hears again what it was stopped at', async () => {
    const first = start((type, held) =>
      type === 'LONG' ? pause(60_000, undefined, { signal: held }).catch(() => undefined) : Promise.resolve(),
    );
    const before = await happen('A');
    await waitForView(dataSource, name, before);
    const after = await happen('LONG');
    await until(() => first.heard.includes('LONG'));
    await first.stop();
    expect(await status()).toMatchObject({ position: before, error: undefined });
    const second = start();
    await waitForView(dataSource, name, after);
    expect(second.heard).toEqual(['', 'LONG']);
  }, 20_000);
});
