import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `whistle-search` also knows who follows whom (并单), and what lies near what: rows that
 * are there follow nobody. A point is looked up by distance.
 */
export class Mergers1700000000080 implements MigrationInterface {
  readonly name = 'Mergers1700000000080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE views.whistle_search
        ADD master_id uuid,
        ADD followers integer NOT NULL DEFAULT 0`);
    await runner.query('ALTER TABLE views.whistle_search ALTER followers DROP DEFAULT');
    await runner.query(`
      CREATE INDEX ON views.whistle_search (master_id, raised_at DESC) WHERE master_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX ON views.whistle_search USING gist (point(longitude, latitude)) WHERE longitude IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX views.whistle_search_point_idx`);
    await runner.query('ALTER TABLE views.whistle_search DROP master_id, DROP followers');
  }
}
