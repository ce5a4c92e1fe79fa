import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The views of whistles. Indexes keep the names that Postgres gives them, so that a rebuilt table has the same ones.
 * `grams` holds the pairs of neighbouring characters that a search for Chinese words of two characters needs.
 */
export class WhistleViews1700000000004 implements MigrationInterface {
  readonly name = 'WhistleViews1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SEQUENCE whistle_number`);
    await runner.query(`
      CREATE TABLE views.whistle_search (
        whistle_id    uuid        PRIMARY KEY,
        number        text        NOT NULL,
        status        text        NOT NULL,
        level         text        NOT NULL,
        anonymity     text        NOT NULL,
        initiator_id  text        NOT NULL,
        sealed        boolean     NOT NULL,
        summary       text        NOT NULL,
        category_code text,
        urgency       text,
        area_path     text        NOT NULL,
        address       text,
        longitude     double precision,
        latitude      double precision,
        unit_ids      text[]      NOT NULL,
        lead_unit_id  text,
        raised_at     timestamptz NOT NULL,
        raised_on     date        NOT NULL,
        closed_at     timestamptz,
        closing_kind  text,
        missed_clocks integer     NOT NULL,
        source_system text,
        source_id     text,
        flags         text[]      NOT NULL,
        grams         text[]      NOT NULL
      )`);
    await runner.query(`CREATE INDEX ON views.whistle_search (number text_pattern_ops)`);
    await runner.query(`CREATE INDEX ON views.whistle_search (raised_at DESC, whistle_id DESC)`);
    await runner.query(`CREATE INDEX ON views.whistle_search (area_path text_pattern_ops, raised_at DESC)`);
    await runner.query(`CREATE INDEX ON views.whistle_search (category_code, raised_at DESC)`);
    await runner.query(`CREATE INDEX ON views.whistle_search (initiator_id, raised_at DESC)`);
    await runner.query(`CREATE INDEX ON views.whistle_search USING gin (unit_ids)`);
    await runner.query(`CREATE INDEX ON views.whistle_search USING gin (grams)`);

    await runner.query(`
      CREATE TABLE views.triage_board (
        whistle_id uuid        PRIMARY KEY,
        status     text        NOT NULL,
        due_at     timestamptz NOT NULL,
        missed     boolean     NOT NULL,
        suggestion jsonb
      )`);
    await runner.query(`CREATE INDEX ON views.triage_board (due_at, whistle_id)`);

    await runner.query(`
      CREATE TABLE views.department_inbox (
        whistle_id    uuid        NOT NULL,
        assignment_id text        NOT NULL,
        unit_id       text        NOT NULL,
        role          text        NOT NULL,
        mandatory     boolean     NOT NULL,
        reports_in    boolean     NOT NULL,
        step          text        NOT NULL,
        reason        text        NOT NULL,
        assigned_at   timestamptz NOT NULL,
        due_at        timestamptz NOT NULL,
        next_clock    text,
        missed        boolean     NOT NULL,
        clocks        jsonb       NOT NULL,
        PRIMARY KEY (whistle_id, assignment_id)
      )`);
    await runner.query(`CREATE INDEX ON views.department_inbox (unit_id, due_at, whistle_id, assignment_id)`);

    await runner.query(`
      CREATE TABLE views.whistle_timeline (
        whistle_id  uuid        NOT NULL,
        revision    integer     NOT NULL,
        type        text        NOT NULL,
        facts       jsonb       NOT NULL,
        actor       jsonb       NOT NULL,
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        position    bigint      NOT NULL,
        PRIMARY KEY (whistle_id, revision)
      )`);

    await runner.query(`
      CREATE TABLE views.open_clocks (
        whistle_id       uuid        NOT NULL,
        clock_id         text        NOT NULL,
        clock            text        NOT NULL,
        assignment_id    text,
        unit_id          text,
        started_at       timestamptz NOT NULL,
        due_at           timestamptz NOT NULL,
        missed           boolean     NOT NULL,
        timer            boolean     NOT NULL,
        kind             text        NOT NULL,
        policy_version   text        NOT NULL,
        calendar_version text        NOT NULL,
        provisional      boolean     NOT NULL,
        PRIMARY KEY (whistle_id, clock_id)
      )`);
    await runner.query(`CREATE INDEX ON views.open_clocks (due_at, whistle_id, clock_id)`);
    await runner.query(`CREATE INDEX ON views.open_clocks (unit_id, due_at)`);
    await runner.query(`CREATE INDEX ON views.open_clocks (due_at) WHERE timer AND NOT missed`);

    await runner.query(`
      CREATE TABLE views.resolution_fact (
        whistle_id    uuid    PRIMARY KEY,
        raised_on     date    NOT NULL,
        closed_on     date,
        time_zone     text    NOT NULL,
        area_path     text    NOT NULL,
        category_code text    NOT NULL,
        unit_id       text    NOT NULL,
        status        text    NOT NULL,
        closing_kind  text    NOT NULL,
        overdue       boolean NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE views.resolution_count (
        anchor        text    NOT NULL,
        day           date    NOT NULL,
        area_path     text    NOT NULL,
        category_code text    NOT NULL,
        unit_id       text    NOT NULL,
        status        text    NOT NULL,
        closing_kind  text    NOT NULL,
        overdue       boolean NOT NULL,
        whistles      integer NOT NULL,
        PRIMARY KEY (anchor, day, area_path, category_code, unit_id, status, closing_kind, overdue)
      )`);
    await runner.query(`CREATE INDEX ON views.resolution_count (anchor) WHERE whistles = 0`);
    await runner.query(`CREATE INDEX ON views.resolution_count (area_path text_pattern_ops, day)`);
    await runner.query(`CREATE INDEX ON views.resolution_count (unit_id, day)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'whistle_search',
      'triage_board',
      'department_inbox',
      'whistle_timeline',
      'open_clocks',
      'resolution_fact',
      'resolution_count',
    ]) {
      await runner.query(`DROP TABLE views.${table}`);
    }
    await runner.query(`DROP SEQUENCE whistle_number`);
  }
}
