import { join } from 'node:path';
import { Directory, DirectoryModule } from '@app/directory';
import { type DirectoryView } from '@app/directory/domain';
import { EventStoreModule, MemoryEventStore } from '@app/event-store';
import { dueOf } from '@app/working-time';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { CatalogueModule } from '../catalogue.module.js';
import { Catalogue } from '../catalogue.js';
import { type CatalogueView, CLOCK_KINDS, type ClockKind, route, URGENCIES } from '../domain/index.js';
import { loadSeeds } from './load-seeds.js';

const SEEDS = join(import.meta.dirname, '../../../../seeds');
const NOW = '2026-11-21T08:00:00.000Z';

describe('the seeds', () => {
  const store = new MemoryEventStore();
  const steps: number[] = [];
  let app: INestApplicationContext;
  let directory: DirectoryView;
  let catalogue: CatalogueView;

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
    await loadSeeds(SEEDS, app.get(CommandBus), { at: NOW, progress: ({ done, total }) => steps.push(done / total) });
    directory = app.get(Directory).view();
    catalogue = app.get(Catalogue).view();
  });
  afterAll(async () => {
    await app.close();
  });

  it('are 5 streets, 72 communities and 295 grids of 浔阳区', () => {
    const below = (paths: readonly string[]) =>
      paths.flatMap((path) => directory.areasBelow(path, NOW)).map(({ path }) => path);
    const streets = below(['XY']);
    const communities = below(streets);
    const grids = below(communities);
    expect([streets.length, communities.length, grids.length]).toEqual([5, 72, 295]);
    expect(streets.map((path) => directory.areasBelow(path, NOW).length)).toEqual([15, 15, 14, 14, 14]);
    const sizes = communities.map((path) => directory.areasBelow(path, NOW).length);
    expect([sizes.filter((size) => size === 4).length, sizes.filter((size) => size === 5).length]).toEqual([65, 7]);
    expect(directory.timeZoneOf(grids[0]!)).toBe('Asia/Shanghai');
  });

  it('are 2,725 grid workers, 225 grids with nine and 70 with ten, a leader each, and a secretary per community', () => {
    const posts = directory.postsIn('XY', NOW);
    const count = (post: string) => posts.filter((held) => held.post === post).length;
    expect([count('GRID_WORKER'), count('GRID_LEADER'), count('COMMUNITY_SECRETARY')]).toEqual([2725, 295, 72]);
    expect([count('STREET_SECRETARY'), count('STREET_DIRECTOR'), count('STREET_LEADER')]).toEqual([5, 5, 5]);
    const perGrid = new Map<string, number>();
    for (const { post, areaPath } of posts) {
      if (post === 'GRID_WORKER') perGrid.set(areaPath, (perGrid.get(areaPath) ?? 0) + 1);
    }
    const sizes = [...perGrid.values()];
    expect([sizes.filter((size) => size === 9).length, sizes.filter((size) => size === 10).length]).toEqual([225, 70]);
  });

  it('are 36 district units, 6 per street and a committee per community', () => {
    const units = directory.units(NOW);
    const at = (depth: number) => units.filter(({ areaPath }) => areaPath.split('/').length === depth);
    expect([at(1).length, new Set(at(1).map(({ type }) => type)).size]).toEqual([36, 36]);
    expect([at(2).length, at(3).length]).toEqual([30, 72]);
    expect(new Set(at(2).map(({ type }) => type))).toEqual(new Set(['JD', 'ZF', 'GA', 'SJ', 'CGJ', 'SF']));
  });

  it('give the demo accounts their roles', () => {
    const role = (person: string) => directory.grantsOf(person, NOW).map((grant) => [grant.role, grant.unitId]);
    expect(role('resident')).toEqual([['RESIDENT', undefined]]);
    expect(role('dispatcher')).toEqual([['DISPATCHER', 'XY-ZHZX']]);
    expect(role('clerk-cgj-1')).toEqual([['DEPARTMENT', 'XY-CGJ']]);
    expect(role('clerk-qzf-1')).toEqual([['DEPARTMENT', 'XY-QZF']]);
    expect(role('clerk-s1-jd-2')).toEqual([['DEPARTMENT', 'XY-S1-JD']]);
    expect(role('secretary-s1-c01')).toEqual([['COMMUNITY', 'XY-S1-C01-SQ']]);
    expect(['grid-worker', 'street-s5', 'supervisor', 'auditor', 'privacy-officer', 'admin'].map(role)).toEqual([
      [['GRID_WORKER', undefined]],
      [['STREET', 'XY-S5-JD']],
      [['SUPERVISOR', undefined]],
      [['AUDITOR', undefined]],
      [['PRIVACY_OFFICER', undefined]],
      [['ADMIN', undefined]],
    ]);
    expect(['party-secretary-s1', 'director-s2', 'leader-s3'].map(role)).toEqual(
      ['XY-S1-JD', 'XY-S2-JD', 'XY-S3-JD'].map((unitId) => [['STREET', unitId]]),
    );
    expect(directory.postsOf('leader-s3', NOW)).toMatchObject([{ post: 'STREET_LEADER', areaPath: 'XY/S3' }]);
    expect(directory.postsOf('grid-worker', NOW)).toMatchObject([{ post: 'GRID_WORKER', areaPath: 'XY/S1/C01/G1' }]);
  });

  it('are 72 categories, each routed to one lead and every assisting unit from any grid', () => {
    const categories = catalogue.categories(NOW);
    expect(categories).toHaveLength(72);
    for (const { code, assists } of categories) {
      const routing = route(catalogue, directory, { categoryCode: code, areaPath: 'XY/S3/C14/G4', at: NOW });
      expect([code, routing.problems, routing.lead?.role]).toEqual([code, [], 'LEAD']);
      expect([code, routing.assists.length]).toEqual([code, assists.filter((type) => type !== 'any').length]);
    }
  });

  it('send an illegal building to the street’s own office, team and station, and to the district for the rest', () => {
    const { lead, assists } = route(catalogue, directory, { categoryCode: 'CG08', areaPath: 'XY/S2/C03/G1', at: NOW });
    expect([lead, ...assists].map((unit) => unit?.unitId)).toEqual(['XY-S2-JD', 'XY-S2-ZF', 'XY-S2-CGJ', 'XY-ZR']);
  });

  it.each<[string, number, ClockKind, number | undefined, string | undefined]>([
    ['CG01', 1, 'HANDLE', 4, 'WH'],
    ['CG01', 1, 'REPORT_IN', 3, 'WD'], // where it is convened jointly after all
    ['CG03', 1, 'REPORT_IN', 3, 'WD'],
    ['CG04', 1, 'REPORT_IN', 2, 'UH'],
    ['CG07', 1, 'HANDLE', 1, 'WD'],
    ['CG07', 2, 'HANDLE', 5, 'WD'],
    ['CG08', 1, 'CONTAIN', 2, 'UH'],
    ['CG08', 1, 'HANDLE', 2, 'ND'],
    ['CG09', 1, 'REPORT_IN', 5, 'WD'],
    ['SZ01', 1, 'REPORT_IN', 30, 'MIN'],
    ['SZ01', 1, 'HANDLE', undefined, undefined],
    ['SZ11', 2, 'CONTAIN', 1, 'UH'],
    ['SZ12', 2, 'HANDLE', 4, 'WD'],
    ['WY01', 1, 'CONTAIN', 30, 'MIN'],
    ['SC02', 1, 'HANDLE', 15, 'WD'],
    ['ZX03', 1, 'HANDLE', 60, 'ND'],
    ['ZX02', 1, 'HANDLE', undefined, undefined],
    ['CG01', 1, 'ACCEPT', 4, 'WH'],
    ['CG04', 1, 'SIGN', 1, 'UH'],
    ['SZ01', 1, 'VERIFY', 30, 'MIN'],
    ['SZ01', 1, 'STREET_RESPONSE', 15, 'MIN'],
    ['CG01', 1, 'STREET_RESPONSE', 4, 'WH'],
    ['CG01', 1, 'INFO', 3, 'WD'],
    ['CG09', 1, 'RETURN_DECISION', 1, 'WD'],
    ['CG09', 1, 'ARBITRATION', 7, 'WD'],
    ['CG09', 1, 'REVIEW', 30, 'ND'],
    ['CG04', 1, 'CHECK', 30, 'MIN'],
    ['CG01', 1, 'RESIDENT_TOTAL', 10, 'WD'],
    ['WY06', 1, 'RESIDENT_TOTAL', 10, 'WD'],
    ['WY06', 2, 'RESIDENT_TOTAL', 30, 'ND'],
    ['SC02', 1, 'RESIDENT_TOTAL', 20, 'WD'],
    ['ZX03', 1, 'RESIDENT_TOTAL', 75, 'ND'],
    ['SQ03', 1, 'RESIDENT_TOTAL', undefined, undefined],
  ])('%s condition %i: %s is %p %p', (code, seq, clock, amount, unit) => {
    const category = catalogue.category(code, NOW)!;
    const limit = catalogue.limit({ category, conditionSeq: seq, urgency: category.urgency, clock });
    expect(limit).toEqual(amount === undefined ? undefined : { amount, unit });
  });

  it.each([
    ['CG03', 'WORK_PROMOTION', 3],
    ['CG09', 'WORK_PROMOTION', 3],
    ['CG03', 'HARD_PROBLEM', 5],
    ['CG09', 'HARD_PROBLEM', 5],
  ] as const)('%s as %s has %i working days to report in', (code, whistleType, amount) => {
    const category = catalogue.category(code, NOW)!;
    const of = { category, conditionSeq: 1, urgency: category.urgency, whistleType };
    expect(catalogue.limit({ ...of, clock: 'REPORT_IN' })).toEqual({ amount, unit: 'WD' });
    expect(catalogue.limit({ ...of, clock: 'SIGN' })).toEqual({ amount: 1, unit: 'WH' });
    expect(catalogue.limit({ ...of, clock: 'CONTACT' })).toEqual({ amount: 24, unit: 'UH' });
  });

  it('have a limit for every clock of every urgency, but to contain what is no danger', () => {
    const { limits } = catalogue.timePolicy('XY', NOW);
    const missing = URGENCIES.flatMap((urgency) =>
      CLOCK_KINDS.filter((clock) => !limits[urgency][clock]).map((clock) => `${urgency} ${clock}`),
    );
    // the call when the time to handle is over is made at that moment
    expect(missing.filter((one) => !one.endsWith('CALL_BACK'))).toEqual(['P2 CONTAIN', 'P3 CONTAIN', 'P4 CONTAIN']);
  });

  it('say how time is counted, shown and chased', () => {
    const { limits: _limits, types: _types, areas, ...rules } = catalogue.timePolicy('XY/S1/C01', NOW);
    expect(areas).toEqual([{ areaPath: 'XY/S3', limits: {}, chain: 'THREE_HOP' }]);
    expect(rules).toEqual({
      aftercare: {
        checks: 'ANONYMOUS',
        followUp: 'ON_REQUEST',
        attempts: 3,
        inOtherHalfDays: true,
        reworks: 2,
        reopenDays: 30,
        appealDays: 30,
      },
      version: 'XY@1',
      jurisdiction: 'XY',
      from: '2018-12-31T16:00:00.000Z',
      returnWindow: {
        P2: { amount: 1, unit: 'UH' },
        P3: { amount: 4, unit: 'WH' },
        P4: { amount: 1, unit: 'WD' },
      },
      counting: { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' },
      marks: { amber: 0.75, red: 0.9 },
      remindAtNight: false,
      slips: {
        clocks: ['REPORT_IN', 'HANDLE'],
        BLUE: { amount: 1, unit: 'WD' },
        ORANGE: { amount: 3, unit: 'WD' },
        RED: { amount: 5, unit: 'WD' },
      },
      extension: { max: 2, step: 1, clocks: ['HANDLE'] },
      suspension: { maxDays: 365, times: 1 },
      infoRequests: 2,
      offlineGrace: { amount: 4, unit: 'UH' },
      allowEarlier: false,
    });
  });

  it('bring the calendar of China for 浔阳区, complete through 2026', () => {
    const calendar = catalogue.calendarFor('XY/S1/C01/G1', 'Asia/Shanghai');
    expect([calendar.id, calendar.version, calendar.timeZone]).toEqual(['CN', 'CN@1', 'Asia/Shanghai']);
    const { counting } = catalogue.timePolicy('XY', NOW);
    const due = (start: string, amount: number) => dueOf(calendar, start, { amount, unit: 'WD' }, counting);
    // V1: Friday 2026-02-13 16:00, 5 WD; V4: Wednesday 2026-09-30 17:30, 1 WD
    expect(due('2026-02-13T08:00:00.000Z', 5)).toMatchObject({ dueAt: '2026-02-27T10:00:00.000Z', provisional: false });
    expect(due('2026-09-30T09:30:00.000Z', 1)).toMatchObject({ dueAt: '2026-10-08T10:00:00.000Z', provisional: false });
    expect(due('2026-12-31T01:00:00.000Z', 1)).toMatchObject({ provisional: true });
  });

  it('seal what endangers whoever reports it, and mark what needs no convening', () => {
    const codes = (flag: 'sealedByDefault' | 'directDispatch' | 'admittedForCommunity') =>
      catalogue
        .categories(NOW)
        .filter((category) => category[flag])
        .map(({ code }) => code);
    expect(codes('sealedByDefault')).toEqual(['CG08', 'JY01', 'SC02', 'SQ01', 'YJ01', 'ZX02']);
    expect(codes('directDispatch')).toEqual(
      'CG01 CG02 CG06 CG12 CG15 CG16 GA02 HJ02 JT01 JY01 RS02 SC01 SC03 SQ02 SQ03 SZ02 SZ04 SZ10 WJ01 YL03 ZX01 ZX02 ZX03'.split(
        ' ',
      ),
    );
    expect(codes('admittedForCommunity')).toEqual(
      'GA03 HJ04 MZ01 MZ02 SQ01 SQ02 SQ03 WY02 WY03 WY06 WY08 ZX01'.split(' '),
    );
  });

  it('report their progress to the end', () => {
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('loaded again write nothing', async () => {
    const head = await store.head();
    await loadSeeds(SEEDS, app.get(CommandBus), { at: '2026-11-22T08:00:00.000Z' });
    expect(await store.head()).toBe(head);
  });
});
