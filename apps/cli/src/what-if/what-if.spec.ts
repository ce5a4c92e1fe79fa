import { Catalogue, CatalogueModule, loadSeeds } from '@app/catalogue';
import { Directory, DirectoryModule } from '@app/directory';
import { decideAndAppend, EventStoreModule, MemoryEventStore } from '@app/event-store';
import { plusMs, START } from '@app/kernel';
import { command, supervisor } from '@app/testing';
import { projectRoot } from '@app/runtime';
import { whistleCodec, whistleStream } from '@app/whistles';
import { type AnyWhistleCommand, ReopenWhistle, RunClocks, whistle } from '@app/whistles/domain';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallSeeds } from '../../../../test/small-seeds.js';
import { planWeek } from '../demo/plan.js';
import { Unusable } from '../import/unusable.js';
import { type OtherFiles, readOtherRules } from './other-rules.js';
import { type Asked, whatIf } from './what-if.js';

jest.setTimeout(120_000);

const POLICY = join(projectRoot, 'seeds/catalogue/sla-pack.json');
/** Wednesday, 15:20 in 九江. */
const NOW = '2026-11-25T07:20:00.000Z';
const CALENDAR = join(projectRoot, 'seeds/calendars/CN.json');

describe('the demo week under other rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chuishao-what-if-'));
  const store = new MemoryEventStore();
  let app: INestApplicationContext;
  let tell: (command: AnyWhistleCommand) => Promise<void>;

  beforeAll(async () => {
    @Module({
      imports: [
        CqrsModule.forRoot(),
        EventStoreModule.forRootAsync({ useFactory: () => store }),
        DirectoryModule,
        CatalogueModule,
      ],
    })
    class Process {}
    app = await NestFactory.createApplicationContext(Process, { logger: false });
    await loadSeeds(smallSeeds(folder), app.get(CommandBus), { at: NOW });
    const [directory, catalogue] = [app.get(Directory).view(), app.get(Catalogue).view()];
    tell = async (command) => {
      const facts = { directory, catalogue, newWhistle: { number: 'XY1' } };
      const streamId = whistleStream(command.whistleId);
      await decideAndAppend(store, { streamId, command, decider: whistle, codec: whistleCodec, facts });
    };
    for (const command of planWeek(directory, catalogue, NOW)) await tell(command);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const under = async (files: Partial<OtherFiles>, more: Partial<Omit<Asked, 'rules'>> = {}) => {
    const rules = await readOtherRules(store, { calendarId: 'CN', ...files });
    return whatIf(store, { rules, now: NOW, ...more });
  };
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  type Pack = { slaPack: { limits: Record<string, Record<string, string>>; counting: Record<string, string> } };
  const pack = (): Pack => JSON.parse(readFileSync(POLICY, 'utf8')) as Pack;

  it.each([
    ['as it was', {}],
    ['under the same policy', { policy: POLICY }],
    ['under the same calendar', { calendar: CALENDAR }],
    ['under both', { policy: POLICY, calendar: CALENDAR }],
  ])('comes to the very same moments %s, for every clock', async (_, files) => {
    const head = await store.head();
    const { whistles, tally } = await under(files);
    expect(whistles).toBeGreaterThan(100);
    expect(tally.clocks).toBeGreaterThan(1_000);
    expect(tally.missedBefore).toBeGreaterThan(10);
    expect(tally).toMatchObject({ moved: 0, withoutLimit: 0, newlyMissed: 0, newlyMet: 0 });
    expect(await store.head()).toBe(head);
  });

  it('counts every breach that the log holds', async () => {
    const { events } = await store.readAll(START, { limit: 100_000, categories: ['whistle'] });
    const ofType = (type: string) => events.filter((event) => event.type === type).length;
    const { tally } = await under({}, {});
    // what has run out since the last command is not recorded yet: nobody keeps the view here
    expect(tally.missedBefore).toBeGreaterThanOrEqual(ofType('DeadlineMissed') - ofType('DeadlineCleared'));
  });

  it('has more breaches where limits are shorter, and fewer where they are longer', async () => {
    const limits = (limit: string): string => {
      const other = pack();
      for (const of of Object.values(other.slaPack.limits)) of['SIGN'] = limit;
      return file(`${limit.replace(' ', '-')}.json`, other);
    };
    const [shorter, longer] = [await under({ policy: limits('1 min') }), await under({ policy: limits('30 ND') })];
    expect(shorter.tally.newlyMissed).toBeGreaterThan(10);
    expect(shorter.tally.newlyMet).toBe(0);
    expect(longer.tally.newlyMissed).toBe(0);
    expect(longer.tally.newlyMet).toBeGreaterThan(0);
    expect(longer.tally.missedAfter).toBe(longer.tally.missedBefore - longer.tally.newlyMet);
  });

  it('takes the whistles of some days only', async () => {
    const all = await under({});
    const { events } = await store.readAll(START, { limit: 100_000, categories: ['whistle'] });
    const days = events.flatMap(({ type, data }) =>
      type === 'WhistleRaised' ? [(data as { raisedOn: string }).raisedOn] : [],
    );
    const [middle = ''] = days.toSorted().slice(Math.floor(days.length / 2));
    const counted = await under({}, { from: middle, to: middle });
    expect(counted.whistles).toBe(days.filter((day) => day === middle).length);
    expect(counted.whistles).toBeLessThan(all.whistles);
  });

  it('refuses what it cannot use, by file and place', async () => {
    const half = pack();
    for (const of of Object.values(half.slaPack.limits)) of['HANDLE'] = '0.5 WD';
    const refused = async (files: Partial<OtherFiles>): Promise<string> => {
      const error = await under(files).catch((reason: unknown) => reason);
      if (!(error instanceof Unusable)) throw new Error(`not refused: ${String(error)}`);
      return error.lines.join('\n');
    };
    expect(await refused({ policy: file('half.json', half) })).toMatch(/half\.json: .*(part of one|uncountable)/);
    const short = pack();
    Object.assign(short.slaPack.limits['P3'] ?? {}, { RESIDENT_TOTAL: '2 WD', HANDLE: '5 WD' });
    expect(await refused({ policy: file('short.json', short) })).toMatch(
      /short\.json: \w+\.conditions\[0\]: RESIDENT_TOTAL 2 WD is shorter than HANDLE 5 WD/,
    );
    expect(await refused({ policy: join(folder, 'none.json') })).toContain('none.json: ');
    expect(
      await refused({ policy: file('empty.json', { jurisdiction: 'XY', from: '2026-01-01T00:00:00.000Z' }) }),
    ).toContain('empty.json: slaPack: is needed');
    expect(await refused({ calendar: file('cal.json', { id: 'CN', timeZone: 'Asia/Shanghai' }) })).toContain(
      'cal.json: ',
    );
    const notice = { year: 2099, papers: ['x'], days: [{ name: '元旦', date: '2099-01-01', isOffDay: true }] };
    expect(await refused({ calendar: file('notice.json', notice) })).toContain(
      'notice.json: year: 2099 does not join on',
    );
    expect(await refused({ calendar: file('notice.json', notice), calendarId: 'XX' })).toBe('there is no calendar XX');
  });

  it('follows what goes on long after it was closed', async () => {
    const { events } = await store.readAll(START, { limit: 100_000, categories: ['whistle'] });
    const closed = events.find(({ type }) => type === 'WhistleClosed')?.streamId.slice('whistle-'.length);
    const [reopenedAt, later] = [plusMs(NOW, 3_600_000), plusMs(NOW, 60 * 86_400_000)];
    const reopened = { cause: 'RECURRENCE', reason: '复发' } as const;
    await tell(command(ReopenWhistle, reopened, supervisor, reopenedAt, closed));
    await tell(command(RunClocks, {}, supervisor, later, closed));
    const whole = await under({}, { now: later, page: 100_000 });
    const paged = await under({}, { now: later, page: 50 });
    expect(paged.whistles).toBe(whole.whistles);
    expect(paged.tally).toEqual(whole.tally);
  });
});
