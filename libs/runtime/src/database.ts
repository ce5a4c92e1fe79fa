import pg from 'pg';
import { DataSource, type DataSourceOptions, type EntitySchema, type MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  readonly url: string;
  /** Row classes. */
  readonly entities?: readonly (Function | EntitySchema)[];
  readonly migrations?: readonly MigrationClass[];
  /** Connections at most; 10 unless given. */
  readonly poolSize?: number;
  /** What `pg_stat_activity` shows. */
  readonly applicationName?: string;
}

/** TypeORM's options for our database: nothing is ever synchronised, each migration is a transaction of its own. */
export const databaseOptions = ({
  url,
  entities = [],
  migrations = [],
  poolSize = 10,
  applicationName = 'chuishao',
}: DatabaseOptions): DataSourceOptions => ({
  type: 'postgres',
  url,
  entities: [...entities],
  migrations: [...migrations],
  migrationsTransactionMode: 'each',
  synchronize: false,
  poolSize,
  applicationName,
});

/** `pg_advisory_lock` of everybody who migrates: "chuishao" in ASCII. */
const MIGRATION_LOCK = '7163395340270361967';

/**
 * Runs the migrations that are still missing, one process at a time: a second one waits, then finds nothing to do.
 * @returns the names of those that ran
 */
export async function migrate(url: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'chuishao migrate' });
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    const dataSource = await new DataSource(databaseOptions({ url, migrations, poolSize: 2 })).initialize();
    try {
      return (await dataSource.runMigrations()).map((it) => it.name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** Names of the given migrations that this database has not seen; all of them if it has never been migrated. */
export async function pendingMigrations(
  database: { query(sql: string): Promise<unknown> },
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  const [{ known }] = (await database.query(`SELECT to_regclass('migrations') IS NOT NULL AS known`)) as [
    { known: boolean },
  ];
  const rows = (known ? await database.query('SELECT name FROM migrations') : []) as { name: string }[];
  const done = new Set(rows.map((row) => row.name));
  return migrations.map((it) => new it().name ?? it.name).filter((name) => !done.has(name));
}
