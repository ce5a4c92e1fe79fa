import pg from 'pg';
import type { Table } from './format.js';

/** Sequences that numbers were given from which nobody may get again. */
export const COUNTERS: readonly string[] = ['public.whistle_number'];

/**
 * How far they have come. Sequences know no snapshots: ask after the transaction has taken its own, then no number of an
 * event that it sees is missed.
 */
export async function countersOf(db: pg.ClientBase): Promise<Record<string, string>> {
  const { rows } = await db.query<{ name: string; last: string | null }>(
    `SELECT name, pg_sequence_last_value(to_regclass(name))::text AS last FROM unnest($1::text[]) AS name`,
    [COUNTERS],
  );
  return Object.fromEntries(rows.flatMap(({ name, last }) => (last === null ? [] : [[name, last]])));
}

/** The schemas that hold what cannot be made again. Everything else is: views from the log, alarms from the views. */
const KEPT = { keys: ['vault', 'delivery'], log: ['log'] };

/** The tables to keep as this database has them, keys first: they are few, and a wrong master key is told at once. */
export async function keptTables(db: pg.ClientBase, eventStore: 'postgres' | 'kurrentdb'): Promise<Table[]> {
  const { rows } = await db.query<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY n.nspname, c.relname
     ORDER BY n.nspname DESC, c.relname`,
    [eventStore === 'postgres' ? [...KEPT.keys, ...KEPT.log] : KEPT.keys],
  );
  return rows;
}

/** `COPY` writes moments as the session is set: the same everywhere. */
export const SAME_TEXT = `SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex';
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`;

/** A session of its own. */
export async function onSession<T>(url: string, use: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: url, application_name: 'chuishao backup' });
  await db.connect();
  try {
    return await use(db);
  } finally {
    await db.end();
  }
}
