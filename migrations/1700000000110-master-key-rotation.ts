import type { MigrationInterface, QueryRunner } from 'typeorm';

/** While keys are wrapped again under another master key (密钥轮换): the version that some lie under still. */
export class MasterKeyRotation1700000000110 implements MigrationInterface {
  readonly name = 'MasterKeyRotation1700000000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE vault.root_secret ADD previous_version integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE vault.root_secret DROP previous_version`);
  }
}
