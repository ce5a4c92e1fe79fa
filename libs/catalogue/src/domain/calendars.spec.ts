import { type CommandContext, DomainError, type Instant, type Role } from '@app/kernel';
import { dueOf } from '@app/working-time';
import { describe, expect, it } from '@jest/globals';
import type { CalendarContent, HolidayNotice } from './calendar.types.js';
import { ApplyHolidayNotice, type CatalogueCommand, catalogueStream, DefineCalendar } from './catalogue.commands.js';
import type { CatalogueEvent } from './catalogue.events.js';
import { catalogue } from './catalogue.js';
import { emptyCatalogue, evolveCatalogue } from './catalogue.state.js';
import { catalogueOf } from './catalogue.view.js';

const JAN = '2025-01-01T00:00:00.000Z';
const NOV = '2025-11-05T00:00:00.000Z';
const DEC = '2025-12-05T00:00:00.000Z';
const day = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const week = [day, day, day, day, day, [], []];

/** 2024 and 2025; the New Year's Day of 2025 is noticed, and a working Sunday of the Spring Festival. */
const china: CalendarContent = {
  calendarId: 'CN',
  timeZone: 'Asia/Shanghai',
  week,
  days: [
    { date: '2025-01-01', working: false, name: '元旦' },
    { date: '2025-01-26', working: true, name: '春节' },
  ],
  coveredFrom: '2024-01-01',
  coveredThrough: '2025-12-31',
  areaPaths: ['XY'],
  source: '国办发明电〔2024〕12号',
};
const tibet: CalendarContent = {
  calendarId: 'CN-XZ',
  basedOn: 'CN',
  timeZone: 'Asia/Shanghai',
  days: [{ date: '2025-02-28', working: false, name: '洛萨' }],
  coveredFrom: '2025-01-01',
  coveredThrough: '2026-12-31',
  areaPaths: ['XZ'],
  source: '藏政办发〔2024〕1号',
};
/** As the notice for 2026 has it: a Sunday works, and a Saturday of the year before could. */
const notice2026: HolidayNotice = {
  year: 2026,
  source: '国办发明电〔2025〕7号',
  days: [
    { date: '2025-12-27', working: true, name: '元旦' },
    { date: '2026-01-01', working: false, name: '元旦' },
    { date: '2026-01-02', working: false, name: '元旦' },
    { date: '2026-01-04', working: true, name: '元旦' },
  ],
};

const by = (role: Role): CommandContext => ({
  actor: { id: 'wu', role, channel: 'web' },
  at: NOV,
  commandId: 'c1',
  commandHash: 'h1',
});
const define = (content: CalendarContent, role: Role = 'ADMIN') => new DefineCalendar(content, by(role));
const apply = (notice: HolidayNotice, calendarId = 'CN') => new ApplyHolidayNotice(calendarId, notice, by('ADMIN'));
const defined = (data: CalendarContent, occurredAt?: Instant): CatalogueEvent => ({
  type: 'CalendarDefined',
  data,
  ...(occurredAt !== undefined && { occurredAt }),
});
/** On the stream of the command alone, as it is decided; the facts are everything. */
const decide = (given: readonly CatalogueEvent[], command: CatalogueCommand) => {
  const own = given.filter(
    ({ type, data }) => type === 'CalendarDefined' && catalogueStream(command) === `calendar-${data.calendarId}`,
  );
  return catalogue.decide(command, own.reduce(evolveCatalogue, emptyCatalogue), { catalogue: catalogueOf(given) });
};
const contentOf = ([event]: readonly CatalogueEvent[]): CalendarContent => {
  if (event?.type !== 'CalendarDefined') throw new Error('no calendar was defined');
  return event.data;
};
const refusal = (act: () => unknown): DomainError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('it was not refused');
};

describe('defining a calendar', () => {
  it('makes an event of it, and of the same again nothing, whatever the order of its days and whoever says so', () => {
    expect(decide([], define(china))).toEqual([defined(china)]);
    const again = { ...china, days: china.days.toReversed(), source: 'chinese-days 1.5.7' };
    expect(decide([defined(china)], define(again))).toEqual([]);
    expect(decide([defined(china)], define(again, 'SYSTEM'))).toEqual([]);
  });

  it('takes another week, other areas or a corrected day for a new revision', () => {
    const corrected = { ...china, days: [{ date: '2025-01-26', working: false, name: '春节' }] };
    expect(decide([defined(china)], define(corrected))).toEqual([defined(corrected)]);
    const wider = { ...china, areaPaths: ['XY', 'NC'] };
    expect(contentOf(decide([defined(china)], define(wider))).areaPaths).toEqual(['NC', 'XY']);
  });

  it('does not take back what was corrected since it was given', () => {
    const corrected = { ...china, days: [] };
    expect(decide([defined(china), defined(corrected)], define(china))).toEqual([]);
  });

  it('keeps the years that only later notices brought, the December days of such a notice too', () => {
    const noticed = contentOf(decide([defined(china)], apply(notice2026)));
    const packaged = { ...china, days: [{ date: '2025-01-02', working: false }] };
    const merged = contentOf(decide([defined(china), defined(noticed)], define(packaged)));
    expect(merged.days.map(({ date }) => date)).toEqual([
      '2025-01-02',
      '2025-12-27',
      '2026-01-01',
      '2026-01-02',
      '2026-01-04',
    ]);
    expect([merged.coveredFrom, merged.coveredThrough]).toEqual(['2024-01-01', '2026-12-31']);
    expect(decide([defined(china), defined(noticed), defined(merged)], define(packaged))).toEqual([]);
  });

  it.each<[string, CalendarContent, string]>([
    ['another base', { ...china, basedOn: 'CN-XZ' }, 'calendar/other-base'],
    ['no base any more', { ...tibet, basedOn: undefined as never, week }, 'calendar/other-base'],
    ['years apart', { ...china, coveredFrom: '2027-01-01', coveredThrough: '2027-12-31' }, 'calendar/gap'],
    ['years apart before', { ...china, coveredFrom: '2020-01-01', coveredThrough: '2022-12-31' }, 'calendar/gap'],
    ['an unknown base', { ...tibet, calendarId: 'GX', basedOn: 'CH' }, 'calendar/unknown'],
    ['itself as base', { ...tibet, calendarId: 'GX', basedOn: 'GX' }, 'calendar/unknown'],
    ['the calendar of a region as base', { ...tibet, calendarId: 'LS', basedOn: 'CN-XZ' }, 'calendar/base-of-a-region'],
    [
      'another time zone than its base',
      { ...tibet, calendarId: 'GX', timeZone: 'Asia/Urumqi' },
      'calendar/other-time-zone',
    ],
    ['no week and no base', { ...china, calendarId: 'GX', week: undefined as never }, 'calendar/no-week'],
    ['an area of another calendar', { ...china, calendarId: 'GX' }, 'calendar/area-taken'],
    [
      'hours that overlap',
      { ...china, week: [[...day, { from: '17:00', to: '19:00' }], [], [], [], [], [], []] },
      'working-time/impossible-calendar',
    ],
    [
      'one date twice',
      { ...china, days: [...china.days, { date: '2025-01-01', working: true }] },
      'working-time/impossible-calendar',
    ],
    ['an unknown time zone', { ...china, timeZone: 'Asia/Peking' }, 'working-time/impossible-calendar'],
  ])('refuses %s', (_, content, code) => {
    expect(refusal(() => decide([defined(china), defined(tibet)], define(content))).code).toBe(code);
  });

  it('refuses whoever may not write the catalogue', () => {
    expect(refusal(() => decide([], define(china, 'DISPATCHER'))).code).toBe('catalogue/not-allowed');
  });
});

describe('a year’s notice', () => {
  it('adds its year, remembers the days that it names of another, and covers the year whole', () => {
    const content = contentOf(decide([defined(china)], apply(notice2026)));
    expect(content.days).toEqual([
      { date: '2025-01-01', working: false, name: '元旦' },
      { date: '2025-01-26', working: true, name: '春节' },
      { date: '2025-12-27', working: true, name: '元旦', notice: 2026 },
      { date: '2026-01-01', working: false, name: '元旦' },
      { date: '2026-01-02', working: false, name: '元旦' },
      { date: '2026-01-04', working: true, name: '元旦' },
    ]);
    expect([content.coveredThrough, content.source]).toEqual(['2026-12-31', '国办发明电〔2025〕7号']);
  });

  it('read again adds nothing; corrected, it replaces what the same year’s notice said and nothing else', () => {
    const noticed = contentOf(decide([defined(china)], apply(notice2026)));
    expect(decide([defined(china), defined(noticed)], apply(notice2026))).toEqual([]);
    const correction = { ...notice2026, days: [{ date: '2026-01-01', working: false }] };
    expect(contentOf(decide([defined(china), defined(noticed)], apply(correction))).days).toEqual([
      ...china.days,
      { date: '2026-01-01', working: false },
    ]);
  });

  it('of the year before leaves the December days of the next one’s notice alone', () => {
    const noticed = contentOf(decide([defined(china)], apply(notice2026)));
    const correction = { year: 2025, source: '更正', days: [{ date: '2025-01-01', working: false }] };
    const dates = contentOf(decide([defined(china), defined(noticed)], apply(correction))).days.map(({ date }) => date);
    expect(dates).toEqual(['2025-01-01', '2025-12-27', '2026-01-01', '2026-01-02', '2026-01-04']);
  });

  it('of an earlier year extends the calendar backwards, and never shortens it', () => {
    const notice = { year: 2023, source: '国办发明电〔2022〕16号', days: [{ date: '2023-01-02', working: false }] };
    const content = contentOf(decide([defined(china)], apply(notice)));
    expect([content.coveredFrom, content.coveredThrough]).toEqual(['2023-01-01', '2025-12-31']);
  });

  it('that was withdrawn can be put back by reading the older one again', () => {
    const noticed = contentOf(decide([defined(china)], apply(notice2026)));
    const changed = { ...notice2026, days: [{ date: '2026-01-01', working: false }] };
    const after = contentOf(decide([defined(china), defined(noticed)], apply(changed)));
    expect(decide([defined(china), defined(noticed), defined(after)], apply(notice2026))).toEqual([defined(noticed)]);
  });

  it.each<[string, HolidayNotice, string, string]>([
    ['that names no day', { ...notice2026, days: [] }, 'days', 'no day off in 2026: it is not published yet'],
    [
      'with days of the year before only',
      { ...notice2026, days: [{ date: '2025-12-31', working: false }] },
      'days',
      'no day off in 2026: it is not published yet',
    ],
    [
      'that leaves a year out',
      { ...notice2026, year: 2027, days: [{ date: '2027-01-01', working: false }] },
      'year',
      '2027 does not join on to the years covered, 2024-01-01 … 2025-12-31',
    ],
    [
      'that leaves a year out before',
      { ...notice2026, year: 2022, days: [{ date: '2022-01-03', working: false }] },
      'year',
      '2022 does not join on to the years covered, 2024-01-01 … 2025-12-31',
    ],
    [
      'that names a date twice',
      { ...notice2026, days: [...notice2026.days, { date: '2026-01-04', working: false }] },
      'days[4]',
      '2026-01-04 is named twice',
    ],
    [
      'that names a date of another year',
      { ...notice2026, days: [...notice2026.days, { date: '2025-11-30', working: false }] },
      'days[4]',
      '2025-11-30 is not of 2026 nor next to it',
    ],
    [
      'that names a date of a later year',
      { ...notice2026, days: [...notice2026.days, { date: '2027-02-01', working: false }] },
      'days[4]',
      '2027-02-01 is not of 2026 nor next to it',
    ],
  ])('%s is refused', (_, notice, place, reason) => {
    const { code, facts } = refusal(() => decide([defined(china)], apply(notice)));
    expect([code, facts['problems']]).toEqual(['calendar/unusable-notice', [{ place, reason }]]);
  });

  it('with several faults names them all', () => {
    const notice = {
      ...notice2026,
      year: 2029,
      days: [
        { date: '2026-01-01', working: true },
        { date: '2026-01-01', working: true },
      ],
    };
    const { facts } = refusal(() => decide([defined(china)], apply(notice)));
    expect((facts['problems'] as { place: string }[]).map(({ place }) => place)).toEqual([
      'year',
      'days[0]',
      'days[1]',
      'days[1]',
      'days',
    ]);
  });

  it('for an unknown calendar is refused', () => {
    expect(refusal(() => decide([], apply(notice2026))).code).toBe('calendar/unknown');
  });
});

describe('the calendars of a view', () => {
  const corrected = { ...china, days: [{ date: '2025-01-01', working: false }] };
  const view = catalogueOf([defined(china, JAN), defined(tibet, JAN), defined(corrected, NOV)]);

  it('are versioned by the revisions of the calendar, and of its base', () => {
    expect(view.calendars().map(({ id, version }) => [id, version])).toEqual([
      ['CN', 'CN@2'],
      ['CN-XZ', 'CN-XZ@1+CN@2'],
    ]);
  });

  it('are all kept: an old deadline can be explained by the days that it was set by', () => {
    expect(view.calendarDefinition('CN', 'CN@1')?.days).toEqual(china.days);
    expect(view.calendarDefinition('CN', 'CN@2')?.days).toEqual(corrected.days);
    expect(view.calendar('CN', 'CN@1')?.version).toBe('CN@1');
    expect(view.calendarDefinition('CN-XZ', 'CN-XZ@1+CN@1')?.days).toEqual([...china.days, ...tibet.days]);
    expect(view.calendarRevisions('CN').map(({ definedAt }) => definedAt)).toEqual([JAN, NOV]);
  });

  it.each([
    'CN@0',
    'CN@3',
    'CN@01',
    'CN',
    '2',
    'CN-XZ@1',
    'CN@1+CN@1',
    'CN-XZ@1+CN@9',
    'CN-XZ@1+CN@1+CN@1',
    'none',
    '',
  ])('there is none of version %p', (version) => {
    expect(view.calendar('CN', version) ?? view.calendar('CN-XZ', version)).toBeUndefined();
  });

  it('hold for an area and what lies below it, the one of the smallest area first', () => {
    const lhasa: CalendarContent = { ...tibet, calendarId: 'LS', areaPaths: ['XZ/LS'] };
    const both = catalogueOf([defined(china), defined(tibet), defined(lhasa)]);
    const idFor = (path: string) => both.calendarFor(path, 'Asia/Shanghai').id;
    expect(['XY', 'XY/S1/C01/G1', 'XZ', 'XZ/S1', 'XZ/LS', 'XZ/LS/S1', 'XZ/LSX'].map(idFor)).toEqual([
      'CN',
      'CN',
      'CN-XZ',
      'CN-XZ',
      'LS',
      'LS',
      'CN-XZ',
    ]);
  });

  it('are those known at a moment, if it is named, and the first ones before all', () => {
    const at = (moment?: Instant) => view.calendarFor('XY', 'Asia/Shanghai', moment).version;
    expect([at('2020-01-01T00:00:00.000Z'), at(JAN), at(DEC), at()]).toEqual(['CN@1', 'CN@1', 'CN@2', 'CN@2']);
    expect(view.calendarFor('XZ', 'Asia/Shanghai', JAN).version).toBe('CN-XZ@1+CN@1');
  });

  it('of a region have its own days before those of the base, and cover what both do', () => {
    const own = { ...tibet, days: [{ date: '2025-01-01', working: true }, ...tibet.days] };
    const region = catalogueOf([defined(china), defined(own)]).calendarDefinition('CN-XZ');
    expect(region?.days).toEqual([
      { date: '2025-01-01', working: true },
      { date: '2025-01-26', working: true, name: '春节' },
      { date: '2025-02-28', working: false, name: '洛萨' },
    ]);
    expect([region?.coveredFrom, region?.coveredThrough]).toEqual(['2025-01-01', '2025-12-31']);
    expect(region?.week).toEqual(week);
  });

  it('tell nobody the year of a notice', () => {
    const noticed = contentOf(decide([defined(china)], apply(notice2026)));
    const [first] =
      catalogueOf([defined(noticed)])
        .calendarDefinition('CN')
        ?.days.slice(2) ?? [];
    expect(first).toEqual({ date: '2025-12-27', working: true, name: '元旦' });
  });

  it('are made ready once', () => {
    expect(view.calendar('CN', 'CN@1')).toBe(view.calendar('CN', 'CN@1'));
    expect(view.calendarFor('XY', 'Asia/Shanghai')).toBe(view.calendarFor('XY/S1', 'Asia/Shanghai'));
    expect(view.calendar('CN-XZ', 'CN-XZ@1+CN@1')).not.toBe(view.calendar('CN-XZ', 'CN-XZ@1+CN@2'));
  });
});

describe('where there is no calendar', () => {
  const view = catalogueOf([defined(china)]);
  const counting = { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' } as const;

  it('Monday to Friday work in the area’s own zone, and every date found is provisional (EC-31)', () => {
    const plain = view.calendarFor('BOS/1', 'America/New_York');
    expect([plain.id, plain.version, plain.timeZone]).toEqual(['none', 'none', 'America/New_York']);
    // Thursday 2026-01-01 10:00 in Boston, New Year's Day for all that is known here → Friday 18:00
    const due = dueOf(plain, '2026-01-01T15:00:00.000Z', { amount: 1, unit: 'WD' }, counting);
    expect(due).toMatchObject({ dueAt: '2026-01-02T23:00:00.000Z', provisional: true });
    expect(dueOf(plain, '1999-12-31T15:00:00.000Z', { amount: 4, unit: 'WH' }, counting).provisional).toBe(true);
    expect(view.calendarFor('NC', 'Asia/Shanghai').timeZone).toBe('Asia/Shanghai');
  });

  it('and where there is one, only what lies outside its years is (EC-31)', () => {
    const calendar = view.calendarFor('XY/S1', 'UTC');
    const at = (start: Instant) => dueOf(calendar, start, { amount: 1, unit: 'WD' }, counting);
    // Friday 2025-01-24 → Sunday the 26th works
    expect(at('2025-01-24T02:00:00.000Z')).toMatchObject({ dueAt: '2025-01-26T10:00:00.000Z', provisional: false });
    expect(at('2025-12-31T02:00:00.000Z')).toMatchObject({ dueAt: '2026-01-01T10:00:00.000Z', provisional: true });
  });
});
