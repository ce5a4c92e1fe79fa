import { resolve } from 'node:path';
import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { withApplication } from '../application.js';
import { importTable } from '../import/import-table.js';
import { readMapping } from '../import/mapping.js';
import { Rejects } from '../import/rejects.js';
import { requireFile } from '../import/table.js';
import { reportUnusable, Unusable } from '../import/unusable.js';
import { catchUpViews } from '../views.js';

interface Options {
  readonly mapping: string;
  readonly rejects?: string;
}

export const importCommand = new Command('import')
  .description('take in the request history of a city from a CSV file; running it again adds nothing twice')
  .argument('<file>', 'a table of requests, CSV with a header, packed if its name ends in .gz')
  .requiredOption('--mapping <file>', 'what the columns mean, see docs/import.md')
  .option('--rejects <file>', 'where rows go that cannot be taken in (default: <file>.rejects.csv)')
  .action((file: string, options: Options) => reportUnusable(() => importFile(file, options)));

async function importFile(file: string, { mapping: mappingFile, rejects: given }: Options): Promise<void> {
  const mapping = readMapping(mappingFile);
  requireFile(file);
  const rejects = new Rejects(given ?? `${file}.rejects.csv`);
  if ([file, mappingFile].some((path) => resolve(path) === resolve(rejects.path))) {
    throw new Unusable([`--rejects: ${rejects.path} would be overwritten`]);
  }
  const counts = await withApplication(readConfig(process.env), async (app, config) => {
    rejects.clear();
    const { counts, position } = await importTable(app, file, mapping, rejects);
    for (const line of await catchUpViews(app, config, position)) console.error(`chuishao: ${line}`);
    return counts;
  });
  if (counts.rejected > 0) console.error(`${counts.rejected} rows were rejected: ${rejects.path}`);
  console.log(JSON.stringify(counts));
}
