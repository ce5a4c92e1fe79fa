import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices on screens (a view, and what was read of it), and how far each webhook has come. */
export class Deliveries1700000000050 implements MigrationInterface {
  readonly name = 'Deliveries1700000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA delivery`);
    await runner.query(`
      CREATE TABLE delivery.webhook (
        webhook_id      uuid        PRIMARY KEY,
        position        bigint      NOT NULL,
        rewinds         integer     NOT NULL,
        attempts        integer     NOT NULL DEFAULT 0,
        next_attempt_at timestamptz,
        last_error      text,
        delivered_at    timestamptz
      )`);
    await runner.query(`
      CREATE TABLE delivery.dead_letter (
        webhook_id uuid        NOT NULL,
        position   bigint      NOT NULL,
        event_id   text        NOT NULL,
        stream_id  text        NOT NULL,
        revision   integer     NOT NULL,
        type       text        NOT NULL,
        attempts   integer     NOT NULL,
        error      text        NOT NULL,
        died_at    timestamptz NOT NULL,
        replay_at  timestamptz,
        PRIMARY KEY (webhook_id, position)
      )`);
    await runner.query(`
      CREATE TABLE delivery.read_notice (
        account_id text    NOT NULL,
        whistle_id uuid    NOT NULL,
        revision   integer NOT NULL,
        PRIMARY KEY (account_id, whistle_id, revision)
      )`);
    await runner.query(`
      CREATE TABLE delivery.read_through (
        account_id text   PRIMARY KEY,
        position   bigint NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE views.notifications (
        whistle_id   uuid        NOT NULL,
        revision     integer     NOT NULL,
        position     bigint      NOT NULL,
        type         text        NOT NULL,
        unit_id      text,
        to_initiator boolean     NOT NULL,
        to_unit      boolean     NOT NULL,
        to_lead      boolean     NOT NULL,
        to_units     boolean     NOT NULL,
        to_roles     text[]      NOT NULL,
        at           timestamptz NOT NULL,
        PRIMARY KEY (whistle_id, revision)
      )`);
    await runner.query(`CREATE INDEX ON views.notifications (position)`);
    await runner.query(`CREATE INDEX ON views.notifications (unit_id, position) WHERE to_unit`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.notifications`);
    await runner.query(`DELETE FROM views.projection WHERE name = 'notifications'`);
    await runner.query(`DROP SCHEMA delivery CASCADE`);
  }
}
