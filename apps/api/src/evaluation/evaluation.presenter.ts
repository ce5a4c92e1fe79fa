import type { DirectoryView } from '@app/directory/domain';
import {
  anchorOf,
  byPeerGroup,
  type Correction,
  type EvaluatedPeriod,
  exclusionsOf,
  type Measure,
  MEASURES,
  type Period,
  type Ranked,
  type RankedBy,
  type ResultRow,
  roundedAs,
  shownAs,
} from '@app/evaluation';
import type { Language } from '../problems/problem.js';
import type { FigureScope } from './evaluation-scope.js';
import type { RankedItem, Result } from './evaluation.responses.js';

const measureNamed = (code: string): Measure | undefined => MEASURES.find((one) => one.code === code);

export function presentMeasure(measure: Measure) {
  const { code, name, unitOfCount, by: of, numerator, denominator, better } = measure;
  const { zh, en } = anchorOf(measure);
  return {
    code,
    name,
    unitOfCount,
    of,
    numerator: numerator.text,
    ...(denominator && { denominator: denominator.text }),
    anchor: { zh, en },
    leftOut: exclusionsOf(measure).map((one) => ({ zh: one.zh, en: one.en })),
    better,
  };
}

export function presentPeriod({ periodId: id, areaPath, from, to, closed }: Period) {
  if (!closed) return { id, areaPath, from, to, state: 'OPEN' as const };
  const { watermark, policyVersion, sha256 } = closed;
  return { id, areaPath, from, to, state: 'CLOSED' as const, watermark, policyVersion, sha256 };
}

/** What every answer with figures says of where they come from. */
export const counted = ({ period, policy, position }: EvaluatedPeriod) => ({
  position,
  state: period.closed ? ('CLOSED' as const) : ('OPEN' as const),
  policyVersion: policy.version,
});

interface Naming {
  readonly directory: DirectoryView;
  readonly language: Language;
}

/** By what they were called when the period was over (EC-15). */
function nameOf(
  subject: ResultRow['subject'],
  id: string,
  { endsAt, beginsAt }: Period,
  { directory }: Naming,
): string {
  const called = (at: string): string | undefined =>
    subject === 'UNIT' ? directory.unit(id, at)?.name : directory.area(id, at)?.name;
  return called(endsAt) ?? called(beginsAt) ?? id;
}

export type By = 'unit' | 'street' | 'peerGroup' | 'all';
const SUBJECT = { unit: 'UNIT', street: 'STREET', all: 'ALL' } as const;

/** A line for each figure that the caller may see. */
export function presentResults(
  { period, rows, policy }: EvaluatedPeriod,
  { by, measure }: { readonly by: By; readonly measure?: string | undefined },
  scope: FigureScope,
  naming: Naming,
): Result[] {
  const grouped = by === 'peerGroup';
  const wanted = grouped
    ? byPeerGroup(rows)
    : rows.filter(({ subject, id }) => subject === SUBJECT[by] && scope.sees(subject, id));
  return wanted.flatMap(({ subject, id, group, figures }) => {
    const name = grouped ? groupName(id, policy, naming) : nameOf(subject, id, period, naming);
    return MEASURES.filter(({ code }) => measure === undefined || code === measure).flatMap(
      (one: Measure): Result[] => {
        const figure = figures[one.code];
        if (!figure) return [];
        const shown = shownAs(figure, one.shown);
        const of = { id, name, ...(group !== undefined && { peerGroup: group }) };
        return [
          {
            ...of,
            measure: one.code,
            measureName: one.name[naming.language],
            ...figure,
            ...(shown !== undefined && { shown }),
          },
        ];
      },
    );
  });
}

function groupName(code: string, { policy }: EvaluatedPeriod['policy'], { language }: Naming): string {
  const group = policy.peerGroups.find((one) => one.code === code);
  return (language === 'zh' ? group?.name : group?.nameEn) ?? code;
}

export const presentCorrections = (
  { period, corrections }: EvaluatedPeriod,
  scope: FigureScope,
  naming: Naming,
): (Correction & { name: string; measureName: string })[] =>
  corrections
    .filter(({ subject, id }) => scope.sees(subject, id))
    .map((line) => ({
      ...line,
      name: nameOf(line.subject, line.id, period, naming),
      measureName: measureNamed(line.measure)?.name[naming.language] ?? line.measure,
    }));

/** Whoever stands in it for one of its units sees who else stands where, and no figures but its own. */
export function presentRanking(
  ranked: readonly Ranked[],
  { period }: EvaluatedPeriod,
  { by, subject }: { readonly by: RankedBy; readonly subject: 'UNIT' | 'STREET' },
  scope: FigureScope,
  naming: Naming,
): RankedItem[] {
  const own = new Set(ranked.filter(({ id }) => scope.speaksFor(id)).map(({ group }) => group));
  const shown = by === 'COMPOSITE' ? 'PERCENT' : measureNamed(by)?.shown;
  return ranked.flatMap(({ id, group, rank, value, sample, gained }): RankedItem[] => {
    const seen = scope.sees(subject, id);
    if (!seen && !(subject === 'UNIT' && own.has(group))) return [];
    const of = { ...(rank !== undefined && { rank }), id, name: nameOf(subject, id, period, naming) };
    const peer = { ...of, ...(group !== undefined && { peerGroup: group }), ...(gained !== undefined && { gained }) };
    if (!seen || !value) return [{ ...peer, ...(seen && { sample }) }];
    return [{ ...peer, sample, value: roundedAs(value, shown) }];
  });
}
