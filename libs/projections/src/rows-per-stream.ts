import type { DomainEvent, RecordedEvent } from '@app/kernel';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { type Handlers, type Projected, projected, type RowClass } from './projection.js';
import { deleteRows, rowsOf, upsertRows } from './rows.js';

/** A view that keeps a few rows for each stream, and gets from event to event by pure functions. */
export interface RowsPerStream<Event extends DomainEvent, Row extends ObjectLiteral> {
  readonly row: RowClass<Row>;
  /** The property that holds the id of what the stream is about. */
  readonly idProperty: keyof Row & string;
  /** Identity of a row among those of its stream. */
  readonly keyOf: (row: Row) => string;
  readonly parse: (recorded: RecordedEvent) => Event;
  readonly handlers: Handlers<Event, readonly Row[]>;
}

export interface StreamChange<Row> {
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

/** Reads the rows that a page touches, folds the page over them, and writes what has changed: three statements at most. */
export async function projectRows<Event extends DomainEvent, Row extends ObjectLiteral>(
  view: RowsPerStream<Event, Row>,
  events: readonly RecordedEvent[],
  db: EntityManager,
): Promise<StreamChange<Row>[]> {
  const page = events.map((recorded) => projected(view.parse(recorded), recorded));
  const wanted = page.filter((event) => view.handlers[event.type as Event['type']] !== 'ignored');
  const ids = [...new Set(wanted.map(({ id }) => id))];
  if (ids.length === 0) return [];
  const known = groupById(await rowsOf(db, view.row, view.idProperty, ids), view.idProperty);
  const now = new Map<string, readonly Row[]>(known);
  for (const event of wanted) now.set(event.id, handle(view, now.get(event.id) ?? [], event));

  const changes = ids.map((id) => ({ before: known.get(id) ?? [], after: now.get(id) ?? [] }));
  const gone = changes.flatMap(({ before, after }) => {
    const kept = new Set(after.map(view.keyOf));
    return before.filter((row) => !kept.has(view.keyOf(row)));
  });
  await deleteRows(db, view.row, gone);
  await upsertRows(
    db,
    view.row,
    changes.flatMap(({ before, after }) => after.filter((row) => !before.includes(row))),
  );
  return changes;
}

function handle<Event extends DomainEvent, Row extends ObjectLiteral>(
  view: RowsPerStream<Event, Row>,
  rows: readonly Row[],
  event: Projected<Event>,
): readonly Row[] {
  const handler = view.handlers[event.type as Event['type']] as
    'ignored' | ((rows: readonly Row[], event: Projected<Event>) => readonly Row[]);
  return handler === 'ignored' ? rows : handler(rows, event);
}

function groupById<Row extends ObjectLiteral>(rows: readonly Row[], idProperty: keyof Row & string) {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = String(row[idProperty]);
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}
