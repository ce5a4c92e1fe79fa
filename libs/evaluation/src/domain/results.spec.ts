import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from './policy.js';
import { composite, ranking } from './ranking.js';
import { byPeerGroup, type Cell, type ResultRow, shownAs, tally, valueOf } from './results.js';
import { fraction } from './fraction.js';

const policy = defaultPolicy('XY');
const cell = (kind: Cell['kind'], outcome: string, unitId: string, street: string, facts: number): Cell => {
  return { kind, outcome, unitId, street, facts, amount: 0 };
};
const unit = (id: string, group: string, figures: ResultRow['figures']): ResultRow => ({
  subject: 'UNIT',
  id,
  group,
  figures,
});
const of = (numerator: number, denominator: number) => ({ numerator: String(numerator), denominator });

describe('figures', () => {
  const cells = [
    cell('CONTACT', 'IN_TIME', 'XY-ZJ', 'XY/S1', 7),
    cell('CONTACT', 'LATE', 'XY-ZJ', 'XY/S1', 2),
    cell('CONTACT', 'NEVER_EXEMPT', 'XY-ZJ', 'XY/S2', 1),
    cell('CONTACT', 'NEVER', 'XY-JD', '', 4),
    cell('SATISFIED', 'SATISFIED', 'XY-ZJ', 'XY/S1', 2),
    cell('SATISFIED', 'NEUTRAL', 'XY-ZJ', 'XY/S1', 1),
    cell('SATISFIED', 'DISSATISFIED', '', 'XY/S1', 1),
  ];
  const rows = tally('XY', cells, policy, ['RESPONSE', 'SATISFACTION']);

  it('are numerator and denominator of all, of streets and of units', () => {
    expect(rows).toEqual([
      { subject: 'ALL', id: 'XY', figures: { RESPONSE: of(8, 14), SATISFACTION: of(2, 4) } },
      { subject: 'STREET', id: 'XY/S1', figures: { RESPONSE: of(7, 9), SATISFACTION: of(2, 4) } },
      { subject: 'STREET', id: 'XY/S2', figures: { RESPONSE: of(1, 1) } },
      { subject: 'UNIT', id: 'XY-JD', figures: { RESPONSE: of(0, 4) } },
      { subject: 'UNIT', id: 'XY-ZJ', figures: { RESPONSE: of(8, 10), SATISFACTION: of(2, 3) } },
    ]);
  });

  it('are weighed by the policy, exactly', () => {
    const half = { ...policy, satisfaction: { ...policy.satisfaction, NEUTRAL: '0.35' } };
    const [all] = tally('XY', cells, half, ['SATISFACTION']);
    expect(all?.figures['SATISFACTION']).toEqual({ numerator: '2.35', denominator: 4 });
  });

  it('of handling times are the mean, the median and the 90th percentile of working seconds, exactly', () => {
    const times = (unitId: string, ...amounts: number[]): Cell[] =>
      amounts.map((amount) => ({ ...cell('HANDLED_IN', 'HANDLED', unitId, '', 1), amount }));
    const cells = [
      ...times('A', 9_000, 3_600, 7_200),
      ...times('B', 1_800, 3_601),
      // ten tasks, two cells: nine of an hour and one of ten
      { ...cell('HANDLED_IN', 'HANDLED', 'C', '', 9), amount: 9 * 3_600 },
      ...times('C', 36_000),
    ];
    const codes = ['HANDLING_TIME', 'HANDLING_TIME_MEDIAN', 'HANDLING_TIME_P90'];
    const rows = tally('XY', cells, policy, codes);
    const figures = (id: string) => codes.map((code) => rows.find((row) => row.id === id)?.figures[code]);
    expect(figures('A')).toEqual([of(19_800, 3), { numerator: '7200', sample: 3 }, { numerator: '9000', sample: 3 }]);
    expect(figures('B')).toEqual([of(5_401, 2), { numerator: '2700.5', sample: 2 }, { numerator: '3601', sample: 2 }]);
    expect(figures('C')).toEqual([
      of(68_400, 10),
      { numerator: '3600', sample: 10 },
      { numerator: '3600', sample: 10 },
    ]);
    expect(figures('XY')[1]).toEqual({ numerator: '3600', sample: 15 });
    // the 14th of 15
    expect(figures('XY')[2]).toEqual({ numerator: '9000', sample: 15 });
    expect(byPeerGroup(rows.map((row) => ({ ...row, group: 'BUREAUS' })))[0]?.figures).toEqual({
      HANDLING_TIME: of(93_601, 15),
    });
    expect(shownAs({ numerator: '2700.5', sample: 2 }, 'HOURS')).toBe('0.75');
    expect(shownAs(of(19_800, 3), 'HOURS')).toBe('1.83');
    const ranked = ranking(rows, {
      by: 'HANDLING_TIME_MEDIAN',
      subject: 'UNIT',
      policy: { ...policy, minimumSample: 3 },
    });
    expect(ranked.map(({ id, rank, sample }) => [id, rank, sample])).toEqual([
      ['C', 1, 10],
      ['A', 2, 3],
      ['B', undefined, 2],
    ]);
  });

  it('of a peer group are sums, not means of rates', () => {
    const grouped = byPeerGroup([
      unit('A', 'BUREAUS', { RESPONSE: of(1, 1) }),
      unit('B', 'BUREAUS', { RESPONSE: of(1, 9), RECEIVED: { numerator: '5' } }),
      unit('C', 'STREETS', { RESPONSE: of(3, 4) }),
    ]);
    expect(grouped.map(({ id, figures }) => [id, figures])).toEqual([
      ['BUREAUS', { RESPONSE: of(2, 10), RECEIVED: { numerator: '5' } }],
      ['STREETS', { RESPONSE: of(3, 4) }],
    ]);
  });

  it('are shown half-up with two places, counts as they are, and nothing of nothing', () => {
    expect(shownAs(of(597, 601), 'PERCENT')).toBe('99.33');
    expect(shownAs(of(13, 3), 'MEAN')).toBe('4.33');
    expect(shownAs({ numerator: '12' }, 'COUNT')).toBe('12');
    expect(shownAs(of(3, 0), 'PERCENT')).toBeUndefined();
  });
});

describe('the three rates (三率)', () => {
  const full = { RESPONSE: of(9, 10), SOLVED: of(10, 12), SATISFACTION: of(9, 12) };

  it('are put together by the weights of the policy: 0.2, 0.4 and 0.4', () => {
    // 0.18 + 0.3333… + 0.3
    expect(composite(unit('A', 'G', full), policy)).toEqual({ value: fraction(61, 75), sample: 10 });
  });

  it('are none where nobody was called back', () => {
    expect(composite(unit('A', 'G', { RESPONSE: of(9, 10) }), policy)).toBeUndefined();
    expect(composite(unit('A', 'G', { ...full, SATISFACTION: of(0, 0) }), policy)).toBeUndefined();
  });
});

describe('ranking', () => {
  const rate = (id: string, numerator: number, denominator: number, group = 'G') =>
    unit(id, group, { RESPONSE: of(numerator, denominator), OVERDUE_COUNTED: of(numerator, denominator) });
  const ranks = (rows: ResultRow[], before: ResultRow[] = [], by: 'RESPONSE' | 'OVERDUE_COUNTED' = 'RESPONSE') =>
    ranking(rows, { by, subject: 'UNIT', policy }, before).map(({ id, rank, gained }) => [id, rank, gained]);

  it('is by exact fractions, and equals share a rank', () => {
    const rows = [
      rate('A', 9, 10),
      rate('B', 18, 20),
      rate('C', 999, 1000),
      rate('D', 1, 10),
      rate('E', 9_000_001, 10_000_000),
    ];
    expect(ranks(rows)).toEqual([
      ['C', 1, undefined],
      ['E', 2, undefined],
      ['A', 3, undefined],
      ['B', 3, undefined],
      ['D', 5, undefined],
    ]);
  });

  it('is of the least first where less is better', () => {
    expect(ranks([rate('A', 9, 10), rate('D', 1, 10)], [], 'OVERDUE_COUNTED').map(([id]) => id)).toEqual(['D', 'A']);
  });

  it('leaves out whoever has a sample below the minimum, who still is shown (不参与排名)', () => {
    expect(ranks([rate('A', 9, 9), rate('B', 5, 10), unit('C', 'G', {})])).toEqual([
      ['B', 1, undefined],
      ['A', undefined, undefined],
      ['C', undefined, undefined],
    ]);
    expect(ranking([rate('A', 9, 9)], { by: 'RESPONSE', subject: 'UNIT', policy })[0]).toMatchObject({
      sample: 9,
      value: fraction(1),
    });
  });

  it('is among peers only', () => {
    expect(ranks([rate('A', 9, 10, 'BUREAUS'), rate('B', 1, 10, 'STREETS'), rate('C', 5, 10, 'BUREAUS')])).toEqual([
      ['A', 1, undefined],
      ['C', 2, undefined],
      ['B', 1, undefined],
    ]);
  });

  it('says how many places were gained since the period before', () => {
    const before = [rate('A', 9, 10), rate('B', 8, 10), rate('D', 1, 2)];
    expect(ranks([rate('A', 1, 10), rate('B', 8, 10), rate('C', 9, 10), rate('D', 0, 10)], before)).toEqual([
      ['C', 1, undefined],
      ['B', 2, 0],
      ['A', 3, -2],
      ['D', 4, undefined],
    ]);
  });

  it('has its value as the exact fraction', () => {
    expect(valueOf(of(2, 6))).toEqual(fraction(1, 3));
  });
});
