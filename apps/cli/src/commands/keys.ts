import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { MASTER_KEY_FILE, NEXT_MASTER_KEY_FILE, openVault, rotateKeys } from '@app/privacy';
import { type Config, readConfig } from '@app/runtime';
import { Command } from 'commander';
import { DataSource } from 'typeorm';
import { withDatabase } from '../database.js';
import { Progress } from '../progress.js';

const rotateCommand = new Command('rotate')
  .description(
    'wrap the key of every person again under the next master key, while everything runs; can be stopped and run again',
  )
  .action(async () => {
    const config = readConfig(process.env);
    const progress = new Progress('Wrapping again', 'keys');
    const rotated = await withDatabase(config, (url) => rotate(url, config, progress));
    progress.end();
    console.error(config.masterKey ? NOW_BY_ENVIRONMENT : nowByFile(config.dataDir));
    console.log(JSON.stringify(rotated));
  });

/** @throws Error one line: there is no next master key, or it has been moved to */
async function rotate(url: string, config: Config, progress: Progress) {
  const database = new DataSource({ type: 'postgres', url, applicationName: 'chuishao keys' });
  await database.initialize();
  try {
    const { masterKey } = await openVault(database, config);
    return await rotateKeys(database, masterKey, (done, total) => progress.update(done, total));
  } finally {
    await database.destroy();
  }
}

const NOW_BY_ENVIRONMENT =
  'Restart every process with MASTER_KEY set to the next one and without MASTER_KEY_NEXT. Keep the former one as long as backups of its time.';

/** The former key stays beside the new one: backups of its time need it. */
function nowByFile(dataDir: string): string {
  const [file, next] = [join(dataDir, MASTER_KEY_FILE), join(dataDir, NEXT_MASTER_KEY_FILE)];
  if (!existsSync(next)) return `Put the next master key into ${file}, and restart without MASTER_KEY_NEXT.`;
  copyFileSync(file, `${file}.former`);
  renameSync(next, file);
  return `${file} is the new one; ${file}.former opens backups made until now, and nothing else: move it to where they are kept.`;
}

export const keysCommand = new Command('keys').description('密钥: the master key').addCommand(rotateCommand);
