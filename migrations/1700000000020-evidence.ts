import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uploads under way: each for a day at most. What has arrived lies in the evidence store, and in the log. */
export class Evidence1700000000020 implements MigrationInterface {
  readonly name = 'Evidence1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA evidence`);
    await runner.query(`
      CREATE TABLE evidence.upload (
        upload_id     uuid        PRIMARY KEY,
        whistle_id    uuid        NOT NULL,
        actor_id      text        NOT NULL,
        purpose       text        NOT NULL,
        assignment_id text,
        bytes         bigint      NOT NULL,
        sha256        text,
        received      bigint      NOT NULL DEFAULT 0 CHECK (received <= bytes),
        key           jsonb       NOT NULL,
        command_hash  text        NOT NULL,
        expires_at    timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX ON evidence.upload (expires_at)`);
    await runner.query(`CREATE INDEX ON evidence.upload (whistle_id, actor_id)`);
    await runner.query(`
      CREATE TABLE evidence.upload_part (
        upload_id uuid   NOT NULL REFERENCES evidence.upload ON DELETE CASCADE,
        from_byte bigint NOT NULL,
        content   bytea  NOT NULL,
        PRIMARY KEY (upload_id, from_byte)
      )`);
    // sealed bytes do not get smaller
    await runner.query(`ALTER TABLE evidence.upload_part ALTER COLUMN content SET STORAGE EXTERNAL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA evidence CASCADE`);
  }
}
