import type { EventStore } from '@app/event-store';
import { type ViewStatus, viewStatuses } from '@app/projections';
import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

interface Lag {
  readonly view: string;
  /** Positions of the log between the view and its head: events on Postgres, bytes on KurrentDB. */
  readonly events: number;
  /** Age of the oldest event that the view has not seen; 0 if there is none. */
  readonly seconds: number;
  readonly failed: boolean;
}

/** How far each view is behind the log. */
export async function viewLags(store: EventStore, dataSource: DataSource): Promise<Lag[]> {
  const views = await viewStatuses(dataSource);
  const head = await store.head();
  const lagOf = async ({ name, position, error }: ViewStatus): Promise<Lag> => {
    const events = head > position ? Number(head - position) : 0;
    const [oldest] = events > 0 ? (await store.readAll(position, { limit: 1 })).events : [];
    const seconds = oldest ? Math.max(0, Date.now() - Date.parse(oldest.recordedAt)) / 1000 : 0;
    return { view: name, events, seconds, failed: error !== undefined };
  };
  return Promise.all(views.map(lagOf));
}

/** Asked anew at each scrape; absent while database or log are away. */
export function measureViews(register: Registry, store: EventStore, dataSource: DataSource): void {
  let asked: Promise<Lag[]> | undefined;
  /** The gauges of one scrape ask together. */
  const lags = (): Promise<Lag[]> =>
    (asked ??= viewLags(store, dataSource)
      .catch(() => [])
      .finally(() => (asked = undefined)));
  const gauge = (name: string, help: string, valueOf: (lag: Lag) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['view'] as const,
      registers: [register],
      async collect() {
        const found = await lags();
        this.reset();
        for (const lag of found) this.set({ view: lag.view }, valueOf(lag));
      },
    });
  gauge('chuishao_projection_lag_events', 'Positions of the log that the view has not seen', ({ events }) => events);
  gauge('chuishao_projection_lag_seconds', 'Age of the oldest event that the view has not seen', (lag) => lag.seconds);
  gauge('chuishao_projection_failed', '1 if the view stands still because it failed', (lag) => (lag.failed ? 1 : 0));
}
