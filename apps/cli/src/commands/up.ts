import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { up } from '../up/up.js';

export const upCommand = new Command('up')
  .description('run everything in this process: database (unless DATABASE_URL is given), API and worker')
  .option('--demo', 'also play a busy week of the sample district, once')
  .action(({ demo = false }: { demo?: boolean }) => up(readConfig(process.env), { demo }));
