import { type Config, readConfig } from '@app/runtime';
import { Command } from 'commander';
import { namingFile } from '../backup/format.js';
import { Phases } from '../backup/phases.js';
import { verifyBackup } from '../backup/read-backup.js';
import { buildVersion, settingsIn } from '../backup/settings.js';
import { type BackupSummary, summaryOf, writeBackup } from '../backup/write-backup.js';
import { withDatabase } from '../database.js';

export const backupCommand = new Command('backup')
  .description('write log and keys into one verified file while the instance goes on; views are rebuilt by restore')
  .argument('<file>', 'its name, not taken yet')
  .option('--verify', 'only read a backup, and prove that it is whole')
  .action((file: string, { verify = false }: { verify?: boolean }) =>
    namingFile(file, async () => {
      const summary = await (verify ? verified(file) : written(readConfig(process.env), file));
      console.log(JSON.stringify(summary));
    }),
  );

async function verified(file: string): Promise<BackupSummary> {
  const phases = new Phases();
  const found = await verifyBackup(file, phases.begin('Verifying'));
  phases.end();
  return summaryOf(file, found);
}

async function written(config: Config, file: string): Promise<BackupSummary> {
  const phases = new Phases();
  const facts = {
    createdAt: new Date().toISOString(),
    build: buildVersion(),
    eventStore: config.eventStore,
    settings: settingsIn(process.env),
  } as const;
  const summary = await withDatabase(config, (url) => writeBackup(url, file, facts, phases.begin));
  phases.end();
  if (config.eventStore === 'kurrentdb') {
    console.error(
      'The log is in KurrentDB and not in this file: back it up by means of its own, and always before the keys.',
    );
  }
  const files = config.evidence.s3 ? 'the bucket' : `${config.dataDir}/evidence`;
  console.error(`Attached files are not in it: copy what is new in ${files} now.`);
  const where = config.masterKey ? 'MASTER_KEY' : `${config.dataDir}/master.key`;
  console.error(`The master key (${where}) is not in it: without that key its personal data stays sealed for ever.`);
  return summary;
}
