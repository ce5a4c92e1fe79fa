import { oneLine } from '@app/runtime';
import { Command } from 'commander';
import { backupCommand } from './commands/backup.js';
import { calendarCommand } from './commands/calendar.js';
import { deadlinesCommand } from './commands/deadlines.js';
import { evaluationCommand } from './commands/evaluation.js';
import { importCommand } from './commands/import.js';
import { keysCommand } from './commands/keys.js';
import { migrateCommand } from './commands/migrate.js';
import { rebuildCommand } from './commands/rebuild.js';
import { resetCommand } from './commands/reset.js';
import { restoreCommand } from './commands/restore.js';
import { seedCommand } from './commands/seed.js';
import { unitsCommand } from './commands/units.js';
import { upCommand } from './commands/up.js';

/** A command is one file in `commands/` and one line here. */
const commands = [
  upCommand,
  migrateCommand,
  seedCommand,
  importCommand,
  calendarCommand,
  unitsCommand,
  deadlinesCommand,
  evaluationCommand,
  rebuildCommand,
  backupCommand,
  restoreCommand,
  keysCommand,
  resetCommand,
];

const program = new Command('chuishao').description(
  '吹哨报到: community-service requests, from the whistle to the record',
);
for (const command of commands) program.addCommand(command);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`chuishao: ${oneLine(error)}`);
  if (process.env['LOG_LEVEL'] === 'debug') console.error(error);
  process.exit(1);
}
