import type { RecordedEvent } from '@app/kernel';
import type { ObjectLiteral } from 'typeorm';
import type { Projection, RowClass } from './projection.js';
import { insertRows } from './rows.js';

/** The parts of a projection that makes one row of each event, and never looks at it again. */
export const rowPerEvent = <Row extends ObjectLiteral>(
  row: RowClass<Row>,
  rowOf: (recorded: RecordedEvent) => Row,
): Required<Pick<Projection, 'project' | 'draft'>> => ({
  project: (events, db) => insertRows(db, row, events.map(rowOf)),
  draft() {
    let rows: Row[] = [];
    return {
      readsBack: false,
      get size() {
        return rows.length;
      },
      take: async (events) => void rows.push(...events.map(rowOf)),
      async flush(db) {
        const written = rows;
        rows = [];
        await insertRows(db, row, written);
      },
    };
  },
});
