import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 哨种, for lists. */
export class WhistleTypes1700000000140 implements MigrationInterface {
  readonly name = 'WhistleTypes1700000000140';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search ADD whistle_type text NOT NULL DEFAULT 'ORDINARY'`);
    await runner.query(`ALTER TABLE views.whistle_search ALTER whistle_type DROP DEFAULT`);
    await runner.query(
      `CREATE INDEX ON views.whistle_search (whistle_type, raised_at) WHERE whistle_type <> 'ORDINARY'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.whistle_search DROP whistle_type`);
  }
}
