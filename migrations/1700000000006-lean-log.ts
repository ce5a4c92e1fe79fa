import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log becomes one table. A stream's revision, the command that wrote an event and the head of the log are read from
 * the events themselves, by index: what was three more tables cost more than the events. Event ids follow from stream,
 * command and place, so that the key of commands keeps them unique too. `json` keeps what was written, byte by byte.
 */
export class LeanLog1700000000006 implements MigrationInterface {
  name = 'LeanLog1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION log.append');
    await runner.query('ALTER TABLE log.event RENAME TO event_before');
    await runner.query(`
      CREATE TABLE log.event (
        position       bigint      NOT NULL,
        recorded_at    timestamptz NOT NULL,
        revision       integer     NOT NULL,
        schema_version smallint    NOT NULL,
        event_id       uuid        NOT NULL,
        stream_id      text COLLATE "C" NOT NULL,
        category       text COLLATE "C" NOT NULL,
        type           text COLLATE "C" NOT NULL,
        data           json        NOT NULL,
        metadata       json        NOT NULL,
        command_id     text COLLATE "C",
        command_hash   text COLLATE "C"
      )`);
    await runner.query(`COMMENT ON COLUMN log.event.command_id IS 'of the last event of each command; null before it'`);
    await runner.query(`
      INSERT INTO log.event
      SELECT e.position, e.recorded_at, e.revision, e.schema_version, e.event_id, e.stream_id, e.category, e.type,
        e.data::json, e.metadata::json, c.command_id, c.command_hash
      FROM log.event_before e LEFT JOIN log.command c ON c.stream_id = e.stream_id AND c.revision = e.revision
      ORDER BY e.position`);
    for (const table of ['event_before', 'stream', 'command', 'head']) await runner.query(`DROP TABLE log.${table}`);
    await runner.query(`
      ALTER TABLE log.event
        ADD CONSTRAINT event_pkey PRIMARY KEY (position),
        ADD CONSTRAINT event_stream_revision UNIQUE (stream_id, revision);
      CREATE UNIQUE INDEX event_stream_command ON log.event (stream_id, command_id) WHERE command_id IS NOT NULL;
      CREATE INDEX event_category_position ON log.event (category, position)`);
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.event
        FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
      ALTER TABLE log.event ENABLE ALWAYS TRIGGER append_only`);
    await runner.query(APPEND);
  }

  async down(): Promise<void> {
    return Promise.reject(new Error('the log does not go back to its former tables: restore a backup'));
  }
}

/**
 * Appends a batch and answers each request on its own. In: an item per request (each stream at most once; `expected` is a
 * revision, -1 for "no stream" or -2 for "any stream that exists"; `sizes`, its number of events), then an item per event
 * (`requests` and `places`, both from 1: the request that it belongs to, and its place there).
 * Out, per request in order: `appended` or `repeated` with the command's last revision and position, `conflict` with the
 * stream's revision, `reused`; the moment in milliseconds of the epoch.
 *
 * The lock is held to the commit, so positions are dense and in commit order: a reader needs only `position > $1`.
 * The three statements matter: each takes its snapshot anew, so what follows the lock sees all that committed before.
 * The planner settings keep plans made while the table was still empty from scanning it when it is full.
 * The moment of recording never runs backwards along the log, whatever the server's clock does.
 */
const APPEND = `
  CREATE FUNCTION log.append(
    stream_ids text[], expected integer[], command_ids text[], command_hashes text[], sizes integer[],
    requests integer[], places integer[], event_ids uuid[], types text[], schema_versions smallint[],
    data text[], metadata text[]
  )
  RETURNS TABLE (outcome text, revision integer, "position" bigint, recorded_ms double precision)
  LANGUAGE plpgsql
  SET lock_timeout = '5s'
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET plan_cache_mode = force_generic_plan
  AS $$
  #variable_conflict use_column
  DECLARE
    head bigint;
    moment timestamptz;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('chuishao append', 0));
    SELECT e.position, e.recorded_at INTO head, moment FROM log.event e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    moment := greatest(date_trunc('milliseconds', clock_timestamp()), moment);
    RETURN QUERY
    WITH judged AS MATERIALIZED (
      SELECT r.*, coalesce(s.revision, -1) AS current, c.revision AS first_revision, c.position AS first_position,
        c.recorded_at AS first_recorded_at,
        CASE
          WHEN c.command_hash = r.command_hash THEN 'repeated'
          WHEN c.command_hash IS NOT NULL THEN 'reused'
          WHEN r.expected = coalesce(s.revision, -1) OR (r.expected = -2 AND s.revision >= 0) THEN 'appended'
          ELSE 'conflict'
        END AS outcome
      FROM unnest(stream_ids, expected, command_ids, command_hashes, sizes) WITH ORDINALITY
        AS r (stream_id, expected, command_id, command_hash, size, ordinal)
      LEFT JOIN LATERAL (
        SELECT e.revision FROM log.event e WHERE e.stream_id = r.stream_id ORDER BY e.revision DESC LIMIT 1
      ) AS s ON true
      LEFT JOIN LATERAL (
        SELECT e.revision, e.position, e.recorded_at, e.command_hash FROM log.event e
        WHERE e.stream_id = r.stream_id AND e.command_id = r.command_id LIMIT 1
      ) AS c ON true
    ), numbered AS MATERIALIZED (
      SELECT j.*, head + sum(j.size) FILTER (WHERE j.outcome = 'appended') OVER (ORDER BY j.ordinal) AS last_position
      FROM judged j
    ), written AS (
      INSERT INTO log.event (position, recorded_at, revision, schema_version, event_id, stream_id, category, type,
        data, metadata, command_id, command_hash)
      SELECT n.last_position - n.size + e.place, moment, n.current + e.place, e.schema_version, e.event_id,
        n.stream_id, split_part(n.stream_id, '-', 1), e.type, e.data::json, e.metadata::json,
        CASE WHEN e.place = n.size THEN n.command_id END, CASE WHEN e.place = n.size THEN n.command_hash END
      FROM unnest(requests, places, event_ids, types, schema_versions, data, metadata)
        AS e (request, place, event_id, type, schema_version, data, metadata)
      JOIN numbered n ON n.ordinal = e.request AND n.outcome = 'appended'
    )
    SELECT n.outcome,
      CASE n.outcome WHEN 'appended' THEN n.current + n.size WHEN 'conflict' THEN n.current ELSE n.first_revision END,
      CASE n.outcome WHEN 'appended' THEN n.last_position::bigint ELSE n.first_position END,
      (1000 * extract(epoch FROM CASE n.outcome WHEN 'appended' THEN moment ELSE n.first_recorded_at END))::float8
    FROM numbered n
    ORDER BY n.ordinal;
    PERFORM pg_notify('log_appended', '') FROM log.event e WHERE e.position > head LIMIT 1;
  END $$;`;
