import { type EmbeddedPostgres, freePort, startEmbeddedPostgres } from '@app/runtime';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const START_PATIENCE_MS = 30_000;

/** A PostgreSQL of the test's own, durable as in service, that can be killed and started again on the same data and port. */
export interface OwnPostgres {
  readonly url: string;
  readonly port: number;
  /** `kill -9` of the postmaster: everybody's connection is cut, nothing is written down any more. */
  kill(): Promise<void>;
  /** Does nothing if it runs; starts it again if it has ended, of a `kill` or by itself. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param dataDir keeps the cluster: remove it after `stop` */
export async function ownPostgres(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<OwnPostgres> {
  const port = await freePort();
  let running: EmbeddedPostgres | undefined;
  const launch = async () => {
    const server = await startEmbeddedPostgres({ dataDir, port, settings });
    running = server;
    void server.ended.then(() => (running = undefined));
    return server;
  };
  const { url } = await launch();
  return {
    url,
    port,
    async kill() {
      const [postmaster] = readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(postmaster), 'SIGKILL');
      await running?.ended;
    },
    async start() {
      if (running) return;
      // the killed server's own processes hold its memory and its port for a moment longer
      const givingUpAt = performance.now() + START_PATIENCE_MS;
      for (;;) {
        try {
          await launch();
          return;
        } catch (error) {
          if (performance.now() > givingUpAt) throw error;
        }
        await pause(100);
      }
    },
    async stop() {
      await running?.stop();
    },
  };
}
