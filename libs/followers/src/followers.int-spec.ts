import { DefineCatalogue, PLAIN_RULES } from '@app/catalogue/domain';
import { DefineDirectory } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, type CommandContext, DomainError, type Instant, plusMs } from '@app/kernel';
import { ProcessModule } from '@app/process';
import { LeasedWorks, rebuild, viewStatus } from '@app/projections';
import { readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  CloseWhistle,
  DecideVoiding,
  GetWhistle,
  MergeWhistle,
  RaiseWhistle,
  RecordFollowUp,
  ReopenWhistle,
  RequestVoiding,
  SelfResolve,
  SendBack,
  StartFollowUp,
  UnmergeWhistle,
  type WhistleAtRevision,
  whistleProjections,
  whistleStream,
  WithdrawWhistle,
} from '@app/whistles';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Followers } from './followers.js';

jest.setTimeout(60_000);

const MASTER_KEY = randomBytes(32).toString('base64');
const JAN = '2026-01-01T00:00:00.000Z';
const NOON = '2026-03-02T04:00:00.000Z';
const minutesLater = (minutes: number): Instant => plusMs(NOON, minutes * 60_000);
const actor = (id: string, role: Actor['role']): Actor => ({ id, role, channel: 'web' });
const desk = actor('desk', 'DISPATCHER');
const grid = actor('grid-worker', 'GRID_WORKER');
const supervisor = actor('supervisor', 'SUPERVISOR');
const secondSupervisor = actor('second-supervisor', 'SUPERVISOR');

let database: TestDatabase;
let app: INestApplicationContext;
let commands: CommandBus;
let followers: LeasedWorks;

const context = (by: Actor, at: Instant): CommandContext => {
  const commandId = randomUUID();
  return { actor: by, at, commandId, commandHash: commandId };
};
type New<Command extends AnyWhistleCommand> = new (
  whistleId: string,
  input: Command['input'],
  context: CommandContext,
) => Command;
const tell = <Command extends AnyWhistleCommand>(
  id: string,
  type: New<Command>,
  input: Command['input'],
  by = desk,
  at = NOON,
) => commands.execute(new type(id, input, context(by, at)));

async function open(): Promise<INestApplicationContext> {
  const config = readConfig({
    DATABASE_URL: database.url,
    MASTER_KEY,
    NODE_ENV: 'test',
  });
  return NestFactory.createApplicationContext(ProcessModule.forRoot(config, []), { logger: ['fatal'] });
}

/** Two and a half hours after noon. */
class SetClock extends Clock {
  now(): Instant {
    return minutesLater(150);
  }
}

/** What a worker runs. */
function start(): void {
  const parts = [app.get(EventStore), app.get(DataSource), app.get(CommandBus), new SetClock()] as const;
  followers = new LeasedWorks(database.url, [new Followers(...parts)]);
  followers.onApplicationBootstrap();
}

beforeEach(async () => {
  database = await testDatabase();
  app = await open();
  commands = app.get(CommandBus);
  start();
  const area = { path: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', from: JAN } as const;
  const areas = [area, ...[1, 2, 3].map((n) => ({ ...streetOf(n), from: JAN }))];
  await commands.execute(
    new DefineDirectory('directory-XY', { areas, units: [], posts: [] }, context(actor('a', 'ADMIN'), JAN)),
  );
  const total = {
    ACCEPT: { amount: 4, unit: 'UH' },
    RESIDENT_TOTAL: { amount: 48, unit: 'UH' },
    FOLLOW_UP: { amount: 24, unit: 'UH' },
  } as const;
  const pack = {
    ...PLAIN_RULES,
    jurisdiction: 'XY',
    limits: { P1: total, P2: total, P3: total, P4: total },
    returnWindow: {},
    from: JAN,
  };
  const category = {
    code: 'SZ07',
    jurisdiction: 'XY',
    name: '供水管破裂',
    nameEn: 'water main burst',
    demandType: 'HELP',
    urgency: 'P1',
    lead: 'GS',
    assists: [],
    directDispatch: false,
    sealedByDefault: false,
    admittedForCommunity: false,
    conditions: [{ seq: 1, condition: '一般', limits: [] }],
    source: 'I',
    from: JAN,
  } as const;
  await commands.execute(new DefineCatalogue('XY', [category], [pack], context(actor('a', 'ADMIN'), JAN)));
});
afterEach(async () => {
  await followers.beforeApplicationShutdown();
  await app.close();
  await database.drop();
});

const streetOf = (n: number) => ({ path: `XY/S${n}`, type: 'STREET' as const, name: `第${n}街道` });

/** Somebody reports the burst pipe; nobody knows who the first two are. */
async function report(n: number, at = minutesLater(n)): Promise<string> {
  const id = randomUUID();
  const known = n > 2;
  await tell(
    id,
    RaiseWhistle,
    {
      level: 'RESIDENT',
      anonymity: known ? 'NAMED' : 'ANONYMOUS',
      ...(known && { reporter: { name: '王小明', phone: `138${String(n).padStart(8, '0')}` } }),
      description: '水管爆了',
      categoryCode: 'SZ07',
      location: { areaPath: `XY/S${1 + (n % 3)}` },
    },
    actor('anonymous', 'RESIDENT'),
    at,
  );
  return id;
}
const accepted = async (id: string, at: Instant): Promise<void> => void (await tell(id, AcceptWhistle, {}, desk, at));
const merge = (id: string, masterId: string, at = minutesLater(90)) =>
  tell(id, MergeWhistle, { masterId, reason: '同一处爆管' }, desk, at);
const found = (id: string) => app.get(QueryBus).execute<GetWhistle, WhistleAtRevision>(new GetWhistle(id));
const stateOf = async (id: string) => (await found(id)).whistle;
const typesOf = async (id: string): Promise<string[]> =>
  (await app.get(EventStore).readStream(whistleStream(id))).map(({ type }) => type);

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt; await pause(20)) if (await holds()) return;
  throw new Error(`waited in vain for: ${what}`);
}
const untilStatus = (ids: readonly string[], status: string) =>
  until(`${ids.length} to be ${status}`, async () => {
    const all = await Promise.all(ids.map(stateOf));
    return all.every((one) => one.status === status);
  });
const untilFollowers = (id: string, many: number) =>
  until(`${many} followers`, async () => (await stateOf(id)).followers.length === many);

/** The master has a result, and its own reporter is being asked. */
async function answered(id: string, at = minutesLater(120)): Promise<void> {
  await tell(id, SelfResolve, { evidence: '已关阀并修复' }, grid, at);
  await tell(id, StartFollowUp, {}, supervisor, at);
}

describe('EC-14: forty report one burst pipe, in three streets, two of them without a name', () => {
  it('all forty keep their timelines, thirty-eight are called, and one turns out to be another matter', async () => {
    const ids: string[] = [];
    for (let n = 1; n <= 40; n++) ids.push(await report(n));
    const master = ids[39]!;
    const others = ids.slice(0, 39);
    await Promise.all(ids.map((id) => accepted(id, minutesLater(60))));
    for (const id of others) await merge(id, master);
    await untilFollowers(master, 39);

    // whoever has waited longest governs
    const total = (await stateOf(master)).clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL');
    expect(total).toMatchObject({ startedAt: minutesLater(1), dueAt: minutesLater(1 + 48 * 60) });

    // the first of them is about another pipe
    const another = others[0]!;
    await tell(another, UnmergeWhistle, { reason: '是另一处爆管' }, desk, minutesLater(100));
    await untilFollowers(master, 38);
    const next = (await stateOf(master)).clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL');
    expect(next).toMatchObject({ startedAt: minutesLater(2) });
    expect(await stateOf(another)).toMatchObject({ status: 'ACCEPTED', raised: { anonymity: 'ANONYMOUS' } });

    await answered(master);
    const [nobody, ...named] = others.slice(1);
    await untilStatus(named, 'FOLLOW_UP');
    const called = await Promise.all([master, ...named].map(typesOf));
    expect(called.filter((types) => types.includes('FollowUpOpened'))).toHaveLength(38);
    expect(await stateOf(named[0]!)).toMatchObject({
      merged: { shared: { outcome: 'RESOLVED', reply: '已关阀并修复' } },
    });
    expect((await stateOf(nobody!)).status).toBe('MERGED');

    // each answers for themselves, and the one whom nobody can ask ends with the master
    const [first] = named;
    const said = { answered: true, solved: false, satisfaction: 'DISSATISFIED', by: 'STAFF' } as const;
    await tell(first!, RecordFollowUp, said, supervisor, minutesLater(130));
    await tell(
      master,
      RecordFollowUp,
      { ...said, solved: true, satisfaction: 'SATISFIED' },
      supervisor,
      minutesLater(130),
    );
    await tell(master, CloseWhistle, {}, supervisor, minutesLater(140));
    await untilStatus([nobody!], 'CLOSED');
    expect((await stateOf(first!)).status).toBe('FOLLOW_UP');

    // forty streams, each with its own beginning
    const starts = await Promise.all(ids.map(async (id) => (await found(id)).raisedAt));
    expect(starts).toEqual(ids.map((_, index) => minutesLater(index + 1)));
  });
});

describe('what follows a merger', () => {
  it('undoes it where the master has come to its end meanwhile', async () => {
    const [follower, master] = [await report(3), await report(4)];
    await followers.beforeApplicationShutdown();
    await merge(follower, master);
    await tell(master, WithdrawWhistle, { reason: '不用了' }, actor('anonymous', 'RESIDENT'), minutesLater(95));
    // whoever comes next goes on where it was
    start();
    await untilStatus([follower], 'RAISED');
    const events = await app.get(EventStore).readStream(whistleStream(follower));
    expect(events.find(({ type }) => type === 'WhistleUnmerged')).toMatchObject({
      data: { cause: 'MASTER_GONE', to: 'RAISED' },
      metadata: { actor: { id: 'followers', role: 'SYSTEM' } },
    });
  });

  it('sets followers free whose master is withdrawn', async () => {
    const [follower, master] = [await report(3), await report(4)];
    await merge(follower, master);
    await untilFollowers(master, 1);
    await tell(master, WithdrawWhistle, { reason: '不用了' }, actor('anonymous', 'RESIDENT'), minutesLater(95));
    await untilStatus([follower], 'RAISED');
    await untilFollowers(master, 0);
  });

  it('lets go of one that its own reporter sends back, and of one that is opened again', async () => {
    const [first, second, master] = [await report(3, NOON), await report(4, minutesLater(5)), await report(5)];
    await accepted(master, minutesLater(10));
    await merge(first, master, minutesLater(20));
    await merge(second, master, minutesLater(20));
    await untilFollowers(master, 2);
    await answered(master, minutesLater(30));
    await untilStatus([first, second], 'FOLLOW_UP');
    const no = { answered: true, solved: false, satisfaction: 'DISSATISFIED', by: 'STAFF' } as const;
    for (const id of [first, second]) await tell(id, RecordFollowUp, no, supervisor, minutesLater(40));

    await tell(first, SendBack, { reason: '我家门口还在漏' }, supervisor, minutesLater(50));
    await untilFollowers(master, 1);
    expect((await stateOf(first)).merged).toBeUndefined();
    await tell(second, CloseWhistle, { note: '已说明' }, supervisor, minutesLater(60));
    await tell(second, ReopenWhistle, { cause: 'NOT_SOLVED', reason: '又漏了' }, supervisor, minutesLater(70));
    await untilFollowers(master, 0);
    const released = (await app.get(EventStore).readStream(whistleStream(master))).filter(
      ({ type }) => type === 'FollowerReleased',
    );
    expect(released.map(({ data, metadata }) => [data, metadata.actor.id])).toMatchObject([
      [{ followerId: first }, 'followers'],
      [{ followerId: second }, 'followers'],
    ]);

    // what comes of the master now is no concern of theirs
    await tell(
      master,
      RecordFollowUp,
      { ...no, solved: true, satisfaction: 'SATISFIED' },
      supervisor,
      minutesLater(80),
    );
    await tell(master, CloseWhistle, {}, supervisor, minutesLater(90));
    const later = await report(7);
    await merge(await report(6), later);
    await untilFollowers(later, 1);
    expect([await stateOf(first), await stateOf(second)]).toMatchObject([
      { status: 'ACCEPTED' },
      { status: 'ACCEPTED' },
    ]);
  });

  it('lets go of one that is void: nobody has waited', async () => {
    const [follower, master] = [await report(3, NOON), await report(4, minutesLater(30))];
    await merge(follower, master);
    await untilFollowers(master, 1);
    const total = async () => (await stateOf(master)).clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL')?.startedAt;
    expect(await total()).toBe(NOON);
    await tell(follower, RequestVoiding, { reason: '测试件' }, supervisor, minutesLater(95));
    await tell(follower, DecideVoiding, { confirmed: true, reason: '同意' }, secondSupervisor, minutesLater(96));
    await untilFollowers(master, 0);
    expect(await total()).toBe(minutesLater(30));
  });

  it('tells whoever comes late what has come of it already', async () => {
    const [follower, master] = [await report(3), await report(4)];
    await accepted(master, minutesLater(10));
    await answered(master);
    await merge(follower, master, minutesLater(125));
    await untilStatus([follower], 'FOLLOW_UP');
  });

  it('comes about once, though everything is read from the beginning again', async () => {
    const [follower, master] = [await report(3), await report(4)];
    await accepted(master, minutesLater(10));
    await merge(follower, master);
    await untilFollowers(master, 1);
    await answered(master);
    await untilStatus([follower], 'FOLLOW_UP');
    const before = [await typesOf(follower), await typesOf(master)];
    await followers.beforeApplicationShutdown();
    await app.get(DataSource).query("DELETE FROM views.projection WHERE name = 'followers'");
    start();
    const later = await report(5);
    await accepted(later, minutesLater(10));
    const other = await report(6);
    await merge(other, later);
    await untilFollowers(later, 1);
    expect([await typesOf(follower), await typesOf(master)]).toEqual(before);
  });

  it('passes over whom nobody follows, where a view that is ahead says so', async () => {
    const [follower, master, alone] = [await report(3), await report(4), await report(5)];
    await accepted(master, minutesLater(10));
    await merge(follower, master);
    await untilFollowers(master, 1);
    await followers.beforeApplicationShutdown();
    await answered(master);
    await tell(alone, WithdrawWhistle, { reason: '已修好' }, actor('anonymous', 'RESIDENT'), minutesLater(121));
    const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
    for (const projection of whistleProjections) await rebuild({ projection, store, dataSource });
    const read = jest.spyOn(store, 'readStream');
    start();
    await untilStatus([follower], 'FOLLOW_UP');
    const head = await store.head();
    await until('all is gone through', async () => (await viewStatus(dataSource, 'followers'))!.position >= head);
    const streams = read.mock.calls.map(([streamId]) => streamId);
    read.mockRestore();
    expect(streams).toContain(whistleStream(master));
    expect(streams).not.toContain(whistleStream(alone));
  });

  it('is refused to what is itself followed', async () => {
    const [follower, master] = [await report(3), await report(4)];
    await merge(follower, master);
    await untilFollowers(master, 1);
    const refusal = await merge(master, await report(5)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: 'merge/has-followers' });
  });
});
