import { migrate, readConfig } from '@app/runtime';
import { Command } from 'commander';
import { migrations } from '../../../../migrations/index.js';
import { withServer } from '../database.js';

export const migrateCommand = new Command('migrate')
  .description('bring the database to the shape that this build expects')
  .action(async () => {
    const done = await withServer(readConfig(process.env), (url) => migrate(url, migrations));
    console.log(done.length > 0 ? `migrated: ${done.join(', ')}` : 'nothing to migrate');
  });
