import { Catalogue } from '@app/catalogue';
import { ApplyHolidayNotice, DefineCalendar, DefineCatalogue, PLAIN_RULES } from '@app/catalogue/domain';
import { Directory } from '@app/directory';
import { DefineDirectory } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { Clock, type CommandContext, type Instant } from '@app/kernel';
import { ProcessModule } from '@app/process';
import { LeasedWorks, ProjectionsModule } from '@app/projections';
import { readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import {
  RaiseWhistle,
  type RecalculatedClock,
  RequestInfo,
  RunClocks,
  SupplyInfo,
  whistleProjections,
  whistleStream,
  WithdrawWhistle,
} from '@app/whistles';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { CalendarRevisions } from './calendar-revisions.js';
import { expectedByCalendar } from './expected-revision.js';

jest.setTimeout(30_000);

const JAN = '2026-01-01T00:00:00.000Z';
/** Tuesday 29 December 2026, 08:30 in China. */
const NOW = '2026-12-29T00:30:00.000Z';
const DAY = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const china = (date: string, time: string): Instant => new Date(`${date}T${time}:00.000+08:00`).toISOString();
const off = (...dates: string[]) => dates.map((date) => ({ date, working: false, name: '元旦' }));

class SetClock extends Clock {
  now(): Instant {
    return NOW;
  }
}

let database: TestDatabase;
let app: INestApplicationContext;
let commands: CommandBus;
const started: LeasedWorks[] = [];

const context = (at: Instant = NOW): CommandContext => {
  const commandId = randomUUID();
  return { actor: { id: 'test', role: 'ADMIN', channel: 'web' }, at, commandId, commandHash: commandId };
};

async function open(allowEarlier = false): Promise<void> {
  const config = readConfig({
    DATABASE_URL: database.url,
    MASTER_KEY: randomBytes(32).toString('base64'),
    NODE_ENV: 'test',
  });
  const projections = ProjectionsModule.forRoot({
    projections: whistleProjections.filter(({ name }) => ['open-clocks', 'whistle-search'].includes(name)),
    databaseUrl: database.url,
  });
  app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, [projections]), { logger: ['fatal'] });
  commands = app.get(CommandBus);
  const area = { path: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', from: JAN } as const;
  await commands.execute(new DefineDirectory('directory-XY', { areas: [area], units: [], posts: [] }, context(JAN)));
  const limits = { P1: {}, P2: {}, P3: { ACCEPT: { amount: 5, unit: 'WD' } }, P4: {} } as const;
  const pack = { ...PLAIN_RULES, allowEarlier, jurisdiction: 'XY', limits, returnWindow: {}, from: JAN };
  await commands.execute(new DefineCatalogue('XY', [], [pack], context(JAN)));
  const content = {
    calendarId: 'CN',
    timeZone: 'Asia/Shanghai',
    week: [DAY, DAY, DAY, DAY, DAY, [], []],
    days: off('2026-01-01'),
    coveredFrom: '2026-01-01',
    coveredThrough: '2026-12-31',
    areaPaths: ['XY'],
    source: 'test',
  };
  await commands.execute(new DefineCalendar(content, context(JAN)));
}

/** What a worker runs. */
function revisions(bus: Pick<CommandBus, 'execute'> = commands): CalendarRevisions {
  const [dataSource, store, catalogue] = [app.get(DataSource), app.get(EventStore), app.get(Catalogue)];
  return new CalendarRevisions(store, dataSource, catalogue, bus as CommandBus, new SetClock());
}
function start(): void {
  const one = new LeasedWorks(database.url, [revisions()]);
  one.onApplicationBootstrap();
  started.push(one);
}

/** Its clock to be accepted runs out five working days later. */
async function raise(at: Instant): Promise<string> {
  const whistleId = randomUUID();
  const input = { description: '路灯不亮', location: { areaPath: 'XY' } };
  await commands.execute(
    new RaiseWhistle(whistleId, { level: 'RESIDENT', anonymity: 'ANONYMOUS', ...input }, context(at)),
  );
  return whistleId;
}
const notice = (days: readonly { date: string; working: boolean; name: string }[]) =>
  commands.execute(new ApplyHolidayNotice('CN', { year: 2027, source: '国办发明电〔2026〕9号', days }, context()));

const recalculated = async (whistleId: string): Promise<unknown[]> => {
  const events = await app.get(EventStore).readStream(whistleStream(whistleId));
  return events.filter(({ type }) => type === 'DeadlineRecalculated').map(({ data }) => data);
};
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await pause(20)) if (await holds()) return;
  throw new Error(`waited in vain for: ${what}`);
}
const allRecalculated = (ids: readonly string[]) =>
  until('all to be recalculated', async () =>
    (await Promise.all(ids.map(recalculated))).every((events) => events.length > 0),
  );
const viewHas = (rows: number) =>
  until(`${rows} clocks in the view`, async () => {
    const [{ count }] = await app.get(DataSource).query('SELECT count(*)::int AS count FROM open_clocks');
    return count === rows;
  });

beforeEach(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.beforeApplicationShutdown()));
  await app.close();
  await database.drop();
});

describe('a revised calendar', () => {
  it('moves the open deadlines that it concerns, and no others (EC-08, EC-31)', async () => {
    await open();
    start();
    const concerned = await raise(china('2026-12-28', '09:00')); // 29, 30, 31, Friday 1 and Monday 4 January
    const within = await raise(china('2026-12-22', '09:00')); // through the 29th
    const missed = await raise(china('2026-12-14', '09:00'));
    await commands.execute(new RunClocks(missed, {}, context()));
    const ended = await raise(china('2026-12-28', '09:00'));
    await commands.execute(new WithdrawWhistle(ended, { reason: '已解决' }, context()));

    await notice(off('2027-01-01', '2027-01-02', '2027-01-03'));
    await allRecalculated([concerned]);
    expect(await recalculated(concerned)).toEqual([
      {
        clockId: 'ACCEPT-1',
        clock: 'ACCEPT',
        oldDueAt: china('2027-01-04', '18:00'),
        dueAt: china('2027-01-05', '18:00'), // 29, 30, 31, 4, 5
        reason: 'CALENDAR',
        limit: { amount: 5, unit: 'WD' },
        kind: 'WORKDAY_COUNT',
        policyVersion: 'XY@1',
        calendarVersion: 'CN@2',
        wasProvisional: true,
        provisional: false,
        pauses: [],
        marks: [],
      },
    ]);
    for (const one of [within, missed, ended]) expect(await recalculated(one)).toEqual([]);
  });

  it('is foretold before it is taken in: what the worker records then, of each whistle once', async () => {
    await open();
    const moved = await raise(china('2026-12-28', '09:00'));
    const kept = await raise(china('2026-12-24', '09:00')); // 25, 28, 29, 30, 31
    await viewHas(2);
    const days = [...off('2027-01-01', '2027-01-02'), { date: '2026-12-27', working: true, name: '元旦' }];
    const command = new ApplyHolidayNotice('CN', { year: 2027, source: '国办发明电〔2026〕9号', days }, context());
    const expecting = { store: app.get(EventStore), dataSource: app.get(DataSource), at: NOW };
    const expected = async (catalogue = app.get(Catalogue).view()) => {
      const pages = expectedByCalendar({ ...expecting, directory: app.get(Directory).view(), catalogue });
      const all: RecalculatedClock[] = [];
      for await (const page of pages) all.push(...page);
      return new Map(
        all.map(({ whistleId, number: _n, urgency: _u, effect, ...data }) => [whistleId, { effect, data }]),
      );
    };
    expect(await expected()).toEqual(new Map());
    const foretold = await expected(app.get(Catalogue).viewAfter(command));
    expect(foretold).toEqual(
      new Map([
        [moved, { effect: 'LATER', data: expect.objectContaining({ dueAt: china('2027-01-05', '18:00') }) }],
        // the Sunday works now: it would be the 30th, and is not brought forward
        [kept, { effect: 'KEPT', data: expect.objectContaining({ reckonedDueAt: china('2026-12-30', '18:00') }) }],
      ]),
    );
    expect(await recalculated(moved)).toEqual([]);
    await commands.execute(command);
    await revisions().recalculate([], new AbortController().signal);
    for (const [id, { data }] of foretold) expect(await recalculated(id)).toEqual([data]);
    await until('the view to know', async () => (await expected()).size === 0);
  });

  it.each([
    [false, '2027-01-04'],
    [true, '2027-01-02'],
  ])('brings none forward unless the policy allows it: %s', async (allowEarlier, day) => {
    await open(allowEarlier);
    start();
    const id = await raise(china('2026-12-28', '09:00'));
    const saturday = { date: '2027-01-02', working: true, name: '元旦调休' };
    await notice([saturday, ...off('2027-02-06')]);
    await allRecalculated([id]);
    expect(await recalculated(id)).toMatchObject([
      { oldDueAt: china('2027-01-04', '18:00'), dueAt: china(day, '18:00'), provisional: false },
    ]);
  });

  it('is worked off by whoever comes after one that stopped in the middle, each clock once', async () => {
    await open();
    const ids = await Promise.all(Array.from({ length: 100 }, () => raise(china('2026-12-28', '09:00'))));
    await viewHas(100);
    await notice(off('2027-01-01', '2027-01-02', '2027-01-03'));
    const dying = new AbortController();
    let sent = 0;
    const bus = {
      execute: (async (command: RunClocks) => {
        if (++sent === 40) dying.abort();
        return commands.execute(command);
      }) as CommandBus['execute'],
    };
    await revisions(bus).recalculate([], dying.signal);
    const before = (await Promise.all(ids.map(recalculated))).filter((events) => events.length > 0).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(100);
    start();
    start();
    await allRecalculated(ids);
    expect((await Promise.all(ids.map(recalculated))).map((events) => events.length)).toEqual(ids.map(() => 1));
    await until(
      'the view to know',
      async () => (await revisions().recalculate([], new AbortController().signal)) === 0,
    );
  });

  it('also concerns a clock that stands still: it goes on by the calendar as it is known by then', async () => {
    await open();
    const id = await raise(china('2026-12-18', '09:00')); // Friday; 21, 22, 23, 24, 25
    await commands.execute(new RequestInfo(id, { text: '几楼？' }, context(china('2026-12-21', '08:00'))));
    await until('the view to know that it stands still', async () => {
      const [row] = await app.get(DataSource).query('SELECT paused_at FROM open_clocks');
      return row?.paused_at instanceof Date;
    });
    await notice(off('2027-01-01', '2027-01-02', '2027-01-03'));
    const never = new AbortController().signal;
    expect(await revisions().recalculate([], never)).toBe(1);
    expect(await recalculated(id)).toMatchObject([{ dueAt: china('2026-12-25', '18:00'), calendarVersion: 'CN@2' }]);
    // seven working days later: 30, 31 and, the first being a holiday now, 4, 5, 6
    await commands.execute(new SupplyInfo(id, { text: '三楼' }, context(china('2026-12-30', '08:00'))));
    await until('the view to know', async () => {
      const [row] = await app.get(DataSource).query('SELECT cause FROM open_clocks');
      return row.cause === 'RESUMED';
    });
    const [{ due_at: dueAt }] = await app.get(DataSource).query('SELECT due_at FROM open_clocks');
    expect(dueAt.toISOString()).toBe(china('2027-01-06', '18:00'));
    expect(await revisions().recalculate(['CN@2'], never)).toBe(0);
  });
});
