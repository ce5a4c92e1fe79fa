import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';

/** The one major version of PostgreSQL that this build is tested on, and brings. */
export const POSTGRES_MAJOR = 18;

/** Something to ask the database with. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** This build must not work on that database: the message is one line that says what to do. Trying again is no use. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

/** @throws UnfitDatabase another major version of PostgreSQL, or migrated by a build that knows more than this one */
export async function requireFit(database: Queryable): Promise<void> {
  const [server] = (await database.query(`SELECT current_setting('server_version') AS version`)) as {
    version: string;
  }[];
  const version = server?.version.split(' ')[0] ?? '';
  if (parseInt(version, 10) !== POSTGRES_MAJOR) {
    throw new UnfitDatabase(
      `the server is PostgreSQL ${version}, and this build works on ${POSTGRES_MAJOR} only: ` +
        `give it a server of that version, and move the data there by backup and restore`,
    );
  }
  const files = new Set((await migrationFiles()).map(timestampOf));
  const unknown = (await applied(database)).filter((row) => !files.has(row.at));
  if (unknown.length > 0) {
    throw new UnfitDatabase(
      `the database was migrated by a newer build (${unknown.map(({ name }) => name).join(', ')}): ` +
        `run that build or a later one, or restore a backup from before into an empty database`,
    );
  }
}

/** @throws UnfitDatabase as `requireFit`, and if migrations are missing */
export async function requireMigrated(database: Queryable): Promise<void> {
  await requireFit(database);
  const pending = await pendingMigrations(database);
  if (pending.length > 0) {
    throw new UnfitDatabase(`the database lacks ${pending.join(', ')}: run npm run cli -- migrate`);
  }
}

/** Names of the migration files that this database has not seen; all of them if it has never been migrated. */
export async function pendingMigrations(database: Queryable): Promise<string[]> {
  const done = new Set((await applied(database)).map(({ at }) => at));
  return (await migrationFiles()).filter((file) => !done.has(timestampOf(file))).map((file) => parse(file).name);
}

/** The migrations as this build has them, one file `<timestamp>-<name>` each. */
const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../../migrations');

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(MIGRATIONS_FOLDER)).filter((file) => /^\d+-.*\.[jt]s$/.test(file));

const timestampOf = (file: string): string => file.split('-')[0] ?? '';

async function applied(database: Queryable): Promise<{ at: string; name: string }[]> {
  const [table] = (await database.query(`SELECT to_regclass('migrations') AS name`)) as { name: string | null }[];
  if (!table?.name) return [];
  return (await database.query('SELECT "timestamp"::text AS at, name FROM migrations ORDER BY 1')) as {
    at: string;
    name: string;
  }[];
}
