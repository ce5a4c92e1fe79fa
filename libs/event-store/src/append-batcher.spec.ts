import { describe, expect, test } from '@jest/globals';
import { AppendBatcher, type BatchLimits, type Outcome } from './append-batcher.js';
import { aRequest } from './event-store.contract.js';
import { type Storable, storable } from './storable.js';

/** A log that writes a batch only when told to. */
function heldLog(limits?: BatchLimits) {
  const batches: { streams: string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new AppendBatcher(
    (batch: readonly Storable[]) =>
      new Promise<Outcome[]>((resolve, reject) => {
        const appended = { revision: 0, position: 1n, recordedAt: '', repeated: false };
        batches.push({
          streams: batch.map(({ request }) => request.streamId),
          answer: () => resolve(batch.map(() => ({ appended }))),
          fail: reject,
        });
      }),
    limits,
  );
  const append = (streamId: string, data: readonly unknown[] = [{}]) =>
    batcher.append(storable(aRequest({ streamId, data })));
  const turn = () => new Promise(setImmediate);
  return { batcher, batches, append, turn };
}

async function answered(batches: readonly { answer: () => void }[], turn: () => Promise<unknown>, count: number) {
  for (let n = 0; n < count; n++) {
    await turn();
    batches[n]!.answer();
  }
}

describe('batches of appends', () => {
  test('two are in flight; the next takes what queued meanwhile, one request per stream', async () => {
    const { batches, append, turn, batcher } = heldLog();
    const all = [append('a-1'), append('a-2')];
    await turn();
    all.push(append('a-3'));
    await turn();
    all.push(append('a-4'), append('a-4'), append('a-5'));
    await turn();
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1', 'a-2'], ['a-3']]);
    batches[1]!.answer();
    await turn();
    expect(batches[2]!.streams).toEqual(['a-4', 'a-5']);
    batches[0]!.answer();
    await turn();
    expect(batches).toHaveLength(3); // what is left belongs to a stream in flight
    batches[2]!.answer();
    await turn();
    expect(batches[3]!.streams).toEqual(['a-4']);
    batches[3]!.answer();
    await Promise.all(all);
    await batcher.drained();
  });

  test('a stream is never in two batches at once', async () => {
    const { batches, append, turn } = heldLog();
    const all = [append('a-1'), append('a-1'), append('a-2')];
    await turn();
    all.push(append('a-1'), append('a-3'));
    await turn();
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1', 'a-2'], ['a-3']]);
    batches[1]!.answer();
    await turn();
    expect(batches).toHaveLength(2);
    for (let n = 0; n < 4; n++) {
      batches[n]?.answer();
      await turn();
    }
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1', 'a-2'], ['a-3'], ['a-1'], ['a-1']]);
    await Promise.all(all);
  });

  test('a crowd is shared out over both', async () => {
    const { batches, append, turn } = heldLog();
    const all = Array.from({ length: 100 }, (_, n) => append(`a-${n}`));
    await turn();
    expect(batches.map(({ streams }) => streams.length)).toEqual([50, 50]);
    for (const batch of batches) batch.answer();
    await Promise.all(all);
  });

  test('a batch holds no more events or bytes than its limits; a larger request goes alone', async () => {
    const { batches, append, turn } = heldLog({ events: 3, bytes: 10_000 });
    const all = [
      append('a-1', [1, 2]),
      append('a-2', [1, 2]),
      append('a-3', [1, 2, 3, 4, 5]),
      append('a-4', ['x'.repeat(9_000)]),
      append('a-5', ['x'.repeat(9_000)]),
    ];
    await answered(batches, turn, 5);
    await Promise.all(all);
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1'], ['a-2'], ['a-3'], ['a-4'], ['a-5']]);
  });

  test('a busy stream does not keep others waiting', async () => {
    const { batches, append, turn } = heldLog({ events: 1, bytes: 10_000 });
    const all = [append('a-1'), append('a-1'), append('a-2')];
    await answered(batches, turn, 3);
    await Promise.all(all);
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1'], ['a-2'], ['a-1']]);
  });

  test('when the log is away, all who wait hear of it at once, and later requests are tried anew', async () => {
    const { batches, append, turn } = heldLog();
    const all = Promise.allSettled([append('a-1'), append('a-1'), append('a-2')]);
    await turn();
    batches[0]!.fail(new Error('away'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const later = append('a-1');
    await turn();
    batches.at(-1)!.answer();
    expect(await later).toMatchObject({ revision: 0 });
  });
});
