import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is behind a figure (考核明细): facts that are left out are kept with the reason, and those of a closed period as they
 * were at its watermark.
 */
export class FactsBehindFigures1700000000120 implements MigrationInterface {
  readonly name = 'FactsBehindFigures1700000000120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.evaluation_fact ADD left_out text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE views.evaluation_fact ALTER left_out DROP DEFAULT`);
    await runner.query(`DROP INDEX views.evaluation_fact_jurisdiction_kind_on_day_whistle_id_idx`);
    await runner.query(`CREATE INDEX ON views.evaluation_fact (jurisdiction, kind, on_day, whistle_id, fact)`);
    await runner.query(`CREATE INDEX ON views.evaluation_fact (unit_id, kind, on_day, whistle_id, fact)`);
    await runner.query(`CREATE INDEX ON views.evaluation_fact (street, kind, on_day, whistle_id, fact)`);
    await runner.query(`
      CREATE TABLE views.evaluation_published_fact (
        period_id  text    NOT NULL,
        watermark  bigint  NOT NULL,
        whistle_id uuid    NOT NULL,
        fact       text    NOT NULL,
        kind       text    NOT NULL,
        outcome    text    NOT NULL,
        on_day     date    NOT NULL,
        unit_id    text    NOT NULL,
        street     text    NOT NULL,
        amount     integer NOT NULL,
        left_out   text    NOT NULL,
        PRIMARY KEY (period_id, watermark, kind, on_day, whistle_id, fact)
      )`);
    await runner.query(`
      CREATE INDEX ON views.evaluation_published_fact
        (period_id, watermark, unit_id, kind, on_day, whistle_id, fact)`);
    await runner.query(`
      CREATE INDEX ON views.evaluation_published_fact
        (period_id, watermark, street, kind, on_day, whistle_id, fact)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.evaluation_published_fact`);
    await runner.query(`DROP INDEX views.evaluation_fact_unit_id_kind_on_day_whistle_id_fact_idx`);
    await runner.query(`DROP INDEX views.evaluation_fact_street_kind_on_day_whistle_id_fact_idx`);
    await runner.query(`DROP INDEX views.evaluation_fact_jurisdiction_kind_on_day_whistle_id_fact_idx`);
    await runner.query(`ALTER TABLE views.evaluation_fact DROP left_out`);
    await runner.query(`CREATE INDEX ON views.evaluation_fact (jurisdiction, kind, on_day, whistle_id)`);
  }
}
