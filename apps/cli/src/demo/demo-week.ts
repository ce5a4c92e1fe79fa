import { Catalogue } from '@app/catalogue';
import { Alarms } from '@app/deadlines';
import { Directory } from '@app/directory';
import { CommandIdReused, EventStore } from '@app/event-store';
import { demoAllowed } from '@app/identity';
import { Clock, DomainError } from '@app/kernel';
import type { Config } from '@app/runtime';
import type { AnyWhistleCommand } from '@app/whistles';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Progress } from '../progress.js';
import { DemoMark } from './demo-mark.js';
import { planWeek } from './plan.js';
import { playOrders } from './wishes.js';

/** Commands under way at once: enough for the log's batches to fill. */
const IN_FLIGHT = 48;

/**
 * 演示周: with `--demo`, a busy week up to now, once. A week that was begun is finished, with the end that it had then.
 * @throws Error one line: production, or a database that is not the embedded one; the sample district is not there
 */
export async function prepareDemoWeek(
  app: INestApplicationContext,
  config: Config,
  { demo }: { readonly demo: boolean },
): Promise<void> {
  if (!demo) return;
  if (!demoAllowed(config)) {
    throw new Error(
      '--demo writes an invented week into the log: on the embedded database only, and never in production',
    );
  }
  const mark = new DemoMark(app.get(EventStore));
  const week = await mark.begin(app.get(Clock).now());
  if (week.played) return;
  const plan = planWeek(app.get(Directory).view(), app.get(Catalogue).view(), week.until);
  const alarms = app.get(Alarms);
  // an alarm would ring for a clock that the next command of the week stops
  await alarms.stop();
  await play(plan, app.get(CommandBus));
  await playOrders(week.until, app.get(CommandBus));
  await mark.end(app.get(Clock).now());
  alarms.start();
}

/** Each whistle's commands one after another, those of different whistles at the same time, all about in order of time. */
export async function play(plan: readonly AnyWhistleCommand[], bus: Pick<CommandBus, 'execute'>): Promise<void> {
  const progress = new Progress('Demo week', 'commands');
  const last = new Map<string, Promise<boolean>>();
  const underWay = new Set<Promise<unknown>>();
  let done = 0;
  for (const command of plan) {
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay);
    const before = last.get(command.whistleId) ?? Promise.resolve(true);
    const now = before.then((goesOn) => goesOn && carryOut(command, bus));
    last.set(command.whistleId, now);
    const counted = now.then(() => {
      underWay.delete(counted);
      progress.update(++done, plan.length);
    });
    underWay.add(counted);
  }
  await Promise.all(underWay);
  progress.end();
}

/** @returns whether the script goes on: somebody may have taken the whistle up since a week that was cut short */
async function carryOut(command: AnyWhistleCommand, bus: Pick<CommandBus, 'execute'>): Promise<boolean> {
  try {
    await bus.execute(command);
    return true;
  } catch (error) {
    if (error instanceof DomainError || error instanceof CommandIdReused) return false;
    throw error;
  }
}
