import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 限制处理 and 删除: persons whose data is kept and not shown, and the view `erasures`, which tells of whom that was decided. */
export class Erasures1700000000130 implements MigrationInterface {
  readonly name = 'Erasures1700000000130';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE vault.person_key ADD restricted_at timestamptz`);
    await runner.query(`
      CREATE TABLE views.erasures (
        subject_id text        NOT NULL,
        revision   integer     NOT NULL,
        position   bigint      NOT NULL,
        outcome    text        NOT NULL,
        whistle_id uuid,
        until      date,
        reason     text        NOT NULL,
        actor_id   text        NOT NULL,
        decided_at timestamptz NOT NULL,
        PRIMARY KEY (subject_id, revision)
      )`);
    await runner.query(`CREATE INDEX ON views.erasures (position)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.erasures`);
    await runner.query(`DELETE FROM views.projection WHERE name = 'erasures'`);
    await runner.query(`ALTER TABLE vault.person_key DROP restricted_at`);
  }
}
