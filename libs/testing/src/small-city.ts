import { type CatalogueEvent, catalogueOf, type Category, PLAIN_RULES, type SlaPack } from '@app/catalogue/domain';
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
    },
    P2: {
      ACCEPT: minutes(15),
      DISPATCH: hours(2),
      SIGN: hours(1),
      CONTACT: hours(2),
      REPORT_IN: hours(2),
      HANDLE: hours(24),
    },
    P3: {
      ACCEPT: { amount: 4, unit: 'WH' },
      DISPATCH: hours(24),
      SIGN: { amount: 1, unit: 'WH' },
      CONTACT: hours(24),
      REPORT_IN: days(3),
      HANDLE: days(5),
    },
    P4: {
      ACCEPT: days(1),
      DISPATCH: days(1),
      SIGN: { amount: 1, unit: 'WH' },
      CONTACT: hours(24),
      REPORT_IN: days(5),
      HANDLE: { amount: 15, unit: 'ND' },
    },
  },
  returnWindow: {},
  from: JAN,
};

const smallCityCatalogue: readonly CatalogueEvent[] = [
  ...categories.map((data) => ({ type: 'CategoryDefined' as const, data })),
  { type: 'SlaPackDefined', data: slaPack },
];

/** A city small enough to know by heart, as the rules see it: 18 directory events, 13 of the catalogue. */
export const smallCity = { directory: directoryOf(smallCityDirectory), catalogue: catalogueOf(smallCityCatalogue) };
