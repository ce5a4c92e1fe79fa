import type { CommandContext, Role } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { type CatalogueCommand, DefineCatalogue, RetireCategories } from './catalogue.commands.js';
import type { CatalogueEvent } from './catalogue.events.js';
import { catalogue } from './catalogue.js';
import { emptyCatalogue, evolveCatalogue } from './catalogue.state.js';
import type { Category } from './catalogue.types.js';
import { catalogueOf } from './catalogue.view.js';
import { PLAIN_RULES, type SlaPack } from './time-policy.js';

const JAN = '2026-01-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';

const lamp: Category = {
  code: 'SZ04',
  jurisdiction: 'XY',
  name: '路灯不亮',
  nameEn: 'street light out',
  demandType: 'HELP',
  urgency: 'P3',
  lead: 'SZ',
  assists: ['DL'],
  directDispatch: false,
  sealedByDefault: false,
  admittedForCommunity: false,
  conditions: [
    { seq: 1, condition: '单灯不亮', limits: [{ clock: 'HANDLE', limit: { amount: 2, unit: 'WD' } }] },
    { seq: 2, condition: '移交产权单位', limits: [], manualDateNote: '与产权单位商定' },
  ],
  source: 'Y',
  from: JAN,
};
const pack: SlaPack = {
  ...PLAIN_RULES,
  jurisdiction: 'XY',
  limits: {
    P1: { REPORT_IN: { amount: 30, unit: 'MIN' } },
    P2: {},
    P3: { REPORT_IN: { amount: 3, unit: 'WD' }, HANDLE: { amount: 5, unit: 'WD' } },
    P4: {},
  },
  returnWindow: {},
  from: JAN,
};
const defined: CatalogueEvent[] = [
  { type: 'CategoryDefined', data: lamp },
  { type: 'SlaPackDefined', data: pack },
];

const by = (role: Role): CommandContext => ({
  actor: { id: 'wu', role, channel: 'web' },
  at: JUN,
  commandId: 'c1',
  commandHash: 'h1',
});
const define = (
  categories: readonly Category[],
  packs: readonly SlaPack[] = [],
  jurisdiction = 'XY',
  role: Role = 'ADMIN',
) => new DefineCatalogue(jurisdiction, categories, packs, by(role));
const decide = (given: readonly CatalogueEvent[], command: CatalogueCommand, known = given) =>
  catalogue.decide(command, given.reduce(evolveCatalogue, emptyCatalogue), { catalogue: catalogueOf(known) });

describe('defining a catalogue', () => {
  it('makes an event of every category and pack, and of nothing twice', () => {
    expect(decide([], define([lamp], [pack]))).toEqual(defined);
    expect(decide(defined, define([lamp], [pack]))).toEqual([]);
  });

  it('that held before adds nothing where nobody asked for it, and holds again where somebody did', () => {
    const changed: CatalogueEvent[] = [
      { type: 'CategoryDefined', data: { ...lamp, urgency: 'P2' } },
      { type: 'SlaPackDefined', data: { ...pack, infoRequests: 5 } },
    ];
    const seeds = new DefineCatalogue('XY', [lamp], [pack], by('SYSTEM'), true);
    const newer = { ...lamp, urgency: 'P1' as const };
    expect(decide([...defined, ...changed], seeds)).toEqual([]);
    expect(decide([...defined, ...changed], define([lamp], [pack]))).toEqual(defined);
    const upgraded = new DefineCatalogue('XY', [newer], [pack], by('SYSTEM'), true);
    expect(decide([...defined, ...changed], upgraded)).toEqual([{ type: 'CategoryDefined', data: newer }]);
    expect(decide([], seeds)).toEqual(defined);
  });

  it('keeps the older definition for older whistles', () => {
    const stricter = { ...lamp, urgency: 'P2' as const, from: JUN };
    expect(decide(defined, define([stricter]))).toEqual([{ type: 'CategoryDefined', data: stricter }]);
    const view = catalogueOf([...defined, { type: 'CategoryDefined', data: stricter }]);
    expect([view.category('SZ04', JAN)?.urgency, view.category('SZ04', JUN)?.urgency]).toEqual(['P3', 'P2']);
  });

  it.each([
    ['a code of another jurisdiction', define([{ ...lamp, jurisdiction: 'JX' }], [], 'JX'), 'catalogue/code-taken'],
    ['a category of another jurisdiction', define([lamp], [], 'JX'), 'catalogue/of-another-jurisdiction'],
    ['a pack of another jurisdiction', define([], [pack], 'JX'), 'catalogue/of-another-jurisdiction'],
    ['one code twice', define([lamp, lamp]), 'catalogue/defined-twice'],
    ['an end before the beginning', define([{ ...lamp, to: JAN }]), 'catalogue/ends-before-it-begins'],
    [
      'one condition twice',
      define([{ ...lamp, conditions: [...lamp.conditions, ...lamp.conditions] }]),
      'catalogue/condition-defined-twice',
    ],
    ['a dispatcher', define([lamp], [], 'XY', 'DISPATCHER'), 'catalogue/not-allowed'],
  ])('refuses %s', (_, command, code) => {
    expect(() => decide([], command, defined)).toThrow(code);
  });

  it('retires a category, once, if it knows it', () => {
    const retire = new RetireCategories('XY', ['SZ04'], JUN, by('SUPERVISOR'));
    const retired: CatalogueEvent = { type: 'CategoryRetired', data: { code: 'SZ04', at: JUN } };
    expect(decide(defined, retire)).toEqual([retired]);
    expect(decide([...defined, retired], retire)).toEqual([]);
    expect(() => decide([], retire)).toThrow('catalogue/unknown-category');
  });
});

describe('a limit', () => {
  const boston: SlaPack = { ...pack, jurisdiction: 'BOS', limits: { ...pack.limits, P3: {} } };
  const view = catalogueOf(defined);
  const both = catalogueOf([...defined, { type: 'SlaPackDefined', data: boston }]);

  it('is the condition’s own', () => {
    expect(view.limit({ category: lamp, conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toEqual({
      amount: 2,
      unit: 'WD',
    });
  });

  it('is else the default of the urgency, also of one raised above the category’s', () => {
    expect(view.limit({ category: lamp, conditionSeq: 1, urgency: 'P3', clock: 'REPORT_IN' })).toEqual({
      amount: 3,
      unit: 'WD',
    });
    expect(view.limit({ category: lamp, conditionSeq: 1, urgency: 'P1', clock: 'REPORT_IN' })).toEqual({
      amount: 30,
      unit: 'MIN',
    });
  });

  it('is none where neither names one', () => {
    expect(view.limit({ category: lamp, conditionSeq: 1, urgency: 'P3', clock: 'CONTAIN' })).toBeUndefined();
  });

  it('a condition whose date is agreed case by case has none to handle', () => {
    expect(view.limit({ category: lamp, conditionSeq: 2, urgency: 'P3', clock: 'HANDLE' })).toBeUndefined();
  });

  it('is of the category’s jurisdiction', () => {
    expect(both.limit({ category: lamp, conditionSeq: 1, urgency: 'P3', clock: 'REPORT_IN' })).toEqual({
      amount: 3,
      unit: 'WD',
    });
    expect(
      both.limit({ category: { ...lamp, jurisdiction: 'BOS' }, conditionSeq: 1, urgency: 'P3', clock: 'REPORT_IN' }),
    ).toBeUndefined();
  });

  it('of an unclassified whistle is that of the place', () => {
    expect(both.forArea('XY/S1').limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toEqual({
      amount: 5,
      unit: 'WD',
    });
    expect(both.forArea('BOS').limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toBeUndefined();
    expect(both.limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toBeUndefined();
    expect(view.limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toEqual({ amount: 5, unit: 'WD' });
  });

  it('follows the pack in force at the moment', () => {
    const later: SlaPack = {
      ...pack,
      from: JUN,
      limits: { ...pack.limits, P3: { HANDLE: { amount: 7, unit: 'ND' } } },
    };
    const revised = catalogueOf([...defined, { type: 'SlaPackDefined', data: later }]);
    expect(revised.limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE', at: JAN })).toEqual({
      amount: 5,
      unit: 'WD',
    });
    expect(revised.limit({ conditionSeq: 1, urgency: 'P3', clock: 'HANDLE' })).toEqual({ amount: 7, unit: 'ND' });
  });
});

describe('the view of an area', () => {
  it('shows the categories of its root alone', () => {
    const pothole = { ...lamp, code: 'BOS-POTHOLE', jurisdiction: 'BOS' };
    const view = catalogueOf([...defined, { type: 'CategoryDefined', data: pothole }]);
    expect(view.categories(JAN).map(({ code }) => code)).toEqual(['BOS-POTHOLE', 'SZ04']);
    expect(
      view
        .forArea('XY/S1/C01')
        .categories(JAN)
        .map(({ code }) => code),
    ).toEqual(['SZ04']);
    expect(view.forArea('XY').category('BOS-POTHOLE', JAN)).toBeUndefined();
  });
});
