import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from './test-database.js';

describe('the test database', () => {
  let one: TestDatabase;
  let other: TestDatabase;
  beforeAll(async () => {
    [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  });
  afterAll(() => Promise.all([one.drop(), other.drop()]));

  test('is PostgreSQL 18 in UTF-8 that finds Chinese words by trigram', async () => {
    const pool = one.pool();
    await pool.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    const { rows } = await pool.query(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
              similarity('路灯不亮', '路灯不亮了') > 0.5 AS similar, current_setting('jit') AS jit`,
    );
    expect(rows).toEqual([{ version: 18, encoding: 'UTF8', similar: true, jit: 'off' }]);
  });

  test('is nobody else’s', async () => {
    await (await one.dataSource()).query('CREATE TABLE mine (id int)');
    const { rows } = await other.pool().query(`SELECT to_regclass('mine') AS found`);
    expect(rows).toEqual([{ found: null }]);
  });
});
