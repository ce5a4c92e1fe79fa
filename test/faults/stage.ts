import { type EventStore, PostgresEventStore } from '@app/event-store';
import { type RecordedEvent, START } from '@app/kernel';
import { viewStatus } from '@app/projections';
import { databaseOptions, migrate } from '@app/runtime';
import { whistleProjections } from '@app/whistles';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Random } from '../../apps/cli/src/demo/random.js';
import { migrations } from '../../migrations/index.js';
import { type OwnPostgres, ownPostgres } from '../own-postgres.js';
import { type Environment, Processes, removeFolder, type StartedApi, type StartedWorker, until } from '../processes.js';
import { smallSeeds } from '../small-seeds.js';
import { type OwnIssuer, ownIssuer } from '../token-issuer.js';
import { brokenPromises, clocksBroken } from './invariants.js';
import { Load } from './load.js';
import { notAsRebuilt } from './views-as-rebuilt.js';

/** Faults per test: few in `npm test`, more in `npm run test:faults`. */
export const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 1);
/** Some faults strike for minutes: `npm run test:faults` only. */
export const LONG = process.env['FAULT_ROUNDS'] !== undefined;
/** What chance there is in this run; `FAULT_SEED` plays one again. */
export const SEED = process.env['FAULT_SEED'] ?? randomBytes(4).toString('hex');

/** Clocks of `SHORT_LIMITS` run out within it, no others do. */
const SOON_MS = 30_000;

/** However late a fault makes them. */
const RINGS_WITHIN_MS = 30_000;

/** Limits in minutes that run out while a test looks on. */
export const SHORT_LIMITS = { ACCEPT: '0.03 min', SIGN: '0.05 min' };

export interface StageOptions {
  /** Of the database; a folder of its own unless given. */
  readonly databaseDir?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** For the processes, given where the database is: such as a `DATABASE_URL` by way of a proxy. */
  readonly environment?: (database: OwnPostgres) => Environment | Promise<Environment>;
  /** The log, if it is not in the database. */
  readonly log?: EventStore;
  /** Limits of urgent whistles, as the seeds write them; the sample district's unless given. */
  readonly limits?: Readonly<Record<string, string>>;
  /** Those of service orders (三单制). */
  readonly serviceOrders?: Readonly<Record<'review' | 'claim' | 'deliver', string>>;
}

/** A database, an identity provider and the sample district; processes are the test's to start. */
export class Stage {
  readonly processes: Processes;
  readonly dataSource: DataSource;
  readonly store: EventStore;
  readonly #loads: Load[] = [];

  private constructor(
    readonly database: OwnPostgres,
    readonly issuer: OwnIssuer,
    readonly folder: string,
    environment: Environment,
    log: EventStore | undefined,
  ) {
    this.processes = new Processes(environment);
    const entities = whistleProjections.flatMap(({ rows }) => [...rows]);
    this.dataSource = new DataSource(databaseOptions({ url: database.url, entities, poolSize: 3 }));
    this.store = log ?? new PostgresEventStore({ url: database.url, patienceMs: 30_000 });
  }

  static async set(options: StageOptions = {}): Promise<Stage> {
    const { databaseDir, settings, environment, log } = options;
    const folder = mkdtempSync(join(tmpdir(), 'chuishao-faults-'));
    const [database, issuer] = await Promise.all([
      ownPostgres(databaseDir ?? join(folder, 'database'), settings),
      ownIssuer(),
    ]);
    await migrate(database.url, migrations);
    const given = {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: database.url,
      RATE_LIMIT: '0',
      ...issuer.environment,
      ...(await environment?.(database)),
    };
    const stage = new Stage(database, issuer, folder, given, log);
    const seeding = stage.processes.cli(['seed', seedsWith(folder, options)], { DATABASE_URL: database.url });
    if ((await seeding.exited) !== 0) throw new Error(seeding.output());
    await stage.dataSource.initialize();
    return stage;
  }

  /** API and worker, ready. */
  async run(env: Environment = {}): Promise<{ readonly api: StartedApi; readonly worker: StartedWorker }> {
    const api = await this.processes.api(env);
    const worker = await this.processes.worker(env);
    await Promise.all([api.ready(), worker.ready()]);
    return { api, worker };
  }

  load(address: (random: Random) => string, title: string): Load {
    const seed = `${SEED}-${title}`;
    process.stderr.write(`FAULT_SEED=${SEED} ${title}\n`);
    const load = new Load({ address, seed, tokenFor: (account) => this.issuer.tokenFor(account) });
    this.#loads.push(load);
    return load;
  }

  /** The whole log, or what follows after a position. */
  async log(position = START): Promise<RecordedEvent[]> {
    const log: RecordedEvent[] = [];
    for (let after = position; ;) {
      const { events, next } = await this.store.readAll(after, { limit: 5_000 });
      if (events.length === 0) return log;
      log.push(...events);
      after = next;
    }
  }

  /**
   * Waits until every clock that has run out has rung and every view has come to the end of the log, then says what is
   * not as promised: nothing, if all is well.
   */
  async broken(now: () => string = () => new Date().toISOString()): Promise<string[]> {
    const loads = this.#loads;
    for (const load of loads) await load.settle();
    const rungUntil = await this.#stillRunning(now);
    const seen = await this.log();
    await until(
      async () => {
        seen.push(...(await this.log(seen.at(-1)?.position)));
        return clocksBroken(seen, rungUntil).length === 0;
      },
      () => '',
      RINGS_WITHIN_MS,
    ).catch(() => undefined); // the check below tells
    await this.#alarmsOver(now);
    return [
      ...brokenPromises(await this.log(), {
        acknowledged: loads.flatMap((load) => load.acknowledged),
        rungUntil,
        dense: this.store instanceof PostgresEventStore,
      }),
      ...(await Promise.all(loads.map((load) => load.answeredOtherwise()))).flat(),
      ...(await notAsRebuilt(this.store, this.dataSource, whistleProjections)),
    ];
  }

  /** Waits for the clocks that are about to run out, so that nothing rings while views are compared. @returns the moment then */
  async #stillRunning(now: () => string): Promise<string> {
    const settled = new Date(Date.parse(now()) + SOON_MS).toISOString();
    const due = (await this.log()).flatMap(({ type, data }) =>
      type === 'DeadlineSet' ? [(data as { readonly dueAt: string }).dueAt] : [],
    );
    const last = due.filter((dueAt) => dueAt < settled).reduce((one, other) => (one > other ? one : other), '');
    await until(() => now() > last);
    return now();
  }

  /**
   * Waits until no mark of any clock is left to ring soon: warnings and slips of a clock ring beside its breach, and
   * none may be written while views are compared.
   */
  async #alarmsOver(now: () => string): Promise<void> {
    let left = 0;
    await until(
      async () => {
        await this.viewsCaughtUp();
        const soon = new Date(Date.parse(now()) + SOON_MS).toISOString();
        const [due] = await this.dataSource.query<{ left: number }[]>(
          'SELECT count(*)::int AS left FROM open_clocks WHERE next_alarm_at < $1',
          [soon],
        );
        left = due?.left ?? 0;
        return left === 0;
      },
      () => `${left} alarms did not ring: ${this.processes.outputs()}`,
      2 * RINGS_WITHIN_MS,
    );
  }

  async viewsCaughtUp(names: readonly string[] = whistleProjections.map(({ name }) => name)): Promise<void> {
    const head = await this.store.head();
    let behind: string[] = [];
    await until(
      async () => {
        const found = await Promise.all(names.map((name) => viewStatus(this.dataSource, name)));
        behind = names.filter((_, index) => (found[index]?.position ?? START) < head);
        return behind.length === 0;
      },
      () => `${behind.join()} not at ${head}: ${this.processes.outputs()}`,
    );
  }

  async strike(): Promise<void> {
    await this.processes.end();
    await this.store.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.database.stop();
    await this.issuer.close();
    removeFolder(this.folder);
  }
}

/** The sample district with other limits for urgent whistles. */
function seedsWith(folder: string, { limits = SHORT_LIMITS, serviceOrders }: StageOptions): string {
  const seeds = smallSeeds(folder);
  const file = join(seeds, 'catalogue/sla-pack.json');
  const pack = JSON.parse(readFileSync(file, 'utf8')) as { slaPack: { limits: { P2: Record<string, string> } } };
  Object.assign(pack.slaPack.limits.P2, limits);
  Object.assign(pack.slaPack, serviceOrders && { serviceOrders });
  writeFileSync(file, JSON.stringify(pack));
  return seeds;
}
