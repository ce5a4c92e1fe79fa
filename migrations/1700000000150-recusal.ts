import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 回避: the units that a whistle complains of, to keep it out of their lists. */
export class Recusal1700000000150 implements MigrationInterface {
  readonly name = 'Recusal1700000000150';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search ADD about_unit_ids text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE views.whistle_search ALTER about_unit_ids DROP DEFAULT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search DROP about_unit_ids`);
  }
}
