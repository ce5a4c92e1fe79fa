import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSeeds } from './load-seeds.js';
import { InvalidSeeds } from './seed-files.js';

const FROM = '2026-01-01T00:00:00.000Z';
const day = ['08:00-12:00', '14:00-18:00'];
const week = [day, day, day, day, day, [], []];
const covered = { coveredFrom: '2026-01-01', coveredThrough: '2026-12-31', source: '国办发明电〔2025〕7号' };
const own = { id: 'TST', timeZone: 'Asia/Shanghai', week, ...covered, areaPaths: ['XY'] };

describe('calendars and limits in seeds', () => {
  let root: string;
  const write = (file: string, content: unknown) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(content));
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'seeds-'));
    const streets = ['S1', 'S2'].map((code) => ({ code, type: 'STREET', name: code }));
    const units = [{ id: 'XY-HW', type: 'HW', name: '环卫' }];
    write('city/areas/XY.json', {
      from: FROM,
      area: { code: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', units, areas: streets },
    });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const problems = () => {
    try {
      readSeeds(root);
    } catch (error) {
      if (error instanceof InvalidSeeds) return error.problems;
      throw error;
    }
    return [];
  };

  it('of explicit days, half days too', () => {
    const half = { date: '2026-02-16', working: true, slots: ['08:00-12:00'], name: '除夕' };
    write('calendars/TST.json', { ...own, days: [half] });
    expect(readSeeds(root).calendars).toEqual([
      {
        calendarId: 'TST',
        timeZone: 'Asia/Shanghai',
        week: week.map((slots) => slots.map((text) => ({ from: text.slice(0, 5), to: text.slice(6) }))),
        ...covered,
        days: [{ ...half, slots: [{ from: '08:00', to: '12:00' }] }],
        areaPaths: ['XY'],
      },
    ]);
  });

  it('of a package, with days of their own before its', () => {
    const other = { date: '2026-02-14', working: false, name: '本地' };
    write('calendars/TST.json', {
      id: 'TST',
      timeZone: 'Asia/Shanghai',
      week,
      holidays: 'chinese-days',
      days: [other],
      areaPaths: [],
    });
    const [calendar] = readSeeds(root).calendars;
    expect(calendar?.days.filter(({ date }) => date.startsWith('2026-02-1'))).toEqual([
      { date: '2026-02-15', working: false, name: '春节' },
      { date: '2026-02-16', working: false, name: '春节' },
      { date: '2026-02-17', working: false, name: '春节' },
      { date: '2026-02-18', working: false, name: '春节' },
      { date: '2026-02-19', working: false, name: '春节' },
      other,
    ]);
    expect([calendar?.coveredThrough, calendar?.source]).toEqual(['2026-12-31', 'chinese-days 1.5.7']);
  });

  it('of a region come after those that they are based on', () => {
    write('calendars/A.json', { id: 'A', basedOn: 'TST', timeZone: 'Asia/Shanghai', ...covered, areaPaths: ['XY/S1'] });
    write('calendars/TST.json', own);
    expect(readSeeds(root).calendars.map(({ calendarId }) => calendarId)).toEqual(['TST', 'A']);
  });

  it('are refused twice, and for one area twice', () => {
    write('calendars/1.json', own);
    write('calendars/2.json', own);
    write('calendars/3.json', { ...own, id: 'OTHER' });
    expect(problems()).toEqual([
      { file: 'calendars/2.json', place: 'id', reason: 'calendar TST is defined twice' },
      {
        file: 'calendars/3.json',
        place: '(whole file)',
        reason: 'calendar/area-taken {"areaPath":"XY","calendarId":"TST"}',
      },
    ]);
  });

  it('name everything that is missing', () => {
    write('calendars/TST.json', { id: 'TST', timeZone: 'Asia/Shanghai', areaPaths: [] });
    expect(problems().map(({ place }) => place)).toEqual(['coveredFrom', 'coveredThrough', 'source']);
  });

  it('may be all that a folder holds', () => {
    rmSync(join(root, 'city'), { recursive: true });
    write('calendars/TST.json', { ...own, areaPaths: [] });
    expect(readSeeds(root)).toMatchObject({ cities: [], catalogues: [], calendars: [{ calendarId: 'TST' }] });
  });

  it('limits for an urgency, an area, a season', () => {
    const category = {
      code: 'YL01',
      name: '树木',
      nameEn: 'trees',
      demandType: 'HELP',
      urgency: 'P3',
      lead: 'HW',
      assists: [],
      source: 'I',
      conditions: [
        {
          condition: '补种',
          limits: { HANDLE: { limit: '15工作日', season: { from: '11-01', through: '03-31' } } },
          limitsFor: [{ urgency: 'P1', areaPath: 'XY/S1', limits: { HANDLE: '2 UH', SIGN: '1 WH' } }],
        },
      ],
    };
    write('catalogue/YL.json', { jurisdiction: 'XY', from: FROM, categories: [category] });
    const [catalogue] = readSeeds(root).catalogues;
    expect(catalogue?.categories[0]?.conditions[0]?.limits).toEqual([
      { clock: 'HANDLE', limit: { amount: 15, unit: 'WD', season: { from: '11-01', through: '03-31' } } },
      { clock: 'SIGN', limit: { amount: 1, unit: 'WH' }, urgency: 'P1', areaPath: 'XY/S1' },
      { clock: 'HANDLE', limit: { amount: 2, unit: 'UH' }, urgency: 'P1', areaPath: 'XY/S1' },
    ]);
  });

  it('a policy of limits alone has the plain rules', () => {
    const limits = { P1: {}, P2: {}, P3: { HANDLE: '5 WD' }, P4: {} };
    write('catalogue/pack.json', { jurisdiction: 'XY', from: FROM, slaPack: { limits, returnWindow: {} } });
    const [pack] = readSeeds(root).catalogues[0]?.slaPacks ?? [];
    expect(pack).toMatchObject({ marks: {}, infoRequests: 2, counting: { workdays: 'WORKDAY_COUNT' } });
    expect(pack).not.toHaveProperty('slips');
  });
});
