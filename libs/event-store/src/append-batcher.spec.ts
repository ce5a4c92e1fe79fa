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

describe('batches of appends', () => {
  test('one is in flight; the next takes what queued meanwhile, one request per stream', async () => {
    const { batches, append, turn, batcher } = heldLog();
    const all = [append('a-1'), append('a-2'), append('a-1')];
    await turn();
    all.push(append('a-3'), append('a-1'));
    await turn();
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1', 'a-2']]);
    batches[0]!.answer();
    await turn();
    expect(batches[1]!.streams).toEqual(['a-1', 'a-3']);
    batches[1]!.answer();
    await turn();
    expect(batches[2]!.streams).toEqual(['a-1']);
    batches[2]!.answer();
    await Promise.all(all);
    await batcher.drained();
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
    for (let n = 0; n < 5; n++) {
      await turn();
      batches[n]!.answer();
    }
    await Promise.all(all);
    expect(batches.map(({ streams }) => streams)).toEqual([['a-1'], ['a-2'], ['a-3'], ['a-4'], ['a-5']]);
  });

  test('a busy stream does not keep others waiting', async () => {
    const { batches, append, turn } = heldLog({ events: 1, bytes: 10_000 });
    const all = [append('a-1'), append('a-1'), append('a-2')];
    for (let n = 0; n < 3; n++) {
      await turn();
      batches[n]!.answer();
    }
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
    batches[1]!.answer();
    expect(await later).toMatchObject({ revision: 0 });
  });
});
