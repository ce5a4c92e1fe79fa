import pg from 'pg';
import {
  DataSource,
  type DataSourceOptions,
  DefaultNamingStrategy,
  type EntitySchema,
  type MigrationInterface,
} from 'typeorm';
import { AttendedClient } from './attended-client.js';
import { requireFit } from './database-fit.js';

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

const CONNECT_MS = 5_000;

/** `whistleId` in code is `whistle_id` in the database. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string, prefixes: string[]): string {
    return super.columnName(property, custom, prefixes).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
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
  namingStrategy: new SnakeCase(),
  poolSize,
  applicationName,
  /**
   * Views live in a schema of their own; a rebuild puts its shadow in front of it. Whoever gets no connection in time is
   * told so, instead of waiting for ever behind those who hold them all.
   */
  extra: { options: '-c search_path=public,views', connectionTimeoutMillis: CONNECT_MS, Client: AttendedClient },
});

/** `pg_advisory_lock` of everybody who migrates: "chuishao" in ASCII. */
const MIGRATION_LOCK = '7163395340270361967';

/**
 * Runs the migrations that are still missing, one process at a time: a second one waits, then finds nothing to do.
 * @returns the names of those that ran
 * @throws UnfitDatabase
 */
export async function migrate(url: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'chuishao migrate' });
  await lock.connect();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    await requireFit({ query: async (sql) => (await lock.query(sql)).rows });
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
