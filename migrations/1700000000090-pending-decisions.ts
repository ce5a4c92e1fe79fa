import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What whistles wait for somebody to decide (申诉, 作废, 终止办理), for the list of them. */
export class PendingDecisions1700000000090 implements MigrationInterface {
  readonly name = 'PendingDecisions1700000000090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search ADD pending text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE views.whistle_search ALTER pending DROP DEFAULT`);
    await runner.query(`CREATE INDEX ON views.whistle_search USING gin (pending) WHERE pending <> '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search DROP pending`);
  }
}
