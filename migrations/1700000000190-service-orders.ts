import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 三单制、微心愿: the view `service-orders`. */
export class ServiceOrders1700000000190 implements MigrationInterface {
  readonly name = 'ServiceOrders1700000000190';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE views.service_orders (
        order_id        uuid        PRIMARY KEY,
        kind            text        NOT NULL,
        status          text        NOT NULL,
        area_path       text        NOT NULL,
        wish            text        NOT NULL,
        orderer_id      text        NOT NULL,
        claimer_id      text,
        claimer_unit_id text,
        ordered_at      timestamptz NOT NULL,
        due_at          timestamptz,
        overdue         boolean     NOT NULL
      )`);
    await runner.query(`CREATE INDEX ON views.service_orders (ordered_at DESC, order_id DESC)`);
    await runner.query(`CREATE INDEX ON views.service_orders (area_path text_pattern_ops)`);
    await runner.query(`CREATE INDEX ON views.service_orders (due_at, order_id) WHERE NOT overdue`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE views.service_orders`);
    await runner.query(`DELETE FROM views.projection WHERE name = 'service-orders'`);
  }
}
