import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import { copyLines } from './copy-lines.js';
import type { RowClass } from './projection.js';

/** TypeORM hands out dates; we speak of instants as ISO text. For columns of type `timestamptz`. */
export const instant = {
  to: (value: unknown) => value,
  from: (value: Date | null) => value && value.toISOString(),
};

/** Inserts rows or replaces those with the same key, all in one statement. */
export async function upsertRows<Row extends ObjectLiteral>(
  db: EntityManager,
  row: RowClass<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const meta = db.connection.getMetadata(row);
  const columns = meta.columns.map((column) => `"${column.databaseName}"`);
  const keys = meta.primaryColumns.map((column) => `"${column.databaseName}"`);
  const others = columns.filter((column) => !keys.includes(column));
  const update = others.map((column) => `${column} = excluded.${column}`).join(', ');
  await db.query(
    `INSERT INTO "${meta.tableName}" (${columns.join(', ')})
     SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::"${meta.tableName}", $1::jsonb)
     ON CONFLICT (${keys.join(', ')}) DO ${update ? `UPDATE SET ${update}` : 'NOTHING'}`,
    [JSON.stringify(rows.map((one) => asRecord(meta, one)))],
  );
}

/** Inserts rows that are not there yet, by COPY. @throws QueryFailedError one of them is */
export async function insertRows<Row extends ObjectLiteral>(
  db: EntityManager,
  row: RowClass<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0 || !db.queryRunner) return;
  const meta = db.connection.getMetadata(row);
  const columns = meta.columns.map((column) => `"${column.databaseName}"`).join(', ');
  const session = (await db.queryRunner.connect()) as pg.ClientBase;
  const copy = session.query(copyFrom(`COPY "${meta.tableName}" (${columns}) FROM STDIN`));
  await pipeline(Readable.from(copyLines(meta.columns, rows)), copy);
}

/** The rows of these ids, whole, read by the column that names the stream's subject. */
export const rowsOf = <Row extends ObjectLiteral>(
  db: EntityManager,
  row: RowClass<Row>,
  idProperty: string,
  ids: readonly string[],
): Promise<Row[]> =>
  db
    .createQueryBuilder(row, 'row')
    .select(db.connection.getMetadata(row).columns.map(({ propertyName }) => `row.${propertyName}`))
    .where(`row.${idProperty} = ANY(:ids)`, { ids: [...ids] })
    .getMany();

export async function deleteRows<Row extends ObjectLiteral>(
  db: EntityManager,
  row: RowClass<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const meta = db.connection.getMetadata(row);
  const keys = meta.primaryColumns.map((column) => `"${column.databaseName}"`).join(', ');
  await db.query(
    `DELETE FROM "${meta.tableName}" WHERE (${keys}) IN
       (SELECT ${keys} FROM jsonb_populate_recordset(NULL::"${meta.tableName}", $1::jsonb))`,
    [JSON.stringify(rows.map((one) => asRecord(meta, one)))],
  );
}

const asRecord = (meta: EntityMetadata, row: ObjectLiteral): Record<string, unknown> =>
  Object.fromEntries(meta.columns.map((column) => [column.databaseName, row[column.propertyName] ?? null]));
