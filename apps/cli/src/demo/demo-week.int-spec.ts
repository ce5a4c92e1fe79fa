import { EventStore } from '@app/event-store';
import { START } from '@app/kernel';
import { DeadlinesModule } from '@app/deadlines';
import { ProcessModule } from '@app/process';
import { type Config, readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareSeeds } from '../commands/seed.js';
import { prepareDemoWeek } from './demo-week.js';

jest.setTimeout(120_000);

describe('the demo week on the real log', () => {
  let database: TestDatabase;
  let dataDir: string;
  let config: Config;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await testDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'chuishao-demo-'));
    const env = { DATABASE_URL: database.url, DATA_DIR: dataDir, MASTER_KEY: randomBytes(32).toString('base64') };
    config = Object.assign({}, readConfig(env), { embedded: true });
    const root = ProcessModule.forRoot(config, [DeadlinesModule.forRoot({ databaseUrl: database.url })]);
    app = await NestFactory.createApplicationContext(root, { logger: false });
    await prepareSeeds(app, config);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const head = () => app.get(EventStore).head();
  async function whistles(): Promise<{ readonly streams: number; readonly events: number }> {
    const streams = new Set<string>();
    let events = 0;
    for (let after = START, more = true; more;) {
      const page = await app.get(EventStore).readAll(after, { limit: 1_000, categories: ['whistle'] });
      for (const { streamId } of page.events) streams.add(streamId);
      events += page.events.length;
      more = page.next > after;
      after = page.next;
    }
    return { streams: streams.size, events };
  }

  it('is played on request only, never in production nor on a database of its own', async () => {
    const before = await head();
    await prepareDemoWeek(app, config, { demo: false });
    for (const elsewhere of [{ environment: 'production' as const }, { embedded: false }]) {
      await expect(prepareDemoWeek(app, Object.assign({}, config, elsewhere), { demo: true })).rejects.toThrow(
        /^--demo writes .*$/,
      );
    }
    expect(await head()).toBe(before);
  });

  it('goes on where it was cut short, and then never again', async () => {
    const bus = app.get(CommandBus);
    const execute = bus.execute.bind(bus);
    let left = 700;
    bus.execute = async (command: never) => {
      if (left-- <= 0) throw new Error('killed');
      return execute(command);
    };
    await expect(prepareDemoWeek(app, config, { demo: true })).rejects.toThrow('killed');
    const cutShort = await whistles();
    expect(cutShort.events).toBeGreaterThan(1_000);

    bus.execute = execute;
    await prepareDemoWeek(app, config, { demo: true });
    const whole = await whistles();
    expect(whole.streams).toBeGreaterThanOrEqual(220);
    expect(whole.streams).toBeLessThanOrEqual(300);
    expect(whole.events).toBeGreaterThan(2 * cutShort.events);

    const orders = await app.get(EventStore).readAll(START, { limit: 1_000, categories: ['service'] });
    const types = orders.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'ServiceOrdered')).toHaveLength(5);
    expect(types.filter((type) => type === 'ServiceConfirmed')).toHaveLength(1);
    expect(types).toHaveLength(15);

    const end = await head();
    await prepareDemoWeek(app, config, { demo: true });
    expect(await head()).toBe(end);
  });
});
