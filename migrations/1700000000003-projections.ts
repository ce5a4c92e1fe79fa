import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each view has read the log. */
export class Projections1700000000003 implements MigrationInterface {
  readonly name = 'Projections1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA views`);
    await runner.query(`
      CREATE TABLE views.projection (
        name       text        PRIMARY KEY,
        version    integer     NOT NULL,
        position   bigint      NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        error      text,
        failed_at  timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA views CASCADE`);
  }
}
