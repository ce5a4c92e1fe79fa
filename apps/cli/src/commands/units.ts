import { readConfig } from '@app/runtime';
import { Command, InvalidArgumentError } from 'commander';
import { withApplication } from '../application.js';
import { mergeUnits } from '../units/merge-units.js';

const instant = (text: string): string => {
  const moment = new Date(text);
  if (!/(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError('must be a moment with its zone, such as 2027-01-01T00:00:00+08:00');
  }
  return moment.toISOString();
};

export const unitsCommand = new Command('units').description('units of the directory').addCommand(
  new Command('merge')
    .description('let one unit carry on the duties of others, and their open work (机构合并)')
    .argument('<units...>', 'ids of those that end')
    .requiredOption('--into <unit>', 'id of their successor')
    .option('--at <moment>', 'from when on; now unless given', instant)
    .action((from: string[], { into, at }: { into: string; at?: string }) =>
      withApplication(readConfig(process.env), async (app) => {
        console.log(JSON.stringify({ from, into, at: await mergeUnits(app, { from, into, at }) }));
      }),
    ),
);
