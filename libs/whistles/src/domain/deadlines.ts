import type { CatalogueView, ClockKind, Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { dueAt } from '@app/working-time';
import type { WhistleEventOf } from './whistle.events.js';

/** What a clock is started for. */
export interface ClockStart {
  readonly areaPath: string;
  readonly categoryCode: string | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  readonly at: Instant;
  readonly assignment?: { readonly assignmentId: string; readonly unitId: string };
  /** Number of the first clock started here, counted over the whole whistle. */
  readonly nextNumber: number;
}

/** `DeadlineSet` for each of these clocks that has a limit. */
export function startClocks(
  catalogue: CatalogueView,
  clocks: readonly ClockKind[],
  start: ClockStart,
): WhistleEventOf<'DeadlineSet'>[] {
  const { areaPath, categoryCode, conditionSeq, urgency, at, assignment } = start;
  const local = catalogue.forArea(areaPath);
  const category = categoryCode === undefined ? undefined : local.category(categoryCode, at);
  const limited = clocks.flatMap((clock) => {
    const limit = local.limit(category, conditionSeq, urgency, clock, at);
    return limit ? [{ clock, limit }] : [];
  });
  return limited.map(({ clock, limit }, index) => ({
    type: 'DeadlineSet',
    data: {
      clockId: `${clock}-${start.nextNumber + index}`,
      clock,
      ...assignment,
      startedAt: at,
      limit: { amount: limit.amount, unit: limit.unit },
      kind: 'CONTINUOUS',
      ...dueAt(at, limit),
      pauses: [],
      marks: [],
      timer: true,
      cause: 'STARTED',
    },
  }));
}
