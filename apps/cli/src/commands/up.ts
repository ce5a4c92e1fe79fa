import { readConfig } from '@app/runtime';
import { Command } from 'commander';

export const upCommand = new Command('up')
  .description('run everything in this process: database (unless DATABASE_URL is given), API and worker')
  .option('--demo', 'also play a busy week of the sample district, once')
  .action(async ({ demo = false }: { demo?: boolean }) => {
    const { up } = await import('../up/up.js'); // HTTP is of no use to the other commands, which start much sooner without
    await up(readConfig(process.env), { demo });
  });
