import { EventStore } from '@app/event-store';
import { allProjections } from '@app/process';
import { rebuild } from '@app/projections';
import { once } from 'node:events';
import { DataSource } from 'typeorm';
import { withApp } from './district.js';

/** A process that builds the views it is told, one after the other, until nobody tells it any more: a worker's share. */
const [url = '', dataDir = ''] = process.argv.slice(2);
await withApp({ url, dataDir }, async (app) => {
  const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
  const left = once(process, 'disconnect').then(() => undefined);
  for (;;) {
    process.send?.('ready');
    const told = await Promise.race([once(process, 'message'), left]);
    if (!told) return;
    const projection = allProjections.find(({ name }) => name === told[0]);
    if (!projection) throw new Error(`there is no view ${String(told[0])}`);
    await rebuild({ projection, store, dataSource });
  }
});
