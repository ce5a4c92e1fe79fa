import type { EventStore } from '@app/event-store';
import { ERASED, type PersonVault, RESTRICTED, sealedAt } from '@app/privacy';
import type { Personal, Whistle } from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

const FIELDS = ['name', 'phone', 'idNumber'] as const;

/** What it was raised with: all that is to be read to know the reporter. Undefined if there is no such whistle. */
export async function raisedOf(store: EventStore, whistleId: string): Promise<Whistle['raised'] | undefined> {
  const [first] = await store.readStream(whistleStream(whistleId), 0, 1);
  const event = first && whistleCodec.parse(first);
  return event?.type === 'WhistleRaised' ? event.data : undefined;
}

/**
 * The reporter in clear, for this process only: what was given and has not been erased.
 * @param purpose `SCRUB`: to take it out of what staff write, though nothing of it may be shown
 */
export async function openReporter(
  vault: PersonVault,
  whistleId: string,
  { reporter }: Whistle['raised'],
  purpose?: 'SCRUB',
): Promise<{ readonly personal: Personal; readonly erased: boolean; readonly restricted: boolean }> {
  const fields = FIELDS.flatMap((field) => {
    const sealed = reporter?.[field];
    return sealed ? [{ field, sealed }] : [];
  });
  const opened = await vault.openAll(
    fields.map(({ field, sealed }) => ({ sealed, aad: sealedAt(whistleStream(whistleId), `reporter.${field}`) })),
    purpose,
  );
  const known = fields.flatMap(({ field }, index) => {
    const text = opened[index];
    return typeof text === 'string' ? [[field, text] as const] : [];
  });
  return {
    personal: Object.fromEntries(known),
    erased: opened.includes(ERASED),
    restricted: opened.includes(RESTRICTED),
  };
}
