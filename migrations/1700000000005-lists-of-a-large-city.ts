import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists need when a million whistles lie behind them; rows stay as they are. */
export class ListsOfALargeCity1700000000005 implements MigrationInterface {
  readonly name = 'ListsOfALargeCity1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX ON views.whistle_search (source_system, raised_at DESC, whistle_id DESC)
      WHERE source_system IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX views.whistle_search_source_system_raised_at_whistle_id_idx');
  }
}
