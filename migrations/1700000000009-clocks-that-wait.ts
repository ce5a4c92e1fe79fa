import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `open-clocks` and `department-inbox` in their second version: what stands still, is marked, or waits for a decision. Rows
 * that are there get what was so before any of this was known; the views are rebuilt before they are written again.
 */
export class ClocksThatWait1700000000009 implements MigrationInterface {
  readonly name = 'ClocksThatWait1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE views.open_clocks
        ADD cause             text        NOT NULL DEFAULT 'STARTED',
        ADD "limit"           jsonb,
        ADD paused_at         timestamptz,
        ADD pauses            jsonb       NOT NULL DEFAULT '[]',
        ADD marks             jsonb       NOT NULL DEFAULT '[]',
        ADD noticed           jsonb       NOT NULL DEFAULT '[]',
        ADD extensions        integer     NOT NULL DEFAULT 0,
        ADD extension_asked_by text,
        ADD pending_extension boolean     NOT NULL DEFAULT false,
        ADD next_alarm_at     timestamptz`);
    await runner.query(`UPDATE views.open_clocks SET next_alarm_at = due_at WHERE timer AND NOT missed`);
    await runner.query(`
      ALTER TABLE views.open_clocks
        ALTER cause DROP DEFAULT, ALTER pauses DROP DEFAULT, ALTER marks DROP DEFAULT, ALTER noticed DROP DEFAULT,
        ALTER extensions DROP DEFAULT, ALTER pending_extension DROP DEFAULT`);
    await dropIndex(runner, '(due_at) WHERE (timer AND (NOT missed))');
    await runner.query(
      `CREATE INDEX ON views.open_clocks (next_alarm_at, whistle_id, clock_id) WHERE next_alarm_at IS NOT NULL`,
    );
    await runner.query(`
      ALTER TABLE views.department_inbox
        ADD missed_clocks      jsonb   NOT NULL DEFAULT '[]',
        ADD suspended_until    timestamptz,
        ADD pending_extension  boolean NOT NULL DEFAULT false,
        ADD pending_suspension boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE views.department_inbox
        ALTER missed_clocks DROP DEFAULT, ALTER pending_extension DROP DEFAULT, ALTER pending_suspension DROP DEFAULT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE views.department_inbox
        DROP missed_clocks, DROP suspended_until, DROP pending_extension, DROP pending_suspension`);
    await runner.query(`
      ALTER TABLE views.open_clocks
        DROP cause, DROP "limit", DROP paused_at, DROP pauses, DROP marks, DROP noticed, DROP extensions,
        DROP extension_asked_by, DROP pending_extension, DROP next_alarm_at`);
    await runner.query(`CREATE INDEX ON views.open_clocks (due_at) WHERE timer AND NOT missed`);
  }
}

/** By what it is: a rebuild may have given it another name. */
async function dropIndex(runner: QueryRunner, ends: string): Promise<void> {
  const found: { name: string }[] = await runner.query(
    `SELECT quote_ident(indexname) AS name FROM pg_indexes
     WHERE schemaname = 'views' AND tablename = 'open_clocks' AND right(indexdef, length($1)) = $1`,
    [ends],
  );
  for (const { name } of found) await runner.query(`DROP INDEX views.${name}`);
}
