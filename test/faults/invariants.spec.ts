import type { RecordedEvent } from '@app/kernel';
import { describe, expect, test } from '@jest/globals';
import { type Acknowledged, brokenPromises } from './invariants.js';

const at = (second: number): string => new Date(Date.parse('2026-03-02T04:00:00.000Z') + second * 1000).toISOString();

/** [stream, command, type, data, occurred at second]: an event at the next place of the log. */
type Told = readonly [string, string, string, object?, number?];

function logOf(...told: readonly Told[]): RecordedEvent[] {
  const revisions = new Map<string, number>();
  return told.map(([stream, command, type, data = {}, second = 0], index): RecordedEvent => {
    const streamId = `whistle-${stream}`;
    const revision = (revisions.get(streamId) ?? -1) + 1;
    revisions.set(streamId, revision);
    const channel = type === 'DeadlineMissed' ? 'timer' : 'web';
    return {
      eventId: `e${index}`,
      streamId,
      revision,
      position: BigInt(index + 1),
      type,
      schemaVersion: 1,
      data,
      metadata: {
        actor: { id: 'resident', role: 'RESIDENT', channel },
        occurredAt: at(second),
        commandId: command,
        commandHash: command,
        correlationId: command,
        causationId: command,
      },
      recordedAt: at(index),
    };
  });
}

const clock = { clockId: 'ACCEPT-1', clock: 'ACCEPT', dueAt: at(10) };
const raised: Told[] = [
  ['a', 'c1', 'WhistleRaised'],
  ['a', 'c1', 'DeadlineSet', clock],
];
const missed: Told = ['a', 't1', 'DeadlineMissed', { ...clock, detectedAt: at(11) }, 10];
const healthy = logOf(...raised, missed, ['b', 'c2', 'WhistleRaised']);
const acknowledged: Acknowledged[] = [
  { key: 'k1', streamId: 'whistle-a', revision: 1, position: 2n },
  { key: 'k2', streamId: 'whistle-b', revision: 0, position: 4n },
];
const broken = (log: readonly RecordedEvent[], told = acknowledged, rungUntil = at(60)) =>
  brokenPromises(log, { acknowledged: told, rungUntil });
const changed = (index: number, change: Partial<RecordedEvent>) =>
  healthy.map((event, place) => (place === index ? { ...event, ...change } : event));

describe('the check of what the log promises', () => {
  test('finds nothing in a log where all is well', () => {
    expect(broken(healthy)).toEqual([]);
  });

  test.each([
    ['an event that is missing', healthy.toSpliced(1, 1), 'position 2 is 3'],
    ['the last event missing', healthy.slice(0, 3), 'k2 was told whistle-b 0 at 4, found undefined undefined'],
    ['an event that is there twice', [...healthy, { ...healthy[3], position: 5n }], 'event e3 is there twice'],
    ['a gap in the positions', changed(3, { position: 5n }), 'position 4 is 5'],
    ['a gap in a stream', changed(2, { revision: 3 }), 'whistle-a: revision 2 is 3'],
    [
      'recording that runs backwards',
      changed(3, { recordedAt: at(1) }),
      'position 4 was recorded before the one before it',
    ],
    [
      'an event nobody was told of',
      logOf(...raised, missed, ['b', 'c2', 'X'], ['b', 'c3', 'X']),
      'nobody was told of X at 5',
    ],
    [
      'a command written twice',
      logOf(...raised, missed, ['b', 'c2', 'WhistleRaised'], ['a', 'c1', 'WhistleRaised']),
      'command whistle-a c1 was written twice',
    ],
    [
      'a command that goes on after what its client was told',
      logOf(...raised, missed, ['b', 'c2', 'WhistleRaised'], ['b', 'c2', 'DeadlineSet', { ...clock, dueAt: at(90) }]),
      'k2 was told 4, and its command goes on',
    ],
    [
      'a clock that rang twice',
      logOf(...raised, missed, ['b', 'c2', 'X'], ['a', 't2', 'DeadlineMissed', clock, 10]),
      'whistle-a: ACCEPT-1 rang 2 times, not 1',
    ],
    [
      'a clock that never rang',
      logOf(...raised, ['c', 'c3', 'X'], ['b', 'c2', 'X']),
      'whistle-a: ACCEPT-1 rang 0 times, not 1',
    ],
    [
      'a clock dated when it was noticed',
      logOf(...raised, [...missed.slice(0, 4), 11] as unknown as Told, ['b', 'c2', 'X']),
      'whistle-a: ACCEPT-1 is not dated at its due moment at 3',
    ],
    [
      'a clock that rang though it was stopped in time',
      logOf(...raised, missed, ['b', 'c2', 'X'], ['a', 'c3', 'WhistleAccepted', {}, 9]),
      'whistle-a: ACCEPT-1 rang 1 times, not 0',
    ],
    [
      'a ring of a clock that was never set',
      logOf(...raised, missed, ['b', 'c2', 'X'], ['b', 't2', 'DeadlineMissed', clock, 10]),
      'whistle-b: ACCEPT-1 was never set',
    ],
  ])('notices %s', (_, log, line) => {
    expect(broken(log as RecordedEvent[])).toContain(line);
  });

  test('lets the positions of another log only grow, and still finds what follows what', () => {
    const sparse = (log: readonly RecordedEvent[]) => log.map((one) => ({ ...one, position: one.position * 100n }));
    const told = acknowledged.map((one) => ({ ...one, position: one.position * 100n }));
    const check = (log: readonly RecordedEvent[]) =>
      brokenPromises(log, { acknowledged: told, rungUntil: at(60), dense: false });
    expect(check(sparse(healthy))).toEqual([]);
    expect(check(sparse(changed(3, { recordedAt: at(1) })))).toEqual([]); // another stream
    expect(check(sparse(changed(1, { recordedAt: at(-1) })))).toContain(
      'position 200 was recorded before the one before it',
    );
    expect(check(sparse(changed(3, { position: 2n })))).toContain('position 200 comes after one that is not before it');
    const goesOn = logOf(...raised, missed, ['b', 'c2', 'WhistleRaised'], ['b', 'c2', 'DeadlineSet', clock]);
    expect(check(sparse(goesOn))).toContain('k2 was told 400, and its command goes on');
  });

  test('notices two commands that were told one place', () => {
    const twice = [...acknowledged, { ...(acknowledged[1] as Acknowledged), key: 'k3' }];
    expect(broken(healthy, twice)).toEqual(['k2 and k3 were both told position 4']);
  });

  test('lets a clock ring before a command that came in time and was recorded late', () => {
    const slow = logOf(...raised, missed, ['b', 'c2', 'X'], ['a', 'c3', 'WhistleAccepted', {}, 9]);
    const log = slow.map((event) => (event.type === 'WhistleAccepted' ? { ...event, recordedAt: at(12) } : event));
    const told = [...acknowledged, { key: 'k3', streamId: 'whistle-a', revision: 3, position: 5n }];
    expect(broken(log, told)).toEqual([]);
  });

  test('does not ask for a clock that has not run out', () => {
    expect(broken(logOf(...raised, ['c', 'c3', 'X'], ['b', 'c2', 'X']), acknowledged, at(10))).toEqual([
      'nobody was told of X at 3',
    ]);
  });
});
