import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The view `evaluation-facts`: what is counted of each whistle, and the sums of days. */
export class EvaluationFacts1700000000040 implements MigrationInterface {
  readonly name = 'EvaluationFacts1700000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE views.evaluation_whistle (
        whistle_id uuid  PRIMARY KEY,
        counted    jsonb NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE views.evaluation_fact (
        whistle_id   uuid    NOT NULL,
        fact         text    NOT NULL,
        jurisdiction text    NOT NULL,
        kind         text    NOT NULL,
        outcome      text    NOT NULL,
        on_day       date    NOT NULL,
        unit_id      text    NOT NULL,
        street       text    NOT NULL,
        amount       integer NOT NULL,
        PRIMARY KEY (whistle_id, fact)
      )`);
    await runner.query(`CREATE INDEX ON views.evaluation_fact (jurisdiction, kind, on_day, whistle_id)`);
    await runner.query(`
      CREATE TABLE views.evaluation_day (
        jurisdiction text    NOT NULL,
        on_day       date    NOT NULL,
        kind         text    NOT NULL,
        outcome      text    NOT NULL,
        unit_id      text    NOT NULL,
        street       text    NOT NULL,
        facts        integer NOT NULL,
        amount       bigint  NOT NULL,
        PRIMARY KEY (jurisdiction, on_day, kind, outcome, unit_id, street)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.evaluation_whistle, views.evaluation_fact, views.evaluation_day`);
    await runner.query(`DELETE FROM views.projection WHERE name = 'evaluation-facts'`);
  }
}
