import { clocksPausedBy, clocksStoppedBy, type WhistleEvent } from '../../domain/index.js';
import type { DepartmentInboxRow } from './department-inbox.row.js';

type Row = DepartmentInboxRow;
type Rows = readonly Row[];

/** The clocks that the event stops no longer count; the next one to run out is what the unit is shown. */
export function stopped(rows: Rows, event: WhistleEvent): Rows {
  const stops = clocksStoppedBy(event);
  return rows.map((row) => {
    const running = row.clocks.filter(({ clock }) => !stops({ clock, assignmentId: row.assignmentId }));
    return running.length === row.clocks.length ? row : withClocks(row, running);
  });
}

export function paused(rows: Rows, event: WhistleEvent): Rows {
  const pauses = clocksPausedBy(event);
  return rows.map((row) => {
    const { assignmentId } = row;
    const clocks = row.clocks.map((one) => (pauses({ ...one, assignmentId }) ? { ...one, paused: true } : one));
    return withClocks(row, clocks);
  });
}

export const withClock = (row: Row, clockId: string, change: Partial<Row['clocks'][number]>): Row =>
  withClocks(
    row,
    row.clocks.map((one) => (one.clockId === clockId ? { ...one, ...change } : one)),
  );

export const withMissed = (row: Row, missedClocks: readonly string[]): Row => ({
  ...row,
  missedClocks,
  missed: missedClocks.length > 0,
});

export function withClocks(row: Row, clocks: Row['clocks']): Row {
  const [next] = clocks.filter((one) => !one.paused).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return { ...row, clocks, dueAt: next?.dueAt ?? row.assignedAt, nextClock: next?.clock ?? null };
}
