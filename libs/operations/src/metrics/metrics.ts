import type { EventStore } from '@app/event-store';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { measureViews } from './views.js';
import { measureWebhooks } from './webhooks.js';
import { measureWork } from './work.js';

export interface Metrics {
  readonly register: Registry;
  /** Stops listening to the libraries. */
  readonly end: () => void;
}

/** Everything that one process tells Prometheus, from now on. */
export function measure(store: EventStore, dataSource: DataSource, { views }: { readonly views: boolean }): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  if (views) {
    measureViews(register, store, dataSource);
    measureWebhooks(register, dataSource);
  }
  return { register, end: measureWork(register) };
}
