import { eventCodec } from '@app/event-store';
import { type CommandContext, DomainError, type RecordedEvent } from '@app/kernel';
import type { Limit } from '@app/working-time';
import { describe, expect, it } from '@jest/globals';
import { DefineCatalogue } from './catalogue.commands.js';
import { type CatalogueEvent, catalogueEventSchemas, slaPackSchema } from './catalogue.events.js';
import { catalogue } from './catalogue.js';
import { emptyCatalogue, evolveCatalogue } from './catalogue.state.js';
import type { Category, CategoryCondition } from './catalogue.types.js';
import { catalogueOf } from './catalogue.view.js';
import {
  CLOCK_KINDS,
  type ClockKind,
  marksOf,
  PLAIN_RULES,
  type SlaPack,
  type Urgency,
  type WhistleType,
} from './time-policy.js';

const JAN = '2026-01-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';

const wd = (amount: number): Limit => ({ amount, unit: 'WD' });
const wh = (amount: number): Limit => ({ amount, unit: 'WH' });

const pack: SlaPack = {
  ...PLAIN_RULES,
  jurisdiction: 'XY',
  limits: { P1: {}, P2: { SIGN: wh(2) }, P3: { SIGN: wh(4), HANDLE: wd(5), RESIDENT_TOTAL: wd(10) }, P4: {} },
  areas: [
    { areaPath: 'XY/S1', limits: { P3: { SIGN: wh(3) } } },
    { areaPath: 'XY/S1/C01', limits: { P2: { SIGN: wh(1) } } },
  ],
  returnWindow: {},
  from: JAN,
};
const lamp = (...conditions: readonly Partial<CategoryCondition>[]): Category => ({
  code: 'SZ04',
  jurisdiction: 'XY',
  name: '路灯不亮',
  nameEn: 'street light out',
  demandType: 'HELP',
  urgency: 'P3',
  lead: 'SZ',
  assists: [],
  directDispatch: false,
  sealedByDefault: false,
  admittedForCommunity: false,
  conditions: conditions.map((one, index) => ({ seq: index + 1, condition: '一般', limits: [], ...one })),
  source: 'Y',
  from: JAN,
});
const context: CommandContext = {
  actor: { id: 'wu', role: 'ADMIN', channel: 'web' },
  at: JUN,
  commandId: 'c1',
  commandHash: 'h1',
};
const packed = (...packs: readonly SlaPack[]): CatalogueEvent[] =>
  packs.map((data) => ({ type: 'SlaPackDefined', data }));
const view = catalogueOf(packed(pack));
const decide = (given: readonly CatalogueEvent[], categories: readonly Category[], packs: readonly SlaPack[]) =>
  catalogue.decide(
    new DefineCatalogue('XY', categories, packs, context),
    given.reduce(evolveCatalogue, emptyCatalogue),
    { catalogue: catalogueOf(given) },
  );
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
  }
  return undefined;
};

describe('a limit', () => {
  it.each<[Urgency, ClockKind, string | undefined, Limit | undefined]>([
    ['P3', 'SIGN', undefined, wh(4)],
    ['P3', 'SIGN', 'XY/S2', wh(4)],
    ['P3', 'SIGN', 'XY/S1', wh(3)],
    ['P3', 'SIGN', 'XY/S1/C02', wh(3)],
    ['P3', 'SIGN', 'XY/S1/C01', wh(3)], // the community names P2 only
    ['P2', 'SIGN', 'XY/S1/C01/G1', wh(1)],
    ['P2', 'SIGN', 'XY/S1', wh(2)],
    ['P3', 'SIGN', 'XY/S11', wh(4)],
    ['P3', 'HANDLE', 'XY/S1', wd(5)],
    ['P1', 'SIGN', 'XY/S1/C01', undefined],
  ])('of the policy for %s %s in %s is the one of the smallest area', (urgency, clock, areaPath, limit) => {
    expect(view.limit({ category: lamp(), conditionSeq: 1, urgency, clock, at: JAN, areaPath })).toEqual(limit);
    if (areaPath !== undefined)
      expect(view.forArea(areaPath).limit({ conditionSeq: 1, urgency, clock })).toEqual(limit);
  });

  const street = lamp({
    limits: [
      { clock: 'SIGN', limit: wh(8) },
      { clock: 'SIGN', limit: wh(7), urgency: 'P2' },
      { clock: 'SIGN', limit: wh(6), areaPath: 'XY/S1' },
      { clock: 'SIGN', limit: wh(5), areaPath: 'XY/S1', urgency: 'P2' },
      { clock: 'SIGN', limit: wh(9), areaPath: 'XY/S1/C01' },
    ],
  });
  it.each<[Urgency, string | undefined, number]>([
    ['P3', undefined, 8],
    ['P3', 'XY/S2', 8],
    ['P2', 'XY/S2', 7],
    ['P3', 'XY/S1', 6],
    ['P2', 'XY/S1/C02', 5],
    ['P3', 'XY/S1/C01/G1', 9],
    ['P2', 'XY/S1/C01', 9], // the smaller area goes before the urgency
  ])('of a condition for %s in %s is %i hours, before that of the policy', (urgency, areaPath, hours) => {
    expect(view.limit({ category: street, conditionSeq: 1, urgency, clock: 'SIGN', at: JAN, areaPath })).toEqual(
      wh(hours),
    );
  });

  const typed = catalogueOf(
    packed({
      ...pack,
      types: { HARD_PROBLEM: { limits: { P3: { SIGN: wh(20), REPORT_IN: wd(5) } } } },
      areas: [
        { areaPath: 'XY/S1', limits: { P3: { SIGN: wh(3) } } },
        { areaPath: 'XY/S2', limits: {}, types: { HARD_PROBLEM: { limits: { P3: { SIGN: wh(22) } } } } },
        { areaPath: 'XY/S2/C01', limits: { P3: { SIGN: wh(1) } } },
      ],
    }),
  );
  it.each<[WhistleType, Urgency, string | undefined, Limit | undefined]>([
    ['ORDINARY', 'P3', undefined, wh(4)],
    ['HARD_PROBLEM', 'P3', undefined, wh(20)],
    ['WORK_PROMOTION', 'P3', undefined, wh(4)], // has none of its own
    ['HARD_PROBLEM', 'P2', undefined, wh(2)], // nor of that urgency
    ['HARD_PROBLEM', 'P3', 'XY/S1', wh(20)], // the type goes before the place
    ['HARD_PROBLEM', 'P3', 'XY/S2', wh(22)], // unless the place names the type
    ['HARD_PROBLEM', 'P3', 'XY/S2/C01', wh(22)],
    ['ORDINARY', 'P3', 'XY/S2/C01', wh(1)],
  ])('of a whistle of the type %s, %s in %s', (whistleType, urgency, areaPath, limit) => {
    const of = { conditionSeq: 1, urgency, clock: 'SIGN' as const, at: JAN, areaPath, whistleType };
    expect(typed.limit({ ...of, category: lamp({}) })).toEqual(limit);
    expect(typed.limit({ ...of, category: street })).not.toEqual(limit); // the condition goes before both
  });

  it.each<[WhistleType, Urgency, string | undefined, object]>([
    ['ORDINARY', 'P3', undefined, { limit: wh(4), rule: 'URGENCY', urgency: 'P3' }],
    ['ORDINARY', 'P3', 'XY/S1/C01', { limit: wh(3), rule: 'URGENCY', urgency: 'P3', areaPath: 'XY/S1' }],
    ['HARD_PROBLEM', 'P3', 'XY/S1', { limit: wh(20), rule: 'TYPE', urgency: 'P3' }],
    ['HARD_PROBLEM', 'P3', 'XY/S2/C01', { limit: wh(22), rule: 'TYPE', urgency: 'P3', areaPath: 'XY/S2' }],
    ['HARD_PROBLEM', 'P2', 'XY/S2', { limit: wh(2), rule: 'URGENCY', urgency: 'P2' }],
  ])('tells whose it is: %s, %s in %s', (whistleType, urgency, areaPath, held) => {
    const of = { conditionSeq: 1, urgency, clock: 'SIGN' as const, at: JAN, areaPath, whistleType };
    expect(typed.heldLimit(of)).toEqual(held);
    expect(typed.heldLimit({ ...of, policyVersion: 'XY@1' })).toEqual(held);
    expect(typed.heldLimit({ ...of, policyVersion: 'XY@2' })).toBeUndefined();
    expect(typed.heldLimit({ ...of, category: street })?.rule).toBe('CONDITION');
  });

  it('of a type that cannot be counted is refused', () => {
    const half = { ...pack, types: { HARD_PROBLEM: { limits: { P3: { REPORT_IN: wd(0.5) } } } } };
    expect(codeOf(() => decide([], [], [half]))).toBe('catalogue/uncountable-limit');
  });

  it('that is agreed case by case has no end promised to the resident either', () => {
    const agreed = lamp({ manualDateNote: '与产权单位商定' });
    expect(view.limit({ category: agreed, conditionSeq: 1, urgency: 'P3', clock: 'RESIDENT_TOTAL' })).toBeUndefined();
    expect(view.limit({ category: agreed, conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toBeUndefined();
    expect(view.limit({ category: agreed, conditionSeq: 1, urgency: 'P3', clock: 'SIGN' })).toEqual(wh(4));
    expect(view.limit({ category: lamp({}), conditionSeq: 1, urgency: 'P3', clock: 'RESIDENT_TOTAL' })).toEqual(wd(10));
  });
});

describe('a time policy', () => {
  const later: SlaPack = { ...pack, from: JUN, allowEarlier: true };
  const corrected: SlaPack = { ...pack, infoRequests: 3 };
  const revised = catalogueOf(packed(pack, later, corrected));

  it('is versioned by how often its jurisdiction has defined one, whichever is in force', () => {
    expect(view.timePolicy('XY/S1/C01', JAN)).toMatchObject({ ...pack, version: 'XY@1' });
    expect(revised.timePolicy('XY', JAN)).toMatchObject({ version: 'XY@3', infoRequests: 3, allowEarlier: false });
    expect(revised.timePolicy('XY', JUN)).toMatchObject({ version: 'XY@2', infoRequests: 2, allowEarlier: true });
  });

  it('is kept in every version', () => {
    expect(revised.policy('XY@1')).toEqual({ ...pack, version: 'XY@1' });
    expect(revised.policy('XY@2')).toEqual({ ...later, version: 'XY@2' });
    expect(revised.policy('XY@3')).toEqual({ ...corrected, version: 'XY@3' });
    expect(['XY@0', 'XY@4', 'XY@01', 'JX@1', 'XY', 'none', ''].map((version) => revised.policy(version))).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });

  it('without a pack has no limits, chases nobody and is of version “none”', () => {
    const before = view.timePolicy('XY', '2025-12-31T23:59:59.999Z');
    expect(before).toMatchObject({ version: 'none', jurisdiction: 'XY', limits: { P3: {} }, marks: {} });
    expect(before.slips).toBeUndefined();
    expect(view.timePolicy('JX/S1', JAN)).toMatchObject({ version: 'none', jurisdiction: 'JX' });
    expect(before.counting).toEqual({ workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' });
  });

  it('of every jurisdiction is listed while it is in force', () => {
    const boston: SlaPack = { ...pack, jurisdiction: 'BOS', areas: [], from: JUN };
    const both = catalogueOf(packed(pack, boston));
    expect(both.policies(JUN).map(({ version }) => version)).toEqual(['BOS@1', 'XY@1']);
    expect(both.policies(JAN).map(({ version }) => version)).toEqual(['XY@1']);
  });

  it('marks a clock as it says for that clock, or for all', () => {
    const rules = { ...PLAIN_RULES, marks: { amber: 0.75, red: 0.9, clocks: { SIGN: { red: 0.5 }, CHECK: {} } } };
    expect([marksOf(rules, 'HANDLE').amber, marksOf(rules, 'HANDLE').red]).toEqual([0.75, 0.9]);
    expect([marksOf(rules, 'SIGN'), marksOf(rules, 'CHECK')]).toEqual([{ red: 0.5 }, {}]);
    expect(marksOf(PLAIN_RULES, 'SIGN').amber).toBeUndefined();
  });

  it('stored before version 2 is read with the plain rules', () => {
    const data = { jurisdiction: 'XY', limits: { P1: {}, P2: {}, P3: {}, P4: {} }, returnWindow: {}, from: JAN };
    const recorded = { type: 'SlaPackDefined', schemaVersion: 1, data, streamId: 'catalogue-XY', revision: 0 };
    const codec = eventCodec<CatalogueEvent>(catalogueEventSchemas);
    expect(codec.parse({ ...recorded, metadata: { occurredAt: JAN } } as RecordedEvent).data).toEqual({
      ...data,
      counting: { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' },
      marks: {},
      remindAtNight: false,
      extension: { max: 2, step: 1, clocks: ['HANDLE'] },
      suspension: { maxDays: 365, times: 1 },
      infoRequests: 2,
      allowEarlier: false,
    });
  });

  it('has a limit for each of 18 clocks', () => {
    expect(CLOCK_KINDS).toHaveLength(18);
    const all = Object.fromEntries(CLOCK_KINDS.map((clock) => [clock, wh(1)]));
    const whole = slaPackSchema.parse({ ...pack, limits: { P1: all, P2: all, P3: all, P4: all } });
    expect(Object.keys(whole.limits.P1)).toHaveLength(18);
  });
});

describe('defining a time policy', () => {
  const half = { amount: 1.5, unit: 'WD' as const };
  const counted = (workdays: 'WORKDAY_COUNT' | 'WORKING_SECONDS'): SlaPack => ({
    ...pack,
    counting: { ...pack.counting, workdays },
  });

  it.each<[string, readonly Category[], readonly SlaPack[], string]>([
    ['one area twice', [], [{ ...pack, areas: [pack.areas![0]!, pack.areas![0]!] }], 'catalogue/defined-twice'],
    [
      'an area of another jurisdiction',
      [],
      [{ ...pack, areas: [{ areaPath: 'JX/S1', limits: {} }] }],
      'catalogue/of-another-jurisdiction',
    ],
    [
      'a condition’s limit in another jurisdiction',
      [lamp({ limits: [{ clock: 'SIGN', limit: wh(1), areaPath: 'JX' }] })],
      [],
      'catalogue/of-another-jurisdiction',
    ],
    [
      'two limits for the same',
      [
        lamp({
          limits: [
            { clock: 'SIGN', limit: wh(1), urgency: 'P1' },
            { clock: 'SIGN', limit: wh(2), urgency: 'P1' },
          ],
        }),
      ],
      [],
      'catalogue/limit-defined-twice',
    ],
    [
      'a part of a day counted by days',
      [lamp({ limits: [{ clock: 'HANDLE', limit: half }] })],
      [],
      'catalogue/uncountable-limit',
    ],
    ...[
      { limits: { ...pack.limits, P3: { HANDLE: half } } },
      { areas: [{ areaPath: 'XY/S1', limits: { P3: { HANDLE: half } } }] },
      { returnWindow: { P3: half } },
      { offlineGrace: half },
      { slips: { clocks: [], BLUE: wd(1), ORANGE: half, RED: wd(3) } },
    ].map((part): [string, readonly Category[], readonly SlaPack[], string] => [
      `a part of a day as ${Object.keys(part).join()}`,
      [],
      [{ ...pack, ...part }],
      'catalogue/uncountable-limit',
    ]),
  ])('refuses %s', (_, categories, packs, code) => {
    expect(codeOf(() => decide([], categories, packs))).toBe(code);
  });

  it('takes a part of a day where hours are counted, and does not go back to days while there is one', () => {
    const category = lamp({ limits: [{ clock: 'HANDLE', limit: half }] });
    const given = decide([], [category], [counted('WORKING_SECONDS')]);
    expect(given).toHaveLength(2);
    expect(decide(given, [category], [])).toEqual([]);
    expect(codeOf(() => decide(given, [], [counted('WORKDAY_COUNT')]))).toBe('catalogue/uncountable-limit');
    const whole = lamp({ limits: [{ clock: 'HANDLE', limit: wd(2) }] });
    expect(decide(given, [whole], [counted('WORKDAY_COUNT')])).toHaveLength(2);
  });

  it('takes limits of one clock that differ in urgency or area', () => {
    const limits = [
      { clock: 'SIGN' as const, limit: wh(1) },
      { clock: 'SIGN' as const, limit: wh(1), urgency: 'P1' as const },
      { clock: 'SIGN' as const, limit: wh(1), areaPath: 'XY/S1' },
    ];
    expect(decide([], [lamp({ limits })], [])).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['amber after red', { marks: { amber: 0.9, red: 0.75 } }, 'amber comes before red'],
    [
      'amber after red for a clock',
      { marks: { clocks: { SIGN: { amber: 0.5, red: 0.5 } } } },
      'amber comes before red',
    ],
    ['a mark at the end', { marks: { red: 1 } }, 'expected number to be <1'],
    ['a mark at the beginning', { marks: { amber: 0 } }, 'expected number to be >0'],
    [
      'slips out of order',
      { slips: { clocks: ['HANDLE'], BLUE: wd(3), ORANGE: wd(1), RED: wd(5) } },
      'blue, orange and red follow each other, in one unit',
    ],
    [
      'slips of two units',
      { slips: { clocks: ['HANDLE'], BLUE: wh(1), ORANGE: wd(3), RED: wd(5) } },
      'blue, orange and red follow each other, in one unit',
    ],
    [
      'a season of no dates',
      { offlineGrace: { ...wh(1), season: { from: '13-01', through: '03-31' } } },
      'a month and a day',
    ],
    ['a rule of its own', { strict: true }, 'Unrecognized key'],
    ['fewer than no extensions', { extension: { ...PLAIN_RULES.extension, max: -1 } }, '>=0'],
    ['a suspension of no day', { suspension: { maxDays: 0, times: 1 } }, '>0'],
  ])('stores no %s', (_, part, message) => {
    const result = slaPackSchema.safeParse({ ...pack, ...part });
    expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message);
    expect(slaPackSchema.safeParse(pack).success).toBe(true);
  });
});
