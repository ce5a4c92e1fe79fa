import { EventStore } from '@app/event-store';
import { type Position, START } from '@app/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import type { Projection } from './projection.js';

const PAGE = 2_000;

export interface RebuildProgress {
  readonly position: Position;
  readonly head: Position;
  readonly events: number;
}

type Rebuild = { readonly projection: Projection; readonly store: EventStore; readonly dataSource: DataSource };

/**
 * Builds a view again from the whole log beside the live one, then swaps the tables in one transaction together with
 * the checkpoint. Readers see the old rows until then; the live runner goes on meanwhile and continues on the new tables.
 * @throws Error if somebody else is rebuilding the same view
 */
export async function rebuild(
  what: Rebuild,
  progress: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildProgress> {
  const session = what.dataSource.createQueryRunner();
  const lock = `hashtextextended('chuishao rebuild ${what.projection.name}', 0)`;
  try {
    const [held]: { ok: boolean }[] = await session.query(`SELECT pg_try_advisory_lock(${lock}) AS ok`);
    if (!held?.ok) throw new Error(`view ${what.projection.name} is being rebuilt already`);
    try {
      return await rebuildAlone(what, progress);
    } finally {
      await session.query(`SELECT pg_advisory_unlock(${lock})`);
    }
  } finally {
    await session.release();
  }
}

async function rebuildAlone(
  { projection, store, dataSource }: Rebuild,
  progress: (progress: RebuildProgress) => void,
): Promise<RebuildProgress> {
  const shadow = `rebuild_${projection.name.replaceAll('-', '_')}`;
  const tables = projection.rows.map((row) => dataSource.getMetadata(row).tableName);
  await dataSource.query(`DROP SCHEMA IF EXISTS ${shadow} CASCADE`);
  await dataSource.query(`CREATE SCHEMA ${shadow}`);
  for (const table of tables) {
    await dataSource.query(`CREATE TABLE ${shadow}.${table} (LIKE views.${table} INCLUDING ALL)`);
  }

  let events = 0;
  /** One transaction's worth: a full page, or all that is left. */
  const fill = async (db: EntityManager, from: Position, until: Position): Promise<Position> => {
    await db.query(`SET LOCAL search_path = ${shadow}, public, views`);
    let position = from;
    while (position < until) {
      const page = await store.readAll(position, { limit: PAGE, categories: projection.categories });
      await projection.project(page.events, db);
      position = page.next;
      events += page.events.length;
      if (page.events.length === PAGE) break;
    }
    return position;
  };

  let position = START;
  for (let head = await store.head(); position < head; head = await store.head()) {
    position = await dataSource.transaction((db) => fill(db, position, head));
    progress({ position, head, events });
  }
  for (const table of tables) await dataSource.query(`ANALYZE ${shadow}.${table}`);

  await dataSource.transaction(async (db) => {
    await db.query(`INSERT INTO views.projection (name, version, position) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`, [
      projection.name,
      projection.version,
    ]);
    await db.query('SELECT 1 FROM views.projection WHERE name = $1 FOR UPDATE', [projection.name]);
    const last = await store.head();
    while (position < last) position = await fill(db, position, last);
    for (const table of tables) {
      await db.query(`DROP TABLE views.${table}`);
      await db.query(`ALTER TABLE ${shadow}.${table} SET SCHEMA views`);
    }
    await db.query(
      `UPDATE views.projection SET version = $2, position = $3, updated_at = now(), error = NULL, failed_at = NULL
       WHERE name = $1`,
      [projection.name, projection.version, position.toString()],
    );
  });
  await dataSource.query(`DROP SCHEMA ${shadow}`);
  return { position, head: position, events };
}
