import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The view `reminders`: what somebody was told of a clock. */
export class Reminders1700000000008 implements MigrationInterface {
  readonly name = 'Reminders1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE views.reminders (
        whistle_id    uuid        NOT NULL,
        revision      integer     NOT NULL,
        level         text        NOT NULL,
        clock_id      text        NOT NULL,
        clock         text        NOT NULL,
        assignment_id text,
        unit_id       text,
        to_units      text[]      NOT NULL,
        to_roles      text[]      NOT NULL,
        marked_at     timestamptz NOT NULL,
        due_at        timestamptz NOT NULL,
        done_at       timestamptz,
        PRIMARY KEY (whistle_id, revision)
      )`);
    await runner.query(`CREATE INDEX ON views.reminders (marked_at DESC, whistle_id DESC, revision DESC)`);
    await runner.query(
      `CREATE INDEX ON views.reminders (marked_at DESC, whistle_id DESC, revision DESC) WHERE done_at IS NULL`,
    );
    await runner.query(`CREATE INDEX ON views.reminders USING gin (to_units)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.reminders`);
    await runner.query(`DELETE FROM views.projection WHERE name = 'reminders'`);
  }
}
