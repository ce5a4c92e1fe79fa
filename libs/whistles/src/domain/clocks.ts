import type { CatalogueView, ClockKind, Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { dueAt } from '@app/working-time';
import type { WhistleEvent, WhistleEventOf, WhistleEventType } from './whistle.events.js';

interface ClockRef {
  readonly clock: ClockKind;
  readonly assignmentId?: string | undefined;
}

/**
 * Which clocks an event stops: of the whole whistle, or of the event's own assignment. Everything that asks
 * whether a clock still runs (the rules, the clocks view, the alarms) asks this table.
 */
const STOPS: Partial<Record<WhistleEventType, { of: 'WHISTLE' | 'ASSIGNMENT'; clocks: readonly ClockKind[] | 'ALL' }>> =
  {
    WhistleAccepted: { of: 'WHISTLE', clocks: ['ACCEPT'] },
    WhistleRejected: { of: 'WHISTLE', clocks: 'ALL' },
    WhistleDispatched: { of: 'WHISTLE', clocks: ['DISPATCH'] },
    AssignmentSigned: { of: 'ASSIGNMENT', clocks: ['SIGN'] },
    ContactRecorded: { of: 'ASSIGNMENT', clocks: ['CONTACT'] },
    DepartmentReportedIn: { of: 'ASSIGNMENT', clocks: ['REPORT_IN'] },
    AssignmentResultSubmitted: { of: 'ASSIGNMENT', clocks: 'ALL' },
    ResultSubmitted: { of: 'WHISTLE', clocks: 'ALL' },
    WhistleClosed: { of: 'WHISTLE', clocks: 'ALL' },
    WhistleWithdrawn: { of: 'WHISTLE', clocks: 'ALL' },
  };

export function clocksStoppedBy(event: WhistleEvent): (clock: ClockRef) => boolean {
  const stop = STOPS[event.type];
  if (!stop) return () => false;
  const assignmentId = stop.of === 'ASSIGNMENT' && 'assignmentId' in event.data ? event.data.assignmentId : undefined;
  return (clock) =>
    (stop.clocks === 'ALL' || stop.clocks.includes(clock.clock)) &&
    (stop.of === 'WHISTLE' || clock.assignmentId === assignmentId);
}

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
      timer: true,
    },
  }));
}
