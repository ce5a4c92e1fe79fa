import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Span, spansOf } from './spans.js';

describe('a range of days in pages', () => {
  it.each<[string, string | undefined, string | undefined, Span[]]>([
    ['all there is', undefined, undefined, [{ page: 'YEAR' }]],
    ['a day', '2026-03-05', '2026-03-05', [{ page: 'MONTH', from: '2026-03-01', to: '2026-03-01', parts: [5, 5] }]],
    ['a month', '2026-02-01', '2026-02-28', [{ page: 'YEAR', from: '2026-01-01', to: '2026-01-01', parts: [2, 2] }]],
    [
      'all but the last day of a February that has 29',
      '2028-02-01',
      '2028-02-28',
      [{ page: 'MONTH', from: '2028-02-01', to: '2028-02-01', parts: [1, 28] }],
    ],
    ['a year', '2026-01-01', '2026-12-31', [{ page: 'YEAR', from: '2026-01-01', to: '2026-01-01' }]],
    [
      'the month so far, from its first day on',
      '2026-11-01',
      undefined,
      [
        { page: 'YEAR', from: '2026-01-01', to: '2026-01-01', parts: [11, 12] },
        { page: 'YEAR', from: '2027-01-01' },
      ],
    ],
    [
      'up to the middle of a January',
      undefined,
      '2026-01-15',
      [
        { page: 'MONTH', from: '2026-01-01', to: '2026-01-01', parts: [1, 15] },
        { page: 'YEAR', to: '2025-01-01' },
      ],
    ],
    [
      'the end of one month and the beginning of the next',
      '2025-12-31',
      '2026-01-01',
      [
        { page: 'MONTH', from: '2025-12-01', to: '2025-12-01', parts: [31, 31] },
        { page: 'MONTH', from: '2026-01-01', to: '2026-01-01', parts: [1, 1] },
      ],
    ],
    [
      'years with ends',
      '2023-10-20',
      '2026-02-10',
      [
        { page: 'MONTH', from: '2023-10-01', to: '2023-10-01', parts: [20, 31] },
        { page: 'MONTH', from: '2026-02-01', to: '2026-02-01', parts: [1, 10] },
        { page: 'YEAR', from: '2023-01-01', to: '2023-01-01', parts: [11, 12] },
        { page: 'YEAR', from: '2026-01-01', to: '2026-01-01', parts: [1, 1] },
        { page: 'YEAR', from: '2024-01-01', to: '2025-01-01' },
      ],
    ],
    ['a range that ends before it begins', '2026-03-02', '2026-03-01', []],
  ])('%s', (_, from, to, spans) => expect(spansOf(from, to, true)).toEqual(spans));

  it('is in months alone where years are of no use', () => {
    expect(spansOf('2023-10-20', '2026-02-28', false)).toEqual([
      { page: 'MONTH', from: '2023-10-01', to: '2023-10-01', parts: [20, 31] },
      { page: 'MONTH', from: '2023-11-01', to: '2026-02-01' },
    ]);
    expect(spansOf(undefined, undefined, false)).toEqual([{ page: 'MONTH' }]);
  });

  it('covers each day of the range once, and no other', () => {
    const DAY = 86_400_000;
    const civil = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);
    const day = fc.integer({ min: 18_262, max: 20_820 }); // 2020 to 2026
    const timesCovered = (spans: readonly Span[], date: string): number =>
      spans.filter(({ page, from, to, parts }) => {
        const [start, part] =
          page === 'MONTH'
            ? [`${date.slice(0, 7)}-01`, Number(date.slice(8))]
            : [`${date.slice(0, 4)}-01-01`, Number(date.slice(5, 7))];
        const inPages = (from === undefined || start >= from) && (to === undefined || start <= to);
        return inPages && (!parts || (part >= parts[0] && part <= parts[1]));
      }).length;
    fc.assert(
      fc.property(fc.option(day), fc.option(day), fc.boolean(), day, (first, last, inYears, other) => {
        const from = first === null ? undefined : civil(first);
        const to = last === null ? undefined : civil(last);
        const spans = spansOf(from, to, inYears);
        const near = [first, last].flatMap((end) => (end === null ? [] : [end - 1, end, end + 1, end + 31, end - 31]));
        for (const date of [other, ...near].map(civil)) {
          const wanted = (from === undefined || date >= from) && (to === undefined || date <= to);
          expect(timesCovered(spans, date)).toBe(wanted ? 1 : 0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
