import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log. Every append goes through `log.append`, which takes the lock on the one `log.head` row first and holds it to
 * the commit: positions are dense and in commit order, so a reader needs only `position > $1`.
 */
export class EventLog1700000000001 implements MigrationInterface {
  name = 'EventLog1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA log');
    await runner.query(`
      CREATE TABLE log.event (
        position       bigint      NOT NULL PRIMARY KEY,
        stream_id      text COLLATE "C" NOT NULL,
        category       text COLLATE "C" NOT NULL,
        revision       integer     NOT NULL,
        event_id       uuid        NOT NULL UNIQUE,
        type           text        NOT NULL,
        schema_version smallint    NOT NULL,
        data           jsonb       NOT NULL,
        metadata       jsonb       NOT NULL,
        recorded_at    timestamptz NOT NULL,
        UNIQUE (stream_id, revision)
      )`);
    await runner.query('CREATE INDEX event_category_position ON log.event (category, position)');
    await runner.query(`
      CREATE TABLE log.stream (
        stream_id text COLLATE "C" NOT NULL PRIMARY KEY,
        revision  integer NOT NULL
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      CREATE TABLE log.command (
        stream_id    text COLLATE "C" NOT NULL,
        command_id   text COLLATE "C" NOT NULL,
        command_hash text        NOT NULL,
        revision     integer     NOT NULL,
        position     bigint      NOT NULL,
        recorded_at  timestamptz NOT NULL,
        PRIMARY KEY (stream_id, command_id)
      )`);
    await runner.query(`
      CREATE TABLE log.head (
        single      boolean     NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
        position    bigint      NOT NULL,
        recorded_at timestamptz NOT NULL
      ) WITH (fillfactor = 10)`);
    await runner.query(`INSERT INTO log.head (position, recorded_at) VALUES (0, '-infinity')`);
    await runner.query(APPEND_ONLY);
    await runner.query(APPEND);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA log CASCADE');
  }
}

/** `ENABLE ALWAYS`: a session that switches triggers off for replication does not get past these. */
const APPEND_ONLY = `
  CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% on %.%: the log is append-only', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END $$;

  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.command
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
  CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON log.stream
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
  CREATE TRIGGER no_removal BEFORE DELETE OR TRUNCATE ON log.head
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

  ALTER TABLE log.event ENABLE ALWAYS TRIGGER append_only;
  ALTER TABLE log.command ENABLE ALWAYS TRIGGER append_only;
  ALTER TABLE log.stream ENABLE ALWAYS TRIGGER no_removal;
  ALTER TABLE log.head ENABLE ALWAYS TRIGGER no_removal;`;

/**
 * Appends a batch and answers each request on its own. In: an array of
 * `{stream_id, category, expected, command_id, command_hash, events: [{event_id, type, schema_version, data, metadata}]}`,
 * each stream at most once; `expected` is a revision, -1 for "no stream" or -2 for "any stream that exists".
 * Out, per request by its ordinal from 1: `appended` or `repeated` with the command's last revision and position,
 * `conflict` with the stream's revision, `reused`.
 * The two statements matter: the second one's snapshot is taken after the lock, so it sees all that committed before.
 * The planner settings keep plans made while the tables were still empty from scanning them when they are full.
 * The moment of recording never runs backwards along the log, whatever the server's clock does.
 */
const APPEND = `
  CREATE FUNCTION log.append(requests jsonb)
  RETURNS TABLE (ordinal bigint, outcome text, revision integer, "position" bigint, recorded_at timestamptz)
  LANGUAGE plpgsql
  SET lock_timeout = '5s'
  SET enable_seqscan = off
  SET enable_hashjoin = off
  SET enable_mergejoin = off
  SET plan_cache_mode = force_generic_plan
  AS $$
  #variable_conflict use_column
  DECLARE
    head log.head;
    moment timestamptz;
  BEGIN
    SELECT * INTO STRICT head FROM log.head FOR UPDATE;
    moment := greatest(date_trunc('milliseconds', clock_timestamp()), head.recorded_at);
    RETURN QUERY
    WITH request AS MATERIALIZED (
      SELECT r.*, jsonb_array_length(r.events) AS size
      FROM ROWS FROM (jsonb_to_recordset(requests) AS (
        stream_id text, category text, expected integer, command_id text, command_hash text, events jsonb
      )) WITH ORDINALITY AS r (stream_id, category, expected, command_id, command_hash, events, ordinal)
    ), judged AS MATERIALIZED (
      SELECT q.*, coalesce(s.revision, -1) AS current,
        c.revision AS first_revision, c.position AS first_position, c.recorded_at AS first_recorded_at,
        CASE
          WHEN c.command_hash = q.command_hash THEN 'repeated'
          WHEN c.command_hash IS NOT NULL THEN 'reused'
          WHEN q.expected = coalesce(s.revision, -1) OR (q.expected = -2 AND s.revision >= 0) THEN 'appended'
          ELSE 'conflict'
        END AS outcome
      FROM request q
      LEFT JOIN log.stream s ON s.stream_id = q.stream_id
      LEFT JOIN log.command c ON c.stream_id = q.stream_id AND c.command_id = q.command_id
    ), numbered AS MATERIALIZED (
      SELECT j.*, j.current + j.size AS last_revision,
        head.position + sum(j.size) FILTER (WHERE j.outcome = 'appended') OVER (ORDER BY j.ordinal) AS last_position
      FROM judged j
    ), accepted AS (
      SELECT * FROM numbered n WHERE n.outcome = 'appended'
    ), new_events AS (
      INSERT INTO log.event
        (position, stream_id, category, revision, event_id, type, schema_version, data, metadata, recorded_at)
      SELECT a.last_position - a.size + e.n, a.stream_id, a.category, a.current + e.n,
        (e.item ->> 'event_id')::uuid, e.item ->> 'type', (e.item ->> 'schema_version')::smallint,
        e.item -> 'data', e.item -> 'metadata', moment
      FROM accepted a CROSS JOIN LATERAL jsonb_array_elements(a.events) WITH ORDINALITY AS e (item, n)
    ), new_revisions AS (
      INSERT INTO log.stream (stream_id, revision)
      SELECT a.stream_id, a.last_revision FROM accepted a
      ON CONFLICT (stream_id) DO UPDATE SET revision = excluded.revision
    ), new_commands AS (
      INSERT INTO log.command (stream_id, command_id, command_hash, revision, position, recorded_at)
      SELECT a.stream_id, a.command_id, a.command_hash, a.last_revision, a.last_position, moment FROM accepted a
    ), new_head AS (
      UPDATE log.head h SET position = last.position, recorded_at = moment
      FROM (SELECT max(a.last_position) AS position FROM accepted a) AS last
      WHERE last.position IS NOT NULL
      RETURNING pg_notify('log_appended', '')
    )
    SELECT n.ordinal, n.outcome,
      CASE n.outcome WHEN 'appended' THEN n.last_revision WHEN 'conflict' THEN n.current ELSE n.first_revision END,
      CASE n.outcome WHEN 'appended' THEN n.last_position ELSE n.first_position END,
      CASE n.outcome WHEN 'appended' THEN moment ELSE n.first_recorded_at END
    FROM numbered n
    ORDER BY n.ordinal;
  END $$;`;
