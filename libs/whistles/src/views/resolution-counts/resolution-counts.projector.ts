import { civilDateIn } from '@app/kernel';
import { type Projection, rowsPerStream, type RowsPerStream, type StreamChange } from '@app/projections';
import type { EntityManager } from 'typeorm';
import type { Status, WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { ResolutionCountRow, ResolutionFactRow } from './resolution-counts.row.js';

type Rows = readonly ResolutionFactRow[];
const change = (rows: Rows, changed: Partial<ResolutionFactRow>): Rows => rows.map((row) => ({ ...row, ...changed }));
const to = (status: Status) => (rows: Rows) => change(rows, { status });
/** Counts go down to the community: `XY/S1/C03/G2` → `XY/S1/C03`. */
const countedArea = (areaPath: string): string => areaPath.split('/').slice(0, 3).join('/');

/** "How many were raised, closed, late: by department, street, category and day?" */
const view: RowsPerStream<WhistleEvent, ResolutionFactRow> = {
  row: ResolutionFactRow,
  idProperty: 'whistleId',
  keyOf: ({ whistleId }) => whistleId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: (_, { id, data }) => [
      {
        whistleId: id,
        raisedOn: data.raisedOn,
        closedOn: null,
        timeZone: data.timeZone,
        areaPath: countedArea(data.location.areaPath),
        categoryCode: data.categoryCode ?? '',
        unitId: '',
        status: 'RAISED',
        closingKind: '',
        overdue: false,
      },
    ],
    WhistleRouted: 'ignored',
    WhistleAccepted: (rows, { data }) => change(rows, { status: 'ACCEPTED', categoryCode: data.categoryCode }),
    WhistleRejected: to('REJECTED'),
    WhistleReclassified: (rows, { data }) => change(rows, { categoryCode: data.categoryCode }),
    WhistleDispatched: to('DISPATCHED'),
    AssignmentCreated: (rows, { data }) => (data.role === 'LEAD' ? change(rows, { unitId: data.unitId }) : rows),
    AssignmentSigned: 'ignored',
    ContactRecorded: 'ignored',
    DepartmentReportedIn: 'ignored',
    AllDepartmentsReportedIn: (rows) =>
      rows.map((row) => (row.status === 'DISPATCHED' ? { ...row, status: 'REPORTED' } : row)),
    HandlingStarted: to('HANDLING'),
    ProgressLogged: 'ignored',
    AssignmentResultSubmitted: 'ignored',
    ResultSubmitted: to('HANDLED'),
    FollowUpOpened: to('FOLLOW_UP'),
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    WhistleClosed: (rows, { occurredAt, data }) =>
      rows.map((row) => {
        const closedOn = civilDateIn(row.timeZone, occurredAt);
        return { ...row, status: 'CLOSED', closedOn, closingKind: data.kind };
      }),
    WhistleWithdrawn: to('WITHDRAWN'),
    DeadlineSet: 'ignored',
    DeadlineMissed: (rows, { data }) =>
      data.clock === 'HANDLE'
        ? rows.map((row) => (row.unitId === data.unitId ? { ...row, overdue: true } : row))
        : rows,
  },
  written: (changes, db) => addToCells(db, differences(changes)),
};

type Cell = Omit<ResolutionCountRow, 'whistles'>;

function cellsOf({ raisedOn, closedOn, whistleId: _id, timeZone: _zone, ...shared }: ResolutionFactRow): Cell[] {
  const raised: Cell = { anchor: 'RAISED', day: raisedOn, ...shared };
  return closedOn === null ? [raised] : [raised, { anchor: 'CLOSED', day: closedOn, ...shared }];
}

/** What a page changes in each cell. Cells that come out even are left alone. */
function differences(changes: readonly StreamChange<ResolutionFactRow>[]): ResolutionCountRow[] {
  const sums = new Map<string, ResolutionCountRow>();
  const add = (cell: Cell, whistles: number): void => {
    const key = JSON.stringify(Object.values(cell));
    const sum = sums.get(key) ?? { ...cell, whistles: 0 };
    sums.set(key, { ...sum, whistles: sum.whistles + whistles });
  };
  for (const { before, after } of changes) {
    for (const cell of before.flatMap(cellsOf)) add(cell, -1);
    for (const cell of after.flatMap(cellsOf)) add(cell, 1);
  }
  return [...sums.values()].filter(({ whistles }) => whistles !== 0);
}

async function addToCells(db: EntityManager, rows: readonly ResolutionCountRow[]): Promise<void> {
  if (rows.length === 0) return;
  const records = rows.map(({ areaPath, categoryCode, unitId, closingKind, ...rest }) => {
    return { ...rest, area_path: areaPath, category_code: categoryCode, unit_id: unitId, closing_kind: closingKind };
  });
  await db.query(
    `INSERT INTO resolution_count AS c SELECT * FROM jsonb_populate_recordset(NULL::resolution_count, $1::jsonb)
     ON CONFLICT (anchor, day, area_path, category_code, unit_id, status, closing_kind, overdue)
     DO UPDATE SET whistles = c.whistles + excluded.whistles`,
    [JSON.stringify(records)],
  );
  if (rows.some(({ whistles }) => whistles < 0)) await db.query('DELETE FROM resolution_count WHERE whistles = 0');
}

export const resolutionCounts: Projection = {
  name: 'resolution-counts',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [ResolutionFactRow, ResolutionCountRow],
  ...rowsPerStream(view),
};
