import { describe, expect, test } from '@jest/globals';
import { together } from './together.js';

const turn = () => new Promise(setImmediate);

/** Trips that end when they are told to. */
function heldTrips(most?: number) {
  const trips: {
    asked: readonly number[];
    end: (answers?: readonly string[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const ask = together<number, string>(
    (asked) =>
      new Promise((resolve, reject) => {
        trips.push({ asked, end: (answers = asked.map((n) => `#${n}`)) => resolve(answers), fail: reject });
      }),
    most,
  );
  return { trips, ask };
}

describe('calls that travel together', () => {
  test('one trip is under way; the next takes what was asked meanwhile, and each gets its own answer', async () => {
    const { trips, ask } = heldTrips();
    const first = [ask(1), ask(2)];
    await turn();
    const second = [ask(3), ask(4), ask(5)];
    await turn();
    expect(trips.map(({ asked }) => asked)).toEqual([[1, 2]]);
    trips[0]?.end();
    expect(await Promise.all(first)).toEqual(['#1', '#2']);
    expect(trips.map(({ asked }) => asked)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    trips[1]?.end();
    expect(await Promise.all(second)).toEqual(['#3', '#4', '#5']);
    const later = ask(6);
    await turn();
    trips[2]?.end();
    expect(await later).toBe('#6');
  });

  test('a trip that fails, fails for those on it and for nobody else', async () => {
    const { trips, ask } = heldTrips(2);
    const answers = Promise.allSettled([ask(1), ask(2), ask(3)]);
    await turn();
    trips[0]?.fail(new Error('no way'));
    await turn();
    trips[1]?.end();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('a trip that answers too few fails for all on it', async () => {
    const { trips, ask } = heldTrips();
    const answers = Promise.allSettled([ask(1), ask(2)]);
    await turn();
    trips[0]?.end(['#1']);
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
