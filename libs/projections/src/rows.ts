import { type EntityManager, In, type EntityMetadata, type ObjectLiteral } from 'typeorm';
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

/** The rows of these ids, read by the column that names the stream's subject. */
export const rowsOf = <Row extends ObjectLiteral>(
  db: EntityManager,
  row: RowClass<Row>,
  idProperty: string,
  ids: readonly string[],
): Promise<Row[]> => db.find(row, { where: { [idProperty]: In([...ids]) } as object });

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
