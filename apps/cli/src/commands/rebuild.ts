import { evaluationFacts } from '@app/evaluation';
import type { Projection } from '@app/projections';
import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { withApplication } from '../application.js';
import { allViews, keepPublished, rebuildViews } from '../views.js';

export const rebuildCommand = new Command('rebuild')
  .description('build views again from the log, beside the live ones, then swap them')
  .argument('[views...]', 'their names')
  .option('--all', 'every view')
  .action(async (names: string[], { all = false }: { all?: boolean }) => {
    const views = chosen(names, all);
    const events = await withApplication(readConfig(process.env), async (app) => {
      const read = await rebuildViews(app, views);
      if (views.includes(evaluationFacts)) await keepPublished(app);
      return read;
    });
    console.log(JSON.stringify({ views: views.map(({ name }) => name), events }));
  });

/** @throws Error one line, if there is no such view or none was named */
function chosen(names: readonly string[], all: boolean): readonly Projection[] {
  const known = allViews.map(({ name }) => name);
  if (all && names.length === 0) return allViews;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no view ${unknown.join(', ')}: there are ${known.join(', ')}`);
  if (all || names.length === 0) throw new Error(`name views or say --all: there are ${known.join(', ')}`);
  return allViews.filter(({ name }) => names.includes(name));
}
