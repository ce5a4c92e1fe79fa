import { setTimeout as pause } from 'node:timers/promises';
import { replayMissing } from '@app/evaluation';
import { EventStore } from '@app/event-store';
import type { Position } from '@app/kernel';
import { keepAtWork, Lease, type Projection, ProjectionRunner, rebuild, viewStatus } from '@app/projections';
import { allProjections } from '@app/process';
import type { Config } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Progress } from './progress.js';

/** Every view that there is. */
export const allViews: readonly Projection[] = allProjections;

const POLL_MS = 100;
/** Without any movement for so long nobody is working on the views, or something stands in the way. */
const PATIENCE_MS = 15_000;

/**
 * Brings every view up to a position, with progress on stderr. A running worker does the work where there is one, for it
 * holds the leases; else this process does.
 * @returns why some view is not there, one line each
 */
export async function catchUpViews(app: INestApplicationContext, config: Config, target: Position): Promise<string[]> {
  const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
  const behind = async () => {
    const statuses = await Promise.all(
      allViews.map(async ({ name }) => ({ name, status: await viewStatus(dataSource, name) })),
    );
    return statuses.flatMap(({ name, status }) => {
      const left = target - (status?.position ?? 0n);
      return left > 0n ? [{ name, left: Number(left), error: status?.error }] : [];
    });
  };
  let views = await behind();
  if (views.length === 0) return [];

  const stop = new AbortController();
  const lease = new Lease(config.databaseUrl ?? '');
  const runners = allViews.map((view) => new ProjectionRunner(view, store, dataSource));
  const running = Promise.all(runners.map((runner) => keepAtWork(runner, lease, stop.signal)));
  const progress = new Progress('Views', 'events');
  const left = () => views.reduce((sum, view) => sum + view.left, 0);
  const total = left();
  let movedAt = Date.now();
  for (let before = total; views.length > 0 && Date.now() - movedAt < PATIENCE_MS; before = left()) {
    await pause(POLL_MS);
    views = await behind();
    if (left() < before) movedAt = Date.now();
    progress.update(total - left(), total);
  }
  progress.end();
  stop.abort();
  await running;
  return views.map(
    ({ name, error }) => `view ${name} is behind${error ? `: ${error}` : ', and will follow when a worker runs'}`,
  );
}

/** Builds views again from the log, beside the live ones. @returns how many events were read, over all views */
export async function rebuildViews(app: INestApplicationContext, views: readonly Projection[]): Promise<number> {
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
}

/** The facts behind closed periods of evaluation, where they are missing. */
export const keepPublished = (app: INestApplicationContext): Promise<void> =>
  replayMissing({ store: app.get(EventStore), dataSource: app.get(DataSource) }, (periodId) =>
    console.error(`Making the facts behind ${periodId} again`),
  );

/** A view reads only some events of the log: how many it will be, from those so far. */
const expected = (done: number, position: number, head: number): number =>
  position > 0 ? Math.round((done / position) * head) : 0;
