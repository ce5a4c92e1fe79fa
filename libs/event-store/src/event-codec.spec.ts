import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@app/kernel';
import { z } from 'zod';
import { eventCodec, type EventsOf, MalformedEvent, UnknownEventType } from './event-codec.js';
import { aRequest } from './event-store.contract.js';

const schemas = {
  LampReported: {
    version: 3,
    schema: z.strictObject({ place: z.string(), lamps: z.number().int(), tags: z.array(z.string()).readonly() }),
    upcasts: [
      ({ where }: { where: string }) => ({ place: where }),
      ({ place }: { place: string }) => ({ place, lamps: 1, tags: [] }),
    ],
  },
  LampMended: { version: 1, schema: z.strictObject({ by: z.string() }) },
};
type LampEvent = EventsOf<typeof schemas>;
const codec = eventCodec<LampEvent>(schemas);

const recorded = (type: string, schemaVersion: number, data: unknown): RecordedEvent => ({
  eventId: 'e',
  streamId: 'lamp-1',
  revision: 4,
  position: 9n,
  type,
  schemaVersion,
  data,
  metadata: aRequest().events[0].metadata,
  recordedAt: '2026-11-21T08:00:01.000Z',
});

describe('reading (EC-20)', () => {
  const occurredAt = '2026-11-21T08:00:00.000Z';
  const today = { type: 'LampReported', data: { place: '北门', lamps: 1, tags: [] }, occurredAt };

  test.each([
    [1, { where: '北门' }],
    [2, { place: '北门' }],
    [3, { place: '北门', lamps: 1, tags: [] }],
  ])('version %i becomes today’s event', (version, data) => {
    expect(codec.parse(recorded('LampReported', version, data))).toEqual(today);
  });

  test('an unknown type stops the reader and says where it lies', () => {
    const parse = () => codec.parse(recorded('LampStolen', 1, {}));
    expect(parse).toThrow(UnknownEventType);
    expect(parse).toThrow('event LampStolen version 1 at lamp-1@4: known are LampReported, LampMended');
  });

  test.each([4, 0])('version %i, which this code does not know, stops the reader', (version) => {
    expect(() => codec.parse(recorded('LampReported', version, {}))).toThrow('known is up to version 3');
  });

  test('a type that is a name of every object is unknown all the same', () => {
    expect(() => codec.parse(recorded('constructor', 1, {}))).toThrow(UnknownEventType);
  });
});

describe('writing', () => {
  test('a good event is stored as it is, with today’s version', () => {
    const event: LampEvent = { type: 'LampMended', data: { by: 'crew-3' } };
    expect(codec.write(event)).toBe(event.data);
    expect(codec.schemaVersion('LampReported')).toBe(3);
  });

  test.each<[string, unknown, string]>([
    ['a missing field', {}, 'by: invalid_type'],
    ['a surplus field', { by: 'crew-3', phone: '13800000000' }, '(data): unrecognized_keys'],
    ['a number that JSON has no word for', { by: Number.NaN }, 'by: invalid_type'],
  ])('%s is refused, and the value is not repeated', (_, data, issue) => {
    const write = () => codec.write({ type: 'LampMended', data } as LampEvent);
    expect(write).toThrow(MalformedEvent);
    expect(write).toThrow(issue);
    expect(write).not.toThrow('13800000000');
  });
});

test.each([
  ['too few upcasts', 2, []],
  ['too many upcasts', 1, [() => ({})]],
  ['a version below 1', 0, []],
])('%s are found when the codec is made', (_, version, upcasts) => {
  expect(() => eventCodec<LampEvent>({ ...schemas, LampMended: { ...schemas.LampMended, version, upcasts } })).toThrow(
    'event LampMended',
  );
});
