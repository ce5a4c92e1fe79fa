import { type Category, DefineCatalogue, PLAIN_RULES, type SlaPack } from '@app/catalogue/domain';
import { type Area, DefineDirectory, type OrgUnit } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { type CommandContext, type Instant, plusMs, type RecordedEvent, START } from '@app/kernel';
import { ProcessModule } from '@app/process';
import { ProjectionsModule } from '@app/projections';
import { readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import {
  ImportWhistle,
  RaiseWhistle,
  ReclassifyWhistle,
  whistleProjections,
  whistleStream,
  WithdrawWhistle,
} from '@app/whistles';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { alarmId } from './alarm.js';
import { type AlarmPlace, type AlarmQueue, openAlarmQueue } from './alarm-queue.js';
import { DeadlinesModule } from './deadlines.module.js';

jest.setTimeout(30_000);

/** What the alarms are kept in. */
export interface TestPlace {
  redisUrl?: string;
  /** Every alarm is gone. */
  wipe(database: pg.Pool): Promise<unknown>;
  stop(): Promise<void>;
}

const JAN = '2026-01-01T00:00:00.000Z';
const area: Area = { path: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', from: JAN };
const unit: OrgUnit = { id: 'XY-HW', type: 'HW', name: '环卫', areaPath: 'XY', from: JAN };
const urgent: Category = {
  code: 'WY09',
  jurisdiction: 'XY',
  name: '房屋裂缝',
  nameEn: 'Cracks',
  demandType: 'HELP',
  urgency: 'P1',
  lead: 'HW',
  assists: [],
  directDispatch: false,
  sealedByDefault: false,
  admittedForCommunity: false,
  conditions: [{ seq: 1, condition: '一般', limits: [] }],
  source: 'test',
  from: JAN,
};
/** Minutes to accept a whistle that nobody has classified, and an urgent one. */
const [ORDINARY, URGENT] = [30, 10];
const accept = (amount: number) => ({ ACCEPT: { amount, unit: 'MIN' as const } });
const slaPack: SlaPack = {
  ...PLAIN_RULES,
  jurisdiction: 'XY',
  limits: { P1: accept(URGENT), P2: {}, P3: accept(ORDINARY), P4: {} },
  returnWindow: {},
  from: JAN,
};

const now = (): Instant => new Date().toISOString();
const context = (at: Instant = now()): CommandContext => {
  const commandId = randomUUID();
  return { actor: { id: 'test', role: 'ADMIN', channel: 'web' }, at, commandId, commandHash: commandId };
};

/** Asks until there is an answer, at most 20 seconds. */
export async function until<T>(what: string, find: () => Promise<T | undefined | false>): Promise<T> {
  for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await pause(20)) {
    const found = await find();
    if (found) return found;
  }
  throw new Error(`waited in vain for: ${what}`);
}

/** What a test can do beyond the contract. */
export interface Ringing<Place extends TestPlace> {
  readonly kept: () => Place;
  /** A worker that looks every `roundMs`; ended after the test. */
  readonly startWorker: (roundMs?: number, place?: AlarmPlace) => Promise<INestApplicationContext>;
  readonly place: () => AlarmPlace;
  readonly inMs: (ms: number) => Instant;
  /** A whistle whose clock to be accepted runs out at `dueAt`. */
  readonly raise: (dueAt: Instant) => Promise<string>;
  readonly alarmSet: (whistleId: string, dueAt: Instant) => Promise<unknown>;
  readonly breach: (whistleId: string) => Promise<{ dueAt: Instant; detectedAt: Instant }>;
  readonly missedOf: (whistleId: string) => Promise<RecordedEvent[]>;
}

/** What must hold whatever the alarms are kept in. */
export function deadlineContract<Place extends TestPlace>(
  openPlace: () => Promise<Place>,
  more: (ringing: Ringing<Place>) => void = () => undefined,
): void {
  let kept: Place;
  let place: AlarmPlace;
  let database: TestDatabase;
  let pool: pg.Pool;
  let queue: AlarmQueue;
  let desk: INestApplicationContext;
  let commands: CommandBus;
  const workers: INestApplicationContext[] = [];

  const process = (imports: Parameters<typeof ProcessModule.forRoot>[1] = []) => {
    const config = readConfig({ DATABASE_URL: database.url, MASTER_KEY: masterKey, NODE_ENV: 'test' });
    return NestFactory.createApplicationContext(ProcessModule.forRoot(config, imports), { logger: ['error', 'fatal'] });
  };
  const masterKey = randomBytes(32).toString('base64');
  const startWorker = async (roundMs = 5_000, where: AlarmPlace = place) => {
    const openClocks = ProjectionsModule.forRoot({
      projections: whistleProjections.filter(({ name }) => name === 'open-clocks'),
      databaseUrl: database.url,
    });
    const worker = await process([openClocks, DeadlinesModule.forRoot({ ...where, roundMs })]);
    workers.push(worker);
    return worker;
  };

  beforeAll(async () => {
    [kept, database] = await Promise.all([openPlace(), testDatabase()]);
    place = { databaseUrl: database.url, redisUrl: kept.redisUrl };
    pool = database.pool();
    desk = await process();
    commands = desk.get(CommandBus);
    await commands.execute(new DefineDirectory('directory-XY', { areas: [area], units: [unit], posts: [] }, context()));
    await commands.execute(new DefineCatalogue('XY', [urgent], [slaPack], context()));
    await startWorker();
    queue = openAlarmQueue(place);
    queue.on('error', () => undefined);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  });
  afterAll(async () => {
    await queue.close();
    await desk.close();
    await Promise.all([database.drop(), kept.stop()]);
  });

  /** A whistle whose clock to be accepted runs out at `dueAt`. */
  const raise = async (dueAt: Instant): Promise<string> => {
    const whistleId = randomUUID();
    const input = { description: '路灯不亮', location: { areaPath: 'XY' } };
    await commands.execute(
      new RaiseWhistle(
        whistleId,
        { level: 'RESIDENT', anonymity: 'ANONYMOUS', ...input },
        context(plusMs(dueAt, -ORDINARY * 60_000)),
      ),
    );
    return whistleId;
  };
  const inMs = (ms: number) => plusMs(now(), ms);
  const missedOf = async (whistleId: string): Promise<RecordedEvent[]> => {
    const events = await desk.get(EventStore).readStream(whistleStream(whistleId));
    return events.filter(({ type }) => type === 'DeadlineMissed');
  };
  const breach = (whistleId: string) =>
    until('a breach', async () => (await missedOf(whistleId))[0]).then(({ data, metadata }) => ({
      ...(data as { clockId: string; dueAt: Instant; detectedAt: Instant }),
      metadata,
    }));
  const alarms = async (whistleId: string): Promise<string[]> => {
    const jobs = await queue.getJobs(['delayed', 'waiting', 'active', 'failed']);
    return jobs.map((job) => String(job?.id)).filter((id) => id.startsWith(whistleId));
  };
  const alarmOf = (whistleId: string, dueAt: Instant) => alarmId({ whistleId, clockId: 'ACCEPT-1', at: dueAt });
  const alarmSet = (whistleId: string, dueAt: Instant) =>
    until('its alarm', async () => await queue.getJob(alarmOf(whistleId, dueAt)));
  const allRung = (whistleId: string) =>
    until('all alarms to ring', async () => (await alarms(whistleId)).length === 0);

  it('records a breach at its due moment, once, however often the alarm rings', async () => {
    await startWorker();
    const dueAt = inMs(400);
    const whistleId = await raise(dueAt);
    const { metadata, ...missed } = await breach(whistleId);
    expect(missed).toMatchObject({ clockId: 'ACCEPT-1', dueAt });
    expect(missed.detectedAt > dueAt).toBe(true);
    expect(metadata).toMatchObject({ occurredAt: dueAt, actor: { id: 'deadlines', role: 'SYSTEM', channel: 'timer' } });

    await allRung(whistleId);
    const data = { at: dueAt, alarms: [{ whistleId, clockId: 'ACCEPT-1' }] };
    await queue.addBulk(
      [1, 2, 3].map((n) => ({ name: 'alarm', data, opts: { jobId: `${whistleId}-${n}`, removeOnComplete: true } })),
    );
    await allRung(whistleId);
    expect(await missedOf(whistleId)).toHaveLength(1);
  });

  it('is late but exact after an outage, and two workers record each breach once', async () => {
    const dueAts = Array.from({ length: 200 }, (_, n) => plusMs(now(), -3_600_000 + n * 1_000));
    const ids = await Promise.all(dueAts.map((dueAt) => raise(dueAt)));
    await Promise.all([startWorker(100), startWorker(100)]);
    for (const [n, id] of ids.entries()) expect(await breach(id)).toMatchObject({ dueAt: dueAts[n] });
    await until('the queue to be empty', async () => (await queue.getJobCountByTypes('waiting', 'active')) === 0);

    const { events } = await desk.get(EventStore).readAll(START, { limit: 10_000 });
    const missed = events.filter(({ type, streamId }) => type === 'DeadlineMissed' && ids.includes(streamId.slice(8)));
    expect(missed).toHaveLength(200);
    expect(missed.every(({ metadata, data }) => metadata.occurredAt === (data as { dueAt: string }).dueAt)).toBe(true);
  });

  it('records all that run out at one moment, each once, though they ring together', async () => {
    await startWorker();
    const dueAt = inMs(3_000);
    const ids = await Promise.all(Array.from({ length: 120 }, () => raise(dueAt)));
    for (const id of ids) expect(await breach(id)).toMatchObject({ dueAt });
    await until('the queue to be empty', async () => (await queue.getJobCountByTypes('waiting', 'active')) === 0);
    for (const id of ids) expect(await missedOf(id)).toHaveLength(1);
  });

  it('rings in time for a clock that starts now, however seldom anybody looks at the view', async () => {
    await startWorker(600_000);
    const first = await raise(inMs(500));
    await breach(first);
    const dueAt = inMs(700);
    const { detectedAt } = await breach(await raise(dueAt));
    expect(Date.parse(detectedAt) - Date.parse(dueAt)).toBeLessThan(1_000);
  });

  it('records every breach once though the queue is wiped while alarms are set, and while they ring', async () => {
    await startWorker(100);
    const dueAts = Array.from({ length: 50 }, (_, n) => inMs(4_000 + n * 40));
    const ids = await Promise.all(dueAts.map((dueAt) => raise(dueAt)));
    const [lastId, lastDueAt] = [ids.at(-1)!, dueAts.at(-1)!];
    await alarmSet(lastId, lastDueAt);
    await kept.wipe(pool);
    await alarmSet(lastId, lastDueAt);
    await breach(ids[5]!);
    await kept.wipe(pool);
    for (const [n, id] of ids.entries()) expect(await breach(id)).toMatchObject({ dueAt: dueAts[n] });
    await until('the queue to be empty', async () => (await alarms('')).length === 0);
    const missed = await Promise.all(ids.map((id) => missedOf(id)));
    expect(missed.map((events) => events.length)).toEqual(ids.map(() => 1));
  });

  it('records nothing for a clock that was stopped in time, though its alarm rings', async () => {
    await startWorker();
    const dueAt = inMs(1_500);
    const whistleId = await raise(dueAt);
    await alarmSet(whistleId, dueAt);
    await commands.execute(new WithdrawWhistle(whistleId, { reason: '已解决' }, context()));
    await allRung(whistleId);
    expect(now() > dueAt).toBe(true);
    expect(await missedOf(whistleId)).toEqual([]);
  });

  it('wakes nobody for a clock without a timer', async () => {
    await startWorker();
    const whistleId = randomUUID();
    const targetAt = inMs(300);
    const source = { system: 'old', id: '1' };
    const place = { unitId: 'XY-HW', location: { areaPath: 'XY' }, categoryCode: 'WY09', summary: '裂缝' };
    const moments = { openedAt: plusMs(targetAt, -60_000), targetAt, closingKind: 'RESOLVED' as const };
    await commands.execute(new ImportWhistle(whistleId, { source, ...place, ...moments }, context()));
    const later = await raise(inMs(600));
    await breach(later);
    expect(await alarms(whistleId)).toEqual([]);
    expect(await missedOf(whistleId)).toEqual([]);
  });

  it('records a clock that was moved at its new due moment only', async () => {
    await startWorker();
    const before = inMs(2_500);
    const whistleId = await raise(before);
    await alarmSet(whistleId, before);
    const reclassified = plusMs(now(), 1_000 - URGENT * 60_000);
    const input = { categoryCode: 'WY09', reason: '危险' };
    await commands.execute(new ReclassifyWhistle(whistleId, input, context(reclassified)));
    await breach(whistleId);
    await allRung(whistleId);
    expect(now() > before).toBe(true);
    expect((await missedOf(whistleId)).map(({ data }) => data)).toEqual([
      expect.objectContaining({ clockId: 'ACCEPT-1', dueAt: plusMs(reclassified, URGENT * 60_000) }),
    ]);
  });

  it('puts an alarm back that rings too early', async () => {
    await startWorker();
    const dueAt = inMs(2_000);
    const whistleId = await raise(dueAt);
    await alarmSet(whistleId, dueAt);
    await (await queue.getJob(alarmOf(whistleId, dueAt)))?.promote();
    const { detectedAt } = await breach(whistleId);
    expect(detectedAt > dueAt).toBe(true);
  });

  more({ kept: () => kept, place: () => place, startWorker, inMs, raise, alarmSet, breach, missedOf });
}
