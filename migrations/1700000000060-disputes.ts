import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What units dispute: on the triage board, where it waits for a decision, and in their inbox. There was none before. */
export class Disputes1700000000060 implements MigrationInterface {
  readonly name = 'Disputes1700000000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.triage_board ADD disputes jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(`ALTER TABLE views.triage_board ALTER disputes DROP DEFAULT`);
    await runner.query(`ALTER TABLE views.department_inbox ADD dispute text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.department_inbox DROP dispute`);
    await runner.query(`ALTER TABLE views.triage_board DROP disputes`);
  }
}
