import { eventCodec, type StoredSchema } from '@app/event-store';
import type { DomainEvent, RecordedEvent } from '@app/kernel';
import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';

/** An event as it was once stored. */
export interface StoredExample {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
}

type Schemas = Readonly<Record<string, StoredSchema>>;

export const readGolden = (file: URL): StoredExample[] => JSON.parse(readFileSync(file, 'utf8')) as StoredExample[];

/**
 * Tests that today's schemas and upcasters read everything that was ever stored: an example of each type in each of its
 * versions. Examples are only ever added: a changed one would hide a broken history.
 */
export function readsItsGoldenFile(schemas: Schemas, file: URL): void {
  const golden = readGolden(file);
  const codec = eventCodec<DomainEvent>(schemas);

  it.each(golden.map((example) => [example.type, example.schemaVersion, example] as const))(
    'reads %s of version %d',
    (type, _version, example) => {
      const recorded = {
        ...example,
        streamId: 'golden-1',
        revision: 0,
        metadata: { occurredAt: '2026-03-02T04:00:00.000Z' },
      };
      const today = codec.parse(recorded as RecordedEvent);
      expect(schemas[type]?.schema.safeParse(today.data)).toMatchObject({ success: true });
      expect(JSON.parse(JSON.stringify(codec.write(today)))).toEqual(today.data);
    },
  );

  it('has an example of every type in every version', () => {
    const wanted = Object.entries(schemas).flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type} ${index + 1}`),
    );
    const found = golden.map(({ type, schemaVersion }) => `${type} ${schemaVersion}`);
    expect([...new Set(found)].sort()).toEqual(wanted.sort());
  });
}

/**
 * With `UPDATE_DOCS=1`, adds the first of these events of each type and version that has no example yet, as it would be stored.
 * What is there already is left as it is.
 */
export async function addMissingExamples(schemas: Schemas, file: URL, events: readonly DomainEvent[]): Promise<void> {
  if (!process.env['UPDATE_DOCS']) return;
  const golden = readGolden(file);
  for (const { type, data } of events) {
    const schemaVersion = schemas[type]?.version ?? 1;
    const known = golden.some((one) => one.type === type && one.schemaVersion === schemaVersion);
    if (!known) golden.push({ type, schemaVersion, data });
  }
  const filepath = fileURLToPath(file);
  const config = await prettier.resolveConfig(filepath);
  writeFileSync(file, await prettier.format(JSON.stringify(golden, null, 2), { ...config, filepath }));
}
