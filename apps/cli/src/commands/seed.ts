import { existsSync } from 'node:fs';
import { Catalogue, loadSeeds } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Config, readConfig } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command } from 'commander';
import { withApplication } from '../application.js';

export const seedCommand = new Command('seed')
  .description('load areas, units, posts, accounts and the catalogue; the same data again adds nothing')
  .argument('[folder]', 'laid out like seeds/; the sample district unless given, which production must')
  .action(async (given?: string) => {
    const config = readConfig(process.env);
    const folder = given ?? config.seedsDir;
    if (folder === undefined) throw new Error('in production, say which folder to load');
    const added = await withApplication(config, (app) => seed(app, folder, { progress: progressLine }));
    console.log(added > 0 ? `seeded: ${added} events added` : 'nothing to seed');
  });

/** At every start: the folder that the configuration names. Run again it adds nothing, and takes back nothing. */
export const prepareSeeds = async (app: INestApplicationContext, { seedsDir }: Config): Promise<void> => {
  if (seedsDir === undefined) return;
  if (!existsSync(seedsDir)) throw new Error(`SEEDS_DIR: there is no folder ${seedsDir}`);
  await seed(app, seedsDir, { atStart: true });
};

/** @returns how many events were added */
async function seed(
  app: INestApplicationContext,
  folder: string,
  { atStart = false, progress }: { readonly atStart?: boolean; readonly progress?: (text: string) => void },
): Promise<number> {
  const known = () => Number(app.get(Directory).view().version) + Number(app.get(Catalogue).view().version);
  const before = known();
  await loadSeeds(folder, app.get(CommandBus), {
    at: new Date().toISOString(),
    atStart,
    progress: ({ what, done, total }) => progress?.(`${done}/${total} ${what}`),
  });
  return known() - before;
}

/** One line that is written over, on a terminal only. */
function progressLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
