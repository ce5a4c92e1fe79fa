import {
  type CalendarContent,
  type CatalogueEvent,
  catalogueOf,
  type Category,
  type ClockLimits,
  PLAIN_RULES,
  type ShownByEvidence,
  type SlaPack,
} from '@app/catalogue/domain';
import { type DirectoryEvent, directoryOf } from '@app/directory/domain';

const JAN = '2026-01-01T00:00:00.000Z';

const area = (
  path: string,
  type: 'DISTRICT' | 'STREET' | 'COMMUNITY' | 'GRID',
  name: string,
  timeZone?: string,
): DirectoryEvent => ({
  type: 'AreaDefined',
  data: { path, type, name, ...(timeZone !== undefined && { timeZone }), from: JAN },
});
const unit = (id: string, type: string, areaPath: string, more: { parentId?: string; to?: string } = {}) =>
  ({
    type: 'OrgUnitDefined',
    data: { id, type, name: `${id}单位`, areaPath, from: JAN, ...more },
  }) satisfies DirectoryEvent;

/** One district with two streets and the units that the tests below name, and a city of another time zone. */
const smallCityDirectory: readonly DirectoryEvent[] = [
  area('XY', 'DISTRICT', '浔阳区', 'Asia/Shanghai'),
  area('XY/S1', 'STREET', '甘棠街道'),
  area('XY/S1/C01', 'COMMUNITY', '环城社区'),
  area('XY/S1/C01/G1', 'GRID', '第一网格'),
  area('XY/S2', 'STREET', '湓浦街道'),
  area('BOS', 'DISTRICT', 'Boston', 'America/New_York'),
  unit('XY-HW', 'HW', 'XY'),
  unit('XY-ZJ', 'ZJ', 'XY'),
  unit('XY-GA', 'GA', 'XY'),
  unit('XY-S1-GA', 'GA', 'XY/S1', { parentId: 'XY-GA' }),
  unit('XY-S1-JD', 'JD', 'XY/S1'),
  unit('XY-S2-JD', 'JD', 'XY/S2'),
  unit('XY-S1-C01-SQ', 'SQ', 'XY/S1/C01'),
  unit('XY-CGJ', 'CGJ', 'XY'),
  unit('XY-YL', 'YL', 'XY'),
  { type: 'OrgUnitsMerged', data: { from: ['XY-YL'], into: 'XY-CGJ', at: '2026-02-01T00:00:00.000Z' } },
  { type: 'OrgUnitDefined', data: { ...unit('XY-SJ', 'SJ', 'XY').data, to: '2026-02-01T00:00:00.000Z' } },
  unit('BOS-PWD', 'PWD', 'BOS'),
];

const category = (code: string, name: string, lead: string, more: Partial<Category> = {}): Category => ({
  code,
  jurisdiction: 'XY',
  name,
  nameEn: code,
  demandType: 'COMPLAINT',
  urgency: 'P3',
  lead,
  assists: [],
  directDispatch: false,
  sealedByDefault: false,
  admittedForCommunity: false,
  conditions: [{ seq: 1, condition: '一般', limits: [] }],
  source: 'I',
  from: JAN,
  ...more,
});

const categories: readonly Category[] = [
  category('WY02', '物业服务纠纷', 'ZJ', {
    assists: ['JD', 'GA'],
    conditions: [
      { seq: 1, condition: '一般', limits: [{ clock: 'HANDLE', limit: { amount: 7, unit: 'ND' } }] },
      { seq: 2, condition: '断水断电', limits: [{ clock: 'HANDLE', limit: { amount: 24, unit: 'UH' } }] },
    ],
  }),
  category('CG01', '暴露垃圾', 'HW', {
    directDispatch: true,
    conditions: [{ seq: 1, condition: '一般', limits: [{ clock: 'HANDLE', limit: { amount: 4, unit: 'WH' } }] }],
  }),
  category('WY09', '房屋裂缝', 'JD', { urgency: 'P1', assists: ['ZJ'] }),
  category('HJ03', '商业噪声', 'GA', { urgency: 'P2', assists: ['JD'] }),
  category('WY05', '加装电梯', 'JD', { urgency: 'P4' }),
  category('YJ01', '安全生产隐患', 'ZJ', { urgency: 'P2', sealedByDefault: true }),
  category('SQ01', '邻里纠纷', 'SQ', { admittedForCommunity: true, assists: ['any'] }),
  category('SQ09', '代收费用', 'SQ', { directDispatch: true }),
  category('YL01', '树木倒伏', 'YL', { directDispatch: true }),
  category('NY01', '秸秆焚烧', 'NY', { directDispatch: true }),
  category('ZZ01', '指定日期', 'ZJ', {
    conditions: [{ seq: 1, condition: '一般', limits: [], manualDateNote: '种植季节15工作日' }],
  }),
  category('POTHOLE', 'Pothole', 'PWD', { jurisdiction: 'BOS', sealedByDefault: false }),
];

const hours = (amount: number) => ({ amount, unit: 'UH' as const });
const minutes = (amount: number) => ({ amount, unit: 'MIN' as const });
const days = (amount: number) => ({ amount, unit: 'WD' as const });

/** Of every urgency alike. */
const waiting = {
  INFO: days(3),
  VERIFY: minutes(30),
  FOLLOW_UP: days(2),
  RETURN_DECISION: { amount: 4, unit: 'WH' as const },
  ARBITRATION: days(3),
};

/** Domain §2.7, the default pack, typed off by hand; nothing is chased. */
const slaPack: SlaPack = {
  ...PLAIN_RULES,
  jurisdiction: 'XY',
  limits: {
    P1: {
      ACCEPT: minutes(15),
      DISPATCH: hours(1),
      SIGN: minutes(15),
      CONTACT: minutes(30),
      REPORT_IN: minutes(30),
      HANDLE: hours(2),
      ...waiting,
    },
    P2: {
      ACCEPT: minutes(15),
      DISPATCH: hours(2),
      SIGN: hours(1),
      CONTACT: hours(2),
      REPORT_IN: hours(2),
      HANDLE: hours(24),
      ...waiting,
    },
    P3: {
      ACCEPT: { amount: 4, unit: 'WH' },
      DISPATCH: hours(24),
      SIGN: { amount: 1, unit: 'WH' },
      CONTACT: hours(24),
      REPORT_IN: days(3),
      HANDLE: days(5),
      ...waiting,
    },
    P4: {
      ACCEPT: days(1),
      DISPATCH: days(1),
      SIGN: { amount: 1, unit: 'WH' },
      CONTACT: hours(24),
      REPORT_IN: days(5),
      HANDLE: { amount: 15, unit: 'ND' },
      ...waiting,
    },
  },
  returnWindow: { P2: hours(1), P3: { amount: 4, unit: 'WH' }, P4: days(1) },
  from: JAN,
};

const off = (...dates: readonly string[]) => dates.map((date) => ({ date: `2026-${date}`, working: false }));
const makeUp = (...dates: readonly string[]) => dates.map((date) => ({ date: `2026-${date}`, working: true }));
const byDate = (a: { date: string }, b: { date: string }) => (a.date < b.date ? -1 : 1);
const OFFICE_HOURS = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];

/** 国办发明电〔2025〕7号, the days of 2026 typed off by hand: what lies in 2027 is provisional. */
export const CALENDAR_2026: CalendarContent = {
  calendarId: 'CN',
  timeZone: 'Asia/Shanghai',
  week: [OFFICE_HOURS, OFFICE_HOURS, OFFICE_HOURS, OFFICE_HOURS, OFFICE_HOURS, [], []],
  days: [
    ...off('01-01', '01-02', '01-03'),
    ...makeUp('01-04'),
    ...makeUp('02-14'),
    ...off('02-15', '02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22', '02-23'),
    ...makeUp('02-28'),
    ...off('04-04', '04-05', '04-06', '05-01', '05-02', '05-03', '05-04', '05-05'),
    ...makeUp('05-09'),
    ...off('06-19', '06-20', '06-21', '09-25', '09-26', '09-27'),
    ...makeUp('09-20'),
    ...off('10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'),
    ...makeUp('10-10'),
  ].sort(byDate),
  coveredFrom: '2026-01-01',
  coveredThrough: '2026-12-31',
  areaPaths: ['XY'],
  source: '国办发明电〔2025〕7号',
};

/** What a city's rules may be otherwise than the small city's. */
export interface CityRules {
  readonly pack?: Partial<SlaPack>;
  /** Limits that every urgency has beside its own, or one of them alone. */
  readonly limits?: ClockLimits;
  readonly limitsOf?: Partial<SlaPack['limits']>;
  /** 结案条件 of the general condition, by category. */
  readonly closeConditions?: Readonly<Record<string, string>>;
  /** Categories whose results are checked in any case, or in none (核查). */
  readonly resultsChecked?: Readonly<Record<string, boolean>>;
  /** 佐证: what of a category has to be shown. */
  readonly evidenceRequired?: Readonly<Record<string, readonly ShownByEvidence[]>>;
  /** Revisions of its calendar; the last holds, and those before it are known by their version. */
  readonly calendars?: readonly CalendarContent[];
  /** Packs that come after the first, with the limits of all: `XY@2`, … */
  readonly laterPacks?: readonly Partial<SlaPack>[];
  /** What came about in its directory since. */
  readonly directory?: readonly DirectoryEvent[];
}

/** The small city under other rules. */
export function cityWith({
  pack = {},
  limits = {},
  limitsOf = {},
  closeConditions = {},
  resultsChecked = {},
  evidenceRequired = {},
  calendars = [CALENDAR_2026],
  laterPacks = [],
  directory = [],
}: CityRules) {
  const { P1, P2, P3, P4 } = slaPack.limits;
  const first = {
    ...slaPack,
    limits: {
      P1: { ...P1, ...limits, ...limitsOf.P1 },
      P2: { ...P2, ...limits, ...limitsOf.P2 },
      P3: { ...P3, ...limits, ...limitsOf.P3 },
      P4: { ...P4, ...limits, ...limitsOf.P4 },
    },
    ...pack,
  };
  const events: CatalogueEvent[] = [
    ...categories.map((one) => {
      const closeCondition = closeConditions[one.code];
      const checked = resultsChecked[one.code];
      const conditions = one.conditions.map((condition) => ({
        ...condition,
        ...(closeCondition && { closeCondition }),
      }));
      const shown = evidenceRequired[one.code];
      const own = {
        ...(checked !== undefined && { resultsChecked: checked }),
        ...(shown && { evidenceRequired: shown }),
      };
      const data = { ...one, conditions, ...own };
      return { type: 'CategoryDefined' as const, data };
    }),
    ...[first, ...laterPacks.map((later) => ({ ...first, ...later }))].map((data) => {
      return { type: 'SlaPackDefined' as const, data };
    }),
    ...calendars.map((data) => ({ type: 'CalendarDefined' as const, data })),
  ];
  return { directory: directoryOf([...smallCityDirectory, ...directory]), catalogue: catalogueOf(events) };
}

/** A city small enough to know by heart, as the rules see it: 18 directory events, 14 of the catalogue. */
export const smallCity = cityWith({});

/** The same, where everything is chased: two warnings, three slips (督办单) for report-in and handling, and a total limit. */
export const chasingCity = cityWith({
  limits: { RESIDENT_TOTAL: days(10) },
  limitsOf: { P1: { CONTAIN: hours(2) } },
  pack: {
    marks: { amber: 0.75, red: 0.9 },
    slips: { clocks: ['REPORT_IN', 'HANDLE'], BLUE: days(1), ORANGE: days(3), RED: days(5) },
    offlineGrace: hours(4),
  },
});
