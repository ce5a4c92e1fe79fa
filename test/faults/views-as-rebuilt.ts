import type { EventStore } from '@app/event-store';
import { type Projection, rebuild } from '@app/projections';
import type { DataSource } from 'typeorm';

/** Every row of a view as text, in order. */
async function dump(dataSource: DataSource, { rows }: Projection): Promise<string[]> {
  const tables = rows.map((row) => dataSource.getMetadata(row).tableName);
  const dumps = await Promise.all(
    tables.map((table) => dataSource.query<{ row: string }[]>(`SELECT '${table} ' || t::text AS row FROM ${table} t`)),
  );
  return dumps.flatMap((found) => found.map(({ row }) => row)).sort();
}

/**
 * Rebuilds views from the log and tells what came out otherwise than it had been, a line each. The views must have come
 * to the end of the log, and nobody may be writing.
 */
export async function notAsRebuilt(
  store: EventStore,
  dataSource: DataSource,
  views: readonly Projection[],
): Promise<string[]> {
  const lines: string[] = [];
  for (const projection of views) {
    const live = await dump(dataSource, projection);
    await rebuild({ projection, store, dataSource });
    const rebuilt = await dump(dataSource, projection);
    const [was, is] = [new Set(live), new Set(rebuilt)];
    const { name } = projection;
    lines.push(...live.filter((row) => !is.has(row)).map((row) => `${name} had ${row}`));
    lines.push(...rebuilt.filter((row) => !was.has(row)).map((row) => `${name} lacked ${row}`));
    if (live.length !== rebuilt.length) lines.push(`${name} had ${live.length} rows, a rebuild ${rebuilt.length}`);
  }
  return lines;
}
