import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists show of what comes after a result: 返工, 重办, 申诉, 剔除, 督办, 终止办理. Nothing of it is in the log before. */
export class Aftercare1700000000030 implements MigrationInterface {
  readonly name = 'Aftercare1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE views.whistle_search
        ADD exempted_clocks integer NOT NULL DEFAULT 0,
        ADD reworks         integer NOT NULL DEFAULT 0,
        ADD reopenings      integer NOT NULL DEFAULT 0,
        ADD excluded        boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE views.whistle_search
        ALTER exempted_clocks DROP DEFAULT, ALTER reworks DROP DEFAULT, ALTER reopenings DROP DEFAULT,
        ALTER excluded DROP DEFAULT`);
    await runner.query(`
      ALTER TABLE views.department_inbox
        ADD pending_termination boolean NOT NULL DEFAULT false,
        ADD rework              boolean NOT NULL DEFAULT false,
        ADD supervision         text`);
    await runner.query(`
      ALTER TABLE views.department_inbox
        ALTER pending_termination DROP DEFAULT, ALTER rework DROP DEFAULT`);
    await runner.query(`ALTER TABLE views.resolution_fact ADD late_clocks integer NOT NULL DEFAULT 0`);
    await runner.query(`UPDATE views.resolution_fact SET late_clocks = 1 WHERE overdue`);
    await runner.query(`ALTER TABLE views.resolution_fact ALTER late_clocks DROP DEFAULT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.resolution_fact DROP late_clocks`);
    await runner.query(`ALTER TABLE views.department_inbox DROP pending_termination, DROP rework, DROP supervision`);
    await runner.query(`
      ALTER TABLE views.whistle_search
        DROP exempted_clocks, DROP reworks, DROP reopenings, DROP excluded`);
  }
}
