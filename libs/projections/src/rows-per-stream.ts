import type { DomainEvent, RecordedEvent } from '@app/kernel';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { type Draft, type Handlers, type Projected, projected, type Projection, type RowClass } from './projection.js';
import { deleteRows, insertRows, rowsOf, upsertRows } from './rows.js';

/** A view that keeps a few rows for each stream, and gets from event to event by pure functions. */
export interface RowsPerStream<Event extends DomainEvent, Row extends ObjectLiteral> {
  readonly row: RowClass<Row>;
  /** The property that holds the id of what the stream is about. */
  readonly idProperty: keyof Row & string;
  /** What stands between the category and the id in the stream's name, if anything does: `order-`. */
  readonly streamKind?: string;
  /** Identity of a row among those of its stream. */
  readonly keyOf: (row: Row) => string;
  readonly parse: (recorded: RecordedEvent) => Event;
  readonly handlers: Handlers<Event, readonly Row[]>;
  /** Told in the same transaction what was written: for rows that are sums of these. */
  readonly written?: (changes: readonly StreamChange<Row>[], db: EntityManager) => Promise<void>;
}

export interface StreamChange<Row> {
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

/** The parts of a projection that follow from such a view. */
export function rowsPerStream<Event extends DomainEvent, Row extends ObjectLiteral>(
  view: RowsPerStream<Event, Row>,
): Required<Pick<Projection, 'ignores' | 'project' | 'draft'>> {
  return {
    ignores: Object.entries(view.handlers).flatMap(([type, handler]) => (handler === 'ignored' ? [type] : [])),
    draft: () => new StreamDraft(view),
    async project(events, db) {
      const page = new StreamDraft(view);
      await page.take(events, db);
      await page.flush(db, 0);
    },
  };
}

/** Folds events over the rows of their streams, which it reads when they are first asked for. */
class StreamDraft<Event extends DomainEvent, Row extends ObjectLiteral> implements Draft {
  readonly readsBack = true;
  /** By id, those touched last at the end; `before` is what the table holds. */
  private readonly held = new Map<string, StreamChange<Row>>();
  /** What was let go of last, until it is in the table: nobody may look for it there before. */
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly view: RowsPerStream<Event, Row>) {}

  get size(): number {
    return this.held.size;
  }

  async take(events: readonly RecordedEvent[], db: EntityManager): Promise<void> {
    const { handlers, parse, streamKind } = this.view;
    const wanted = events
      .filter(({ type }) => handlers[type as Event['type']] !== 'ignored')
      .map((recorded) => projected(parse(recorded), recorded, streamKind));
    await this.lookUp(wanted, db);
    for (const event of wanted) {
      const { before, after } = this.held.get(event.id) ?? { before: [], after: [] };
      this.held.delete(event.id);
      this.held.set(event.id, { before, after: this.handle(after, event) });
    }
  }

  flush(db: EntityManager, keep: number): Promise<void> {
    const changes: StreamChange<Row>[] = [];
    for (const [id, change] of this.held) {
      if (this.held.size <= keep) break;
      this.held.delete(id);
      if (change.after !== change.before) changes.push(change);
    }
    this.writing = this.write(changes, db);
    return this.writing;
  }

  private async write(changes: readonly StreamChange<Row>[], db: EntityManager): Promise<void> {
    const { row, keyOf, written } = this.view;
    const gone = changes.flatMap(({ before, after }) => {
      const kept = new Set(after.map(keyOf));
      return before.filter((one) => !kept.has(keyOf(one)));
    });
    const changed = changes.flatMap(({ before, after }) =>
      before.length === 0 ? [] : after.filter((one) => !before.includes(one)),
    );
    await deleteRows(db, row, gone);
    await upsertRows(db, row, changed);
    await insertRows(
      db,
      row,
      changes.flatMap(({ before, after }) => (before.length === 0 ? after : [])),
    );
    await written?.(changes, db);
  }

  /** A stream that begins here has no rows yet. */
  private async lookUp(events: readonly Projected<Event>[], db: EntityManager): Promise<void> {
    const { row, idProperty } = this.view;
    const begun = new Set<string>();
    const missing = new Set<string>();
    for (const { id, revision } of events) {
      if (this.held.has(id) || begun.has(id)) continue;
      if (revision === 0) begun.add(id);
      else missing.add(id);
    }
    if (missing.size === 0) return;
    await this.writing;
    const found = new Map<string, Row[]>();
    for (const one of await rowsOf(db, row, idProperty, [...missing])) {
      const id = String(one[idProperty]);
      found.set(id, [...(found.get(id) ?? []), one]);
    }
    for (const id of missing) {
      const before = found.get(id) ?? [];
      this.held.set(id, { before, after: before });
    }
  }

  private handle(rows: readonly Row[], event: Projected<Event>): readonly Row[] {
    const handler = this.view.handlers[event.type as Event['type']] as
      'ignored' | ((rows: readonly Row[], event: Projected<Event>) => readonly Row[]);
    return handler === 'ignored' ? rows : handler(rows, event);
  }
}
