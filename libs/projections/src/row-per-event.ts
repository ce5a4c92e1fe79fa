import type { RecordedEvent } from '@app/kernel';
import type { ObjectLiteral } from 'typeorm';
import type { Projection, RowClass } from './projection.js';
import { insertRows } from './rows.js';

/** The parts of a projection that makes a row of an event, or none, and never looks at it again. */
export function rowPerEvent<Row extends ObjectLiteral>(
  row: RowClass<Row>,
  rowOf: (recorded: RecordedEvent) => Row | undefined,
): Required<Pick<Projection, 'project' | 'draft'>> {
  const rowsOf = (events: readonly RecordedEvent[]): Row[] => events.flatMap((event) => rowOf(event) ?? []);
  return {
    project: (events, db) => insertRows(db, row, rowsOf(events)),
    draft() {
      let rows: Row[] = [];
      return {
        readsBack: false,
        get size() {
          return rows.length;
        },
        take: async (events) => void rows.push(...rowsOf(events)),
        async flush(db) {
          const written = rows;
          rows = [];
          await insertRows(db, row, written);
        },
      };
    },
  };
}
