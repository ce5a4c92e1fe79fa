import type { Correction } from './evaluation.events.js';
import type { ClosedPeriod } from './evaluation.state.js';
import { type Figure, type ResultRow, together } from './results.js';

type Named = Pick<Correction, 'subject' | 'id' | 'measure'>;
const keyOf = ({ subject, id, measure }: Named): string => JSON.stringify([subject, id, measure]);

/**
 * What has become known of a closed period since: the difference between how it counts now and how it was published and
 * corrected before, line by line (domain §3.1.5). Of the measures that its table has, and no others.
 * @param now its rows by its own policy
 * @param earlier the corrections to it that were published since
 */
export function correctionsTo(
  { periodId, rows, measures }: Pick<ClosedPeriod, 'periodId' | 'rows' | 'measures'>,
  now: readonly ResultRow[],
  earlier: readonly Correction[],
): Correction[] {
  const known = new Map(linesOf(rows).map((line) => [keyOf(line), line]));
  for (const { periodId: _period, ...line } of earlier) {
    const { subject, id, measure } = line;
    known.set(keyOf(line), { subject, id, measure, figure: together(known.get(keyOf(line))?.figure, figureOf(line)) });
  }
  const present = new Map(linesOf(now).map((line) => [keyOf(line), line]));
  return [...new Map([...known, ...present])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, line]) => {
      const { subject, id, measure } = line;
      if (!measures.includes(measure)) return [];
      const figure = difference(present.get(key)?.figure, known.get(key)?.figure);
      return isNothing(figure) ? [] : [{ periodId, subject, id, measure, ...figure }];
    });
}

interface Line extends Named {
  readonly figure: Figure;
}
const linesOf = (rows: readonly ResultRow[]): Line[] =>
  rows.flatMap(({ subject, id, figures }) =>
    Object.entries(figures).map(([measure, figure]) => ({ subject, id, measure, figure })),
  );

const figureOf = ({ numerator, denominator, sample }: Omit<Correction, 'periodId'>): Figure => ({
  numerator,
  ...(denominator !== undefined && { denominator }),
  ...(sample !== undefined && { sample }),
});

const nothing = ({ denominator, sample }: Figure): Figure => ({
  numerator: '0',
  ...(denominator !== undefined && { denominator: 0 }),
  ...(sample !== undefined && { sample: 0 }),
});

function difference(now: Figure | undefined, known: Figure | undefined): Figure {
  if (now && known) return together(now, known, -1);
  if (now) return now;
  return known ? together(nothing(known), known, -1) : { numerator: '0' };
}

const isNothing = ({ numerator, denominator = 0, sample = 0 }: Figure): boolean =>
  Number(numerator) === 0 && denominator === 0 && sample === 0;
