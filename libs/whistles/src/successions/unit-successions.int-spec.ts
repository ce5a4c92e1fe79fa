import { Directory } from '@app/directory';
import { DefineCatalogue, PLAIN_RULES } from '@app/catalogue/domain';
import { DefineDirectory, MergeOrgUnits } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { Clock, type CommandContext, type Instant } from '@app/kernel';
import { ProcessModule } from '@app/process';
import { LeasedWorks, ProjectionsModule } from '@app/projections';
import { readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import {
  AcceptWhistle,
  assignmentsOf,
  DispatchWhistle,
  GetWhistle,
  RaiseWhistle,
  UnitSuccessions,
  type WhistleAtRevision,
  whistleProjections,
  whistleStream,
} from '@app/whistles';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';

jest.setTimeout(30_000);

const JAN = '2026-01-01T00:00:00.000Z';
const NOW = '2026-03-02T04:00:00.000Z';
const MERGED_AT = '2026-03-01T00:00:00.000Z';
const LED_BY = { code: 'WY02', lead: 'ZJ' };

class SetClock extends Clock {
  now(): Instant {
    return NOW;
  }
}

let database: TestDatabase;
let app: INestApplicationContext;
const context = (at: Instant = NOW, id = 'desk'): CommandContext => {
  const commandId = randomUUID();
  return { actor: { id, role: 'ADMIN', channel: 'web' }, at, commandId, commandHash: commandId };
};
const say = (command: object) => app.get(CommandBus).execute(command);

beforeAll(async () => {
  database = await testDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    MASTER_KEY: randomBytes(32).toString('base64'),
    NODE_ENV: 'test',
  });
  const projections = ProjectionsModule.forRoot({
    projections: whistleProjections.filter(({ name }) => name === 'department-inbox'),
    databaseUrl: database.url,
  });
  app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, [projections]), { logger: ['fatal'] });
  const area = { path: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', from: JAN } as const;
  const unit = (id: string, type: string) => ({ id, type, name: id, areaPath: 'XY', from: JAN });
  const units = [unit('XY-ZJ', 'ZJ'), unit('XY-FG', 'FG'), unit('XY-CGJ', 'CGJ')];
  await say(new DefineDirectory('directory-XY', { areas: [area], units, posts: [] }, context(JAN)));
  const HANDLE = { amount: 5, unit: 'WD' } as const;
  const limits = { P1: {}, P2: {}, P3: { HANDLE }, P4: {} } as const;
  const pack = { ...PLAIN_RULES, jurisdiction: 'XY', limits, returnWindow: {}, from: JAN };
  const category = {
    ...LED_BY,
    jurisdiction: 'XY',
    name: '物业服务纠纷',
    nameEn: 'Property management',
    demandType: 'COMPLAINT',
    urgency: 'P3',
    assists: ['FG'],
    directDispatch: false,
    sealedByDefault: false,
    admittedForCommunity: false,
    conditions: [{ seq: 1, condition: '一般', limits: [] }],
    source: 'I',
    from: JAN,
  } as const;
  await say(new DefineCatalogue('XY', [category], [pack], context(JAN)));
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

async function dispatched(): Promise<string> {
  const whistleId = randomUUID();
  const input = { description: '物业不清理', location: { areaPath: 'XY' }, categoryCode: 'WY02' };
  await say(new RaiseWhistle(whistleId, { level: 'RESIDENT', anonymity: 'ANONYMOUS', ...input }, context(JAN)));
  await say(new AcceptWhistle(whistleId, {}, context(JAN)));
  await say(new DispatchWhistle(whistleId, {}, context(JAN)));
  return whistleId;
}

const unitsOf = async (whistleId: string) => {
  const { whistle } = await app.get(QueryBus).execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
  return assignmentsOf(whistle).map(({ unitId, role, released }) => [unitId, role, released]);
};
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 15_000; Date.now() < giveUpAt; await pause(20)) if (await holds()) return;
  throw new Error(`waited in vain for: ${what}`);
}

it('what merged units had open goes on with their successor, once, and nothing else does (EC-15)', async () => {
  const [first, second] = [await dispatched(), await dispatched()];
  const parts = [app.get(EventStore), app.get(DataSource), app.get(Directory), app.get(CommandBus)] as const;
  const process = () => new UnitSuccessions(...parts, new SetClock());
  const [one, other] = [1, 2].map(() => new LeasedWorks(database.url, [process()]));
  one!.onApplicationBootstrap();
  other!.onApplicationBootstrap();
  try {
    await say(new MergeOrgUnits('directory-XY', ['XY-ZJ'], 'XY-CGJ', MERGED_AT, context()));
    await until(
      'both to be passed on',
      async () => (await unitsOf(second)).length === 3 && (await unitsOf(first)).length === 3,
    );
    for (const whistleId of [first, second]) {
      expect(await unitsOf(whistleId)).toEqual([
        ['XY-ZJ', 'LEAD', 'SUPERSEDED'],
        ['XY-FG', 'ASSIST', undefined],
        ['XY-CGJ', 'LEAD', undefined],
      ]);
    }
    const inbox = () => app.get(DataSource).query('SELECT DISTINCT unit_id FROM department_inbox ORDER BY 1');
    await until('the inbox to follow', async () =>
      (await inbox()).every((row: { unit_id: string }) => row.unit_id !== 'XY-ZJ'),
    );
    expect(await process().passOn(new AbortController().signal)).toBe(0);
    const events = await app.get(EventStore).readStream(whistleStream(first));
    expect(events.filter(({ type }) => type === 'AssignmentReleased')).toHaveLength(1);
  } finally {
    await Promise.all([one, other].map((each) => each!.beforeApplicationShutdown()));
  }
});
