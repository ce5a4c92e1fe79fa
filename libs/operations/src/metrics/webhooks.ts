import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

interface Row {
  readonly failing: number;
  readonly dead: number;
}

/** How webhooks fare, over all processes: asked anew at each scrape; absent while the database is away. */
export function measureWebhooks(register: Registry, dataSource: DataSource): void {
  const ask = async (): Promise<Row | undefined> => {
    const rows = await dataSource
      .query<Row[]>(
        `SELECT (SELECT count(*)::integer FROM delivery.webhook WHERE attempts > 0) AS failing,
                (SELECT count(*)::integer FROM delivery.dead_letter) AS dead`,
      )
      .catch(() => []);
    return rows[0];
  };
  const gauge = (name: string, help: string, valueOf: (row: Row) => number) =>
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        const row = await ask();
        this.reset();
        if (row) this.set(valueOf(row));
      },
    });
  gauge('chuishao_webhooks_failing', 'Webhooks whose next event was not acknowledged yet', ({ failing }) => failing);
  gauge('chuishao_webhook_dead_letters', 'Events that were given up and not sent again', ({ dead }) => dead);
}
