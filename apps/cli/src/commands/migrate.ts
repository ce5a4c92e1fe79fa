import { migrateAlarmQueue } from '@app/deadlines';
import { migrate, readConfig } from '@app/runtime';
import { Command } from 'commander';
import { migrations } from '../../../../migrations/index.js';
import { withServer } from '../database.js';

export const migrateCommand = new Command('migrate')
  .description('bring the database to the shape that this build expects')
  .action(async () => {
    const config = readConfig(process.env);
    const done = await withServer(config, async (url) => {
      const names = await migrate(url, migrations);
      const queue = await migrateAlarmQueue({ databaseUrl: url, redisUrl: config.redisUrl });
      return queue ? [...names, 'tables of the alarm queue'] : names;
    });
    console.log(done.length > 0 ? `migrated: ${done.join(', ')}` : 'nothing to migrate');
  });
