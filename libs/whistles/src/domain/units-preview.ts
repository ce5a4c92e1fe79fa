import type { ClockKind } from '@app/catalogue/domain';
import { ref } from './own-assignment.js';
import { type Assignment, liveAssignmentsOf, type Whistle } from './whistle.state.js';
import type { Status } from './whistle.words.js';

/** What a recall or an arbitration would change, as its events say it. */
export interface UnitsPreview {
  readonly status: Status;
  readonly released: readonly PreviewedUnit[];
  /** Units that would be sent for; those that have it already and keep it are in neither. */
  readonly assigned: readonly PreviewedUnit[];
  /** Clocks that would be stopped. */
  readonly stopped: readonly ClockPreview[];
  /** Clocks that would run anew or again, and when they run out. */
  readonly restored: readonly ClockPreview[];
  /** Those that run on. */
  readonly unchanged: readonly ClockPreview[];
}

interface PreviewedUnit {
  readonly assignmentId: string;
  readonly unitId: string;
}

interface ClockPreview {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly assignmentId?: string | undefined;
  readonly dueAt: string;
  readonly missed: boolean;
}

export function unitsPreview(before: Whistle, after: Whistle): UnitsPreview {
  const wasLive = liveAssignmentsOf(before);
  const isLive = liveAssignmentsOf(after);
  const has = ({ clocks }: Whistle, clockId: string) => clocks.some((one) => one.clockId === clockId);
  return {
    status: after.status,
    released: without(wasLive, isLive),
    assigned: without(isLive, wasLive),
    stopped: before.clocks.filter(({ clockId }) => !has(after, clockId)).map(shown),
    restored: after.clocks.filter(({ clockId }) => !has(before, clockId)).map(shown),
    unchanged: after.clocks.filter(({ clockId }) => has(before, clockId)).map(shown),
  };
}

const without = (some: readonly Assignment[], others: readonly Assignment[]): PreviewedUnit[] =>
  some.filter((one) => !others.some(({ assignmentId }) => assignmentId === one.assignmentId)).map(ref);

const shown = ({ clockId, clock, assignmentId, dueAt, missed }: Whistle['clocks'][number]): ClockPreview => ({
  clockId,
  clock,
  ...(assignmentId !== undefined && { assignmentId }),
  dueAt,
  missed,
});
