import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The view `erasures` names the service orders (点单) that a decision reaches; former ones reached none. */
export class OrdersOfTheErased1700000000210 implements MigrationInterface {
  readonly name = 'OrdersOfTheErased1700000000210';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.erasures ADD order_ids uuid[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE views.erasures DROP order_ids`);
  }
}
