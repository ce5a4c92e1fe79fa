import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The vault: a key per person, wrapped by the master key, in a schema of its own so that it is backed up apart from the
 * log. A destroyed key's row version is vacuumed away at once.
 */
export class PersonKeys1700000000002 implements MigrationInterface {
  readonly name = 'PersonKeys1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA vault`);
    await runner.query(`
      CREATE TABLE vault.root_secret (
        id             integer     PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        wrapped        bytea       NOT NULL,
        master_version integer     NOT NULL,
        created_at     timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE vault.person_key (
        subject_id     text        PRIMARY KEY,
        wrapped_key    bytea,
        master_version integer     NOT NULL,
        created_at     timestamptz NOT NULL DEFAULT now(),
        erased_at      timestamptz,
        CONSTRAINT person_key_or_tombstone CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL))
      ) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE vault.person_key, vault.root_secret`);
    await runner.query(`DROP SCHEMA vault`);
  }
}
