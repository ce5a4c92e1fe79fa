import { EventStore, PostgresEventStore } from '@app/event-store';
import { ProcessModule } from '@app/process';
import { type Projection, rebuild, waitForView } from '@app/projections';
import { type Config, readConfig } from '@app/runtime';
import { type FakeKurrentDb, startFakeKurrentDb, type TestDatabase, testDatabase } from '@app/testing';
import { whistleProjections } from '@app/whistles';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { type Decided, dispatched, type Loose, type Page, type RunningApi, runningApi } from './running-api.js';

/** API and worker with the log on a fake KurrentDB and everything else in PostgreSQL. */
let server: FakeKurrentDb;
let api: RunningApi;
beforeAll(async () => {
  server = await startFakeKurrentDb({ maxAppendBytes: 1024 * 1024 }); // as a real one, unless told otherwise
  api = await runningApi({ eventStore: 'kurrentdb', kurrentDbUrl: server.url });
}, 120_000);
afterAll(async () => {
  await api.stop();
  await server.stop();
});

const NOISE = {
  description: '夜市音响扰民，凌晨一点还在放，请劝阻',
  areaPath: 'XY/S1/C03/G2',
  categoryCode: 'HJ03',
  reporter: { name: '欧阳晓月', phone: '13812345678' },
};
const raise = () => api.anonymous.post<Decided>('/api/v1/whistles', NOISE);
const rowsOf = async (view: Projection): Promise<unknown[][]> => {
  const database = api.app.get(DataSource);
  const tables = view.rows.map((row) => database.getMetadata(row).tablePath);
  return Promise.all(
    tables.map((table) =>
      database.query<unknown[]>(`SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`),
    ),
  );
};

test('a whistle goes its whole road while the server drops connections and restarts, and every view can be rebuilt', async () => {
  const { body: whistle } = await raise();
  const path = `/api/v1/whistles/${whistle.id}`;
  const [desk, lead, street, team, supervisor] = [
    'dispatcher',
    'clerk-s1-ga-1',
    'clerk-s1-jd-1',
    'clerk-s1-zf-1',
    'supervisor',
  ].map((account) => api.as(account));
  const done = async (caller: typeof desk, action: string, body: Loose = {}): Promise<Decided> => {
    const answer = await caller!.post<Decided>(`${path}/${action}`, body);
    expect([action, answer.status, answer.body]).toMatchObject([action, 200, { id: whistle.id }]);
    return answer.body;
  };
  const board = await desk!.get<Page<{ whistle: { id: string } }>>(`/api/v1/triage-board?after=${whistle.position}`);
  expect(board.body.items.map((item) => item.whistle.id)).toContain(whistle.id);
  await done(desk, 'accept');
  const cut = server.onNextAppend('cut after');
  const { position } = await done(desk, 'dispatch');
  await cut;
  const inbox = await lead!.get<Page<{ whistle: { id: string } }>>(`/api/v1/inbox?after=${position}`);
  expect(inbox.body.items.map((item) => item.whistle.id)).toContain(whistle.id);

  await done(lead, 'assignments/a1/sign');
  await done(street, 'assignments/a2/sign');
  await done(team, 'assignments/a3/sign');
  await done(lead, 'assignments/a1/contacts', { contacted: 'REPORTER' });
  await server.restart();
  const present = (person: string) => ({ person, mode: 'ON_SITE' });
  await done(lead, 'assignments/a1/report-in', present('袁晓汀'));
  await done(street, 'assignments/a2/report-in', present('陈丽'));
  server.dropConnections();
  await done(team, 'assignments/a3/report-in', present('王强'));
  await done(lead, 'assignments/a1/start-handling');
  await done(street, 'assignments/a2/assist-result', { outcome: 'RESOLVED', reply: '已调整摊位' });
  await done(team, 'assignments/a3/assist-result', { outcome: 'RESOLVED', reply: '已清走音响' });
  await done(lead, 'assignments/a1/result', { outcome: 'RESOLVED', reply: '摊主已移走音响' });
  await done(supervisor, 'follow-up');
  const code = { headers: { 'x-follow-up-code': whistle.followUpCode } };
  const said = { solved: true, satisfaction: 'VERY_SATISFIED' };
  expect(await api.anonymous.post(`/api/v1/follow/${whistle.number}/answer`, said, code)).toMatchObject({
    status: 200,
  });
  const closed = await done(supervisor, 'close', { note: '居民满意' });
  expect(closed.status).toBe('CLOSED');

  const timeline = await supervisor!.get<Page<Loose>>(`${path}/timeline?limit=200&after=${closed.position}`);
  expect(timeline.body.items).toHaveLength(closed.revision + 1);
  expect(server.log.streams.get(`whistle-${whistle.id}`)).toHaveLength(closed.revision + 1);
  expect(await api.app.get(DataSource).query('SELECT FROM log.event')).toEqual([]);

  await dispatched(api);
  await raise();
  const [store, dataSource] = [api.app.get(EventStore), api.app.get(DataSource)];
  for (const projection of whistleProjections) {
    await waitForView(dataSource, projection.name, await store.head());
    const before = await rowsOf(projection);
    // nothing ran late, so nobody was reminded; nobody asked to be erased
    const empty = ['reminders', 'erasures'].includes(projection.name);
    expect([projection.name, before.flat().length === 0]).toEqual([projection.name, empty]);
    const rebuilt = await rebuild({ projection, store, dataSource });
    expect(rebuilt.position).toBe(await store.head());
    expect([projection.name, await rowsOf(projection)]).toEqual([projection.name, before]);
  }
}, 120_000);

test('without its log it says so and takes nothing, and goes on when the log is back', async () => {
  await server.stop();
  expect(await api.anonymous.get('/health/ready')).toMatchObject({
    status: 503,
    body: { reasons: ['log not reachable'] },
  });
  expect(await raise()).toMatchObject({ status: 503 });
  await server.restart();
  const { status, body } = await raise();
  expect(status).toBe(201);
  const board = await api
    .as('dispatcher')
    .get<Page<{ whistle: { id: string } }>>(`/api/v1/triage-board?after=${body.position}`);
  expect(board.body.items.map((item) => item.whistle.id)).toContain(body.id);
}, 60_000);

describe('a database belongs to one log', () => {
  const starting = async (database: TestDatabase, settings: Partial<Config>) => {
    const given = readConfig({ NODE_ENV: 'test', DATABASE_URL: database.url });
    const config: Config = Object.assign({}, given, settings);
    const app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, []), {
      logger: false,
      abortOnError: false,
    });
    await app.close();
  };

  test('whose views are of KurrentDB, it is not used without', async () => {
    await expect(starting(api.database, {})).rejects.toThrow('EVENT_STORE: the database holds views of a log');
  });

  test('with events of its own, it is not used with KurrentDB', async () => {
    const database = await testDatabase();
    const store = new PostgresEventStore({ url: database.url });
    const metadata = {
      actor: { id: 'x', role: 'SYSTEM', channel: 'test' },
      occurredAt: '2026-11-21T08:00:00.000Z',
    } as const;
    const ids = { commandId: 'c', commandHash: 'h', correlationId: 'c', causationId: 'c' };
    const event = { type: 'Happened', schemaVersion: 1, data: {}, metadata: { ...metadata, ...ids } };
    await store.append({ streamId: 'thing-1', expected: 'none', commandId: 'c', commandHash: 'h', events: [event] });
    await store.close();
    const onKurrentDb = { eventStore: 'kurrentdb', kurrentDbUrl: server.url } as const;
    await expect(starting(database, onKurrentDb)).rejects.toThrow('EVENT_STORE: the database holds a log of its own');
    await database.drop();
  });
});
