import type { ReplayedOutcome } from '@app/whistles';
import { expect, test } from '@jest/globals';
import { Tally } from './tally.js';

const NOON = '2026-03-02T04:00:00.000Z';
const one = (missedBefore: boolean, missedAfter: boolean, more: Partial<ReplayedOutcome> = {}): ReplayedOutcome => ({
  clockId: 'HANDLE-6',
  clock: 'HANDLE',
  urgency: 'P3',
  unitId: 'XY-ZJ',
  dueBefore: NOON,
  dueAfter: NOON,
  missedBefore,
  missedAfter,
  ...more,
});

test('counts what changes, on the whole and by clock, urgency and unit', () => {
  const tally = new Tally();
  const later = '2026-03-03T04:00:00.000Z';
  tally.add(one(true, true));
  tally.add(one(true, false, { dueAfter: later }));
  tally.add(one(false, true, { unitId: 'XY-GA', urgency: 'P1', dueAfter: '2026-03-01T04:00:00.000Z' }));
  tally.add(one(false, false, { clock: 'ACCEPT', unitId: undefined, dueAfter: undefined }));
  expect(tally).toMatchObject({ clocks: 4, missedBefore: 2, missedAfter: 2, newlyMissed: 1, newlyMet: 1 });
  expect(tally).toMatchObject({ moved: 2, withoutLimit: 1 });
  const cells = tally
    .report()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(cells).toEqual([
    ['clock', 'clocks', 'missed before', 'after', 'met → missed', 'missed → met'],
    ['HANDLE', '3', '2', '2', '1', '1'],
    ['ACCEPT', '1', '0', '0', '0', '0'],
    [''],
    ['urgency', 'clocks', 'missed before', 'after', 'met → missed', 'missed → met'],
    ['P1', '1', '0', '1', '1', '0'],
    ['P3', '3', '2', '1', '0', '1'],
    [''],
    ['unit', 'clocks', 'missed before', 'after', 'met → missed', 'missed → met'],
    ['XY-GA', '1', '0', '1', '1', '0'],
    ['XY-ZJ', '2', '2', '1', '0', '1'],
    ['(the whole whistle)', '1', '0', '0', '0', '0'],
  ]);
});
