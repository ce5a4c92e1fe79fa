import { type AppendRequest, type EventStore, PostgresEventStore, WrongExpectedRevision } from '@app/event-store';
import { randomUUID } from 'node:crypto';
import type { Benchmark } from './benchmark.js';
import { interleaved, median, rounded, spread } from './figures.js';
import { type LoadFigures, underLoad } from './load.js';
import { onOwnPostgres, ownDatabase } from './own-postgres.js';
import { emmett } from './peers/emmett.js';
import { singleInserts } from './peers/single-inserts.js';
import { type Appender, sampleEvent } from './sample-event.js';
import { loggedExactlyOnce } from './store-proof.js';
import { printTable } from './table.js';

const CALLERS = [1, 32, 128, 512];
const STREAMS_PER_CALLER = 8;

const ours = (store: EventStore): Appender => ({
  async append(streamId, revision) {
    const { type, data, metadata } = sampleEvent();
    const { commandId, commandHash } = metadata;
    const events: AppendRequest['events'] = [{ type, schemaVersion: 1, data, metadata }];
    await store.append({ streamId, expected: revision < 0 ? 'none' : revision, commandId, commandHash, events });
  },
  close: () => store.close(),
});

type One = (n: number, caller: number) => Promise<unknown>;

const newStreams =
  (appender: Appender): One =>
  () =>
    appender.append(`bench-${randomUUID()}`, -1);

/** Every caller goes round a few streams of its own and says which revision it expects; now and then it is behind. */
function existingStreams(appender: Appender, staleShare = 0): One {
  const mark = randomUUID().slice(0, 8);
  const revisions = new Map<string, number>();
  const every = staleShare > 0 ? Math.round(1 / staleShare) : Infinity;
  return async (n, caller) => {
    const streamId = `bench-${mark}-${caller}-${n % STREAMS_PER_CALLER}`;
    const revision = revisions.get(streamId) ?? -1;
    if (n % every === 0 && revision >= 0) {
      const refused = await appender.append(streamId, revision - 1).catch((error: unknown) => error);
      if (!(refused instanceof WrongExpectedRevision)) throw new Error('a stale append was not refused');
      return;
    }
    revisions.set(streamId, revision + 1);
    await appender.append(streamId, revision);
  };
}

/** Appends per second, beside emmett and beside one insert and commit per event. */
export const benchmark: Benchmark = ({ quick }) =>
  onOwnPostgres(async (url) => {
    const rounds = quick ? 2 : 5;
    const span = quick ? { warmUpMs: 100, forMs: 300 } : { warmUpMs: 1_000, forMs: 4_000 };
    const store = new PostgresEventStore({ url });
    const appender = ours(store);
    const peers = {
      emmett: await emmett(await ownDatabase(url)),
      inserts: await singleInserts(await ownDatabase(url)),
    };

    const rows = [];
    for (const callers of CALLERS) {
      const measure = (one: One) => underLoad({ callers, ...span }, one);
      rows.push(row('chuishao, new streams', callers, await measure(newStreams(appender))));
      rows.push(row('chuishao, existing streams', callers, await measure(existingStreams(appender))));
      rows.push(row('chuishao, 1 in 10 stale', callers, await measure(existingStreams(appender, 0.1))));
      rows.push(row('one insert per commit', callers, await measure(newStreams(peers.inserts))));
      rows.push(row('emmett-postgresql 0.42', callers, await measure(newStreams(peers.emmett))));
    }
    printTable(['', 'callers', 'appends/s', 'p50 ms', 'p99 ms'], rows);

    const at128 = (contender: Appender) => () => underLoad({ callers: 128, ...span }, newStreams(contender));
    const measured = await interleaved(rounds, {
      ours: at128(appender),
      inserts: at128(peers.inserts),
      emmett: at128(peers.emmett),
    });
    const perSec = (figures: readonly LoadFigures[]) => figures.map((figure) => figure.perSec);
    const ratios = (others: readonly LoadFigures[]) =>
      measured.ours.map((figure, round) => figure.perSec / (others[round]?.perSec ?? Number.NaN));
    printTable(
      [`128 callers, ${rounds} rounds`, 'appends/s', 'p99 ms', 'chuishao is … times as fast'],
      [
        [
          'chuishao',
          spread(perSec(measured.ours)),
          spread(
            measured.ours.map((it) => it.p99Ms),
            1,
          ),
          '',
        ],
        [
          'one insert per commit',
          spread(perSec(measured.inserts)),
          spread(
            measured.inserts.map((it) => it.p99Ms),
            1,
          ),
          spread(ratios(measured.inserts), 2),
        ],
        [
          'emmett-postgresql 0.42',
          spread(perSec(measured.emmett)),
          spread(
            measured.emmett.map((it) => it.p99Ms),
            1,
          ),
          spread(ratios(measured.emmett), 2),
        ],
      ],
    );
    const proof = await loggedExactlyOnce(store, appender, span.forMs);
    console.log(
      `${proof.acknowledged} appends by 128 callers, read while they were written: ${proof.lost} lost, ${proof.inversions} out of order\n`,
    );
    for (const contender of [appender, peers.emmett, peers.inserts]) await contender.close();
    return {
      appendsPerSec: Math.round(median(perSec(measured.ours))),
      p99Ms: rounded(median(measured.ours.map((it) => it.p99Ms))),
      vsEmmett: rounded(median(ratios(measured.emmett))),
      vsSingleInsert: rounded(median(ratios(measured.inserts))),
      lost: proof.lost,
      inversions: proof.inversions,
    };
  });

const row = (name: string, callers: number, { perSec, p50Ms, p99Ms }: LoadFigures) => [
  name,
  callers,
  Math.round(perSec),
  rounded(p50Ms),
  rounded(p99Ms),
];
