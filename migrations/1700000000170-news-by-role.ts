import type { MigrationInterface, QueryRunner } from 'typeorm';

/** News and reminders to a role are few among all of them: they are found by an index of their own. */
export class NewsByRole1700000000170 implements MigrationInterface {
  readonly name = 'NewsByRole1700000000170';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX ON views.notifications (position) WHERE to_roles <> '{}'`);
    await runner.query(
      `CREATE INDEX ON views.reminders (marked_at DESC, whistle_id DESC, revision DESC) WHERE to_roles <> '{}'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX views.notifications_position_idx1`);
    await runner.query(`DROP INDEX views.reminders_marked_at_whistle_id_revision_idx2`);
  }
}
