import { EventStore } from '@app/event-store';
import { type Projection, rebuild } from '@app/projections';
import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { DataSource } from 'typeorm';
import { withApplication } from '../application.js';
import { Progress } from '../progress.js';
import { allViews } from '../views.js';

export const rebuildCommand = new Command('rebuild')
  .description('build views again from the log, beside the live ones, then swap them')
  .argument('[views...]', 'their names')
  .option('--all', 'every view')
  .action(async (names: string[], { all = false }: { all?: boolean }) => {
    const views = chosen(names, all);
    const events = await withApplication(readConfig(process.env), async (app) => {
      const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
      let sum = 0;
      for (const projection of views) {
        const progress = new Progress(projection.name, 'events');
        const built = await rebuild({ projection, store, dataSource }, ({ events: done, position, head }) =>
          progress.update(done, expected(done, Number(position), Number(head))),
        );
        progress.update(built.events);
        progress.end();
        sum += built.events;
      }
      return sum;
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

/** A view reads only some events of the log: how many it will be, from those so far. */
const expected = (done: number, position: number, head: number): number =>
  position > 0 ? Math.round((done / position) * head) : 0;
