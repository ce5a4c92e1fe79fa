import { databaseOptions } from '@app/runtime';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntitySchema } from 'typeorm';
import { TEMPLATE_URL, sql } from './postgres.js';

export interface TestDatabase {
  readonly url: string;
  /** An initialised data source over the given row classes; closed by `drop`. */
  dataSource(entities?: readonly (Function | EntitySchema)[]): Promise<DataSource>;
  /** A pool; ended by `drop`. */
  pool(): pg.Pool;
  drop(): Promise<void>;
}

/** A fresh, migrated and empty database of its own for a test file: take it in `beforeAll`, drop it in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const templateUrl = process.env[TEMPLATE_URL];
  if (!templateUrl) throw new Error('no test server: name the file *.int-spec.ts or *.e2e-spec.ts');
  const template = new URL(templateUrl);
  const server = new URL(templateUrl);
  server.pathname = '/postgres';
  const name = `test_${randomBytes(8).toString('hex')}`;
  await sql(server.href, `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`);
  const own = new URL(templateUrl);
  own.pathname = `/${name}`;

  const open: (() => Promise<void>)[] = [];
  return {
    url: own.href,
    async dataSource(entities = []) {
      const dataSource = await new DataSource(databaseOptions({ url: own.href, entities, poolSize: 5 })).initialize();
      open.push(() => dataSource.destroy());
      return dataSource;
    },
    pool() {
      const pool = new pg.Pool({ connectionString: own.href, max: 5 });
      open.push(() => pool.end());
      return pool;
    },
    async drop() {
      await Promise.all(open.map((close) => close()));
      await sql(server.href, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
