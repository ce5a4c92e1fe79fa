import { readFileSync } from 'node:fs';
import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { withApplication } from '../application.js';
import { namingFile } from '../backup/format.js';
import { Phases } from '../backup/phases.js';
import { restoreBackup } from '../backup/restore-backup.js';
import { otherSettings } from '../backup/settings.js';
import { withServer } from '../database.js';
import { allViews, keepPublished, rebuildViews } from '../views.js';

interface Options {
  readonly erase?: string;
}

export const restoreCommand = new Command('restore')
  .description('bring a backup into an empty database, then rebuild all views; needs the master key of that time')
  .argument('<file>', 'a backup')
  .option('--erase <file>', 'subject ids, one a line, of persons who were erased after the backup was made')
  .action((file: string, { erase }: Options) => namingFile(file, () => restore(file, erase ? linesOf(erase) : [])));

async function restore(file: string, erase: readonly string[]): Promise<void> {
  const config = readConfig(process.env);
  const phases = new Phases();
  const { header, ...summary } = await withServer(config, (url) =>
    restoreBackup(url, file, { eventStore: config.eventStore, masterKey: config, erase, phase: phases.begin }),
  );
  phases.end();
  await withApplication(config, async (app) => {
    await rebuildViews(app, allViews);
    await keepPublished(app);
  });
  for (const setting of otherSettings(header.settings, process.env)) console.error(`Was set then: ${setting}`);
  if (erase.length === 0) {
    console.error(`Whoever was erased after ${header.createdAt} can be read again: see --erase.`);
  }
  console.log(JSON.stringify(summary));
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
