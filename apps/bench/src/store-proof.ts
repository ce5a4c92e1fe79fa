import type { EventStore } from '@app/event-store';
import { randomUUID } from 'node:crypto';
import { underLoad } from './load.js';
import type { Appender } from './sample-event.js';

const CALLERS = 128;
const STREAMS = 4;

/**
 * A subscriber reads the log while 128 callers write it: what was acknowledged and not delivered is lost, what was
 * delivered before an earlier revision of its stream, or twice, is an inversion.
 */
export async function loggedExactlyOnce(store: EventStore, appender: Appender, forMs: number) {
  const category = `proof${randomUUID().slice(0, 8)}`;
  const delivered = new Map<string, number>();
  const stop = new AbortController();
  let inversions = 0;
  const reader = { at: await store.head() };
  const reading = (async () => {
    for await (const page of store.subscribe(reader.at, { limit: 500, categories: [category], signal: stop.signal })) {
      for (const { streamId, revision } of page.events) {
        if (revision !== (delivered.get(streamId) ?? -1) + 1) inversions++;
        delivered.set(streamId, revision);
      }
      reader.at = page.next;
    }
  })();

  const written = new Map<string, number>();
  await underLoad({ callers: CALLERS, warmUpMs: 0, forMs }, async (n, caller) => {
    const streamId = `${category}-${caller}-${n % STREAMS}`;
    const revision = written.get(streamId) ?? -1;
    await appender.append(streamId, revision);
    written.set(streamId, revision + 1);
  });
  const head = await store.head();
  while (reader.at < head) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await reading;
  let acknowledged = 0;
  let lost = 0;
  for (const [streamId, revision] of written) {
    acknowledged += revision + 1;
    lost += revision - (delivered.get(streamId) ?? -1);
  }
  return { acknowledged, lost, inversions };
}
