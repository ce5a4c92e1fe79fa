import type pg from 'pg';
import { COUNTERS, keptTables } from './tables.js';

/** @throws Error one line naming the sessions of other processes on this database, if there are any */
export async function refuseInUse(db: pg.ClientBase): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT DISTINCT coalesce(nullif(application_name, ''), 'unnamed') AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY name`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new Error(`the database is in use (${names}): stop every process that works on it first`);
}

/** @throws Error one line, if the database holds events or keys */
export async function refuseUsed(db: pg.ClientBase): Promise<void> {
  for (const { name } of await keptTables(db, 'postgres')) {
    const { rows } = await db.query<{ used: boolean }>(`SELECT EXISTS (SELECT FROM ${name}) AS used`);
    if (rows[0]?.used) {
      throw new Error(
        `${name} is not empty: a backup is only restored into an empty database, or after npm run cli -- reset`,
      );
    }
  }
}

/** Removes all that is ours from a database, and nothing else. */
export async function removeAll(db: pg.ClientBase): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace
     WHERE nspname IN ('log', 'vault', 'views', 'bullmq', 'evidence', 'delivery') OR starts_with(nspname, 'rebuild_')`,
  );
  await db.query('BEGIN');
  for (const { name } of rows) await db.query(`DROP SCHEMA ${name} CASCADE`);
  await db.query('DROP TABLE IF EXISTS public.migrations');
  for (const name of COUNTERS) await db.query(`DROP SEQUENCE IF EXISTS ${name}`);
  await db.query('COMMIT');
}
