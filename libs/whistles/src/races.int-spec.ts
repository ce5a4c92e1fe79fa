import { decideAndAppend } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { factsFor, smallCity, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AnyWhistleCommand, whistle } from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

describe('two at the same moment', () => {
  let bench: ViewBench;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, []);
  });
  afterAll(() => bench.close());

  /** Its type or the code of its refusal, for each; sent together. */
  const together = (...commands: readonly AnyWhistleCommand[]) =>
    Promise.all(
      commands.map(async (command) => {
        const streamId = whistleStream(command.whistleId);
        const facts = factsFor(command, undefined, smallCity);
        try {
          await decideAndAppend(bench.store, { streamId, command, decider: whistle, codec: whistleCodec, facts });
          return 'done';
        } catch (error) {
          if (error instanceof DomainError) return error.code;
          throw error;
        }
      }),
    );
  const typesOf = async (n: number) =>
    (await bench.store.readStream(whistleStream(whistleId(n)))).map(({ type }) => type);

  it('both report-ins are facts, and that all are in is said once, after the last (EC-01)', async () => {
    for (let n = 1; n <= 20; n++) {
      const one = whistleNamed(whistleId(n));
      await bench.tell(
        one.raise(),
        one.accept({}),
        one.dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
        one.sign('XY-ZJ', 'a1'),
        one.sign('XY-S1-JD', 'a2'),
      );
      const answers = await together(one.reportIn('XY-ZJ', 'a1'), one.reportIn('XY-S1-JD', 'a2'));
      expect(answers).toEqual(['done', 'done']);
      expect((await typesOf(n)).slice(-3)).toEqual([
        'DepartmentReportedIn',
        'DepartmentReportedIn',
        'AllDepartmentsReportedIn',
      ]);
    }
  });

  it('a report-in and a return of one department: both hold, or the second is judged by the first (EC-03)', async () => {
    for (let n = 101; n <= 120; n++) {
      const one = whistleNamed(whistleId(n));
      await bench.tell(one.raise(), one.accept({}), one.dispatch({ leadUnitId: 'XY-ZJ' }), one.sign('XY-ZJ', 'a1'));
      expect(await together(one.reportIn('XY-ZJ', 'a1'), one.requestReturn('XY-ZJ', 'a1'))).toEqual(['done', 'done']);
      const types = await typesOf(n);
      expect(types.filter((type) => type === 'ReturnRequested')).toHaveLength(1);
      expect(types.filter((type) => type === 'AllDepartmentsReportedIn')).toHaveLength(1);
    }
  });

  it('a return and the result: only one of them is decided (EC-03)', async () => {
    for (let n = 201; n <= 220; n++) {
      const one = whistleNamed(whistleId(n));
      await bench.tell(
        one.raise(),
        one.accept({}),
        one.dispatch({ leadUnitId: 'XY-ZJ' }),
        one.sign('XY-ZJ', 'a1'),
        one.reportIn('XY-ZJ', 'a1'),
        one.start('XY-ZJ', 'a1'),
      );
      const answers = await together(one.requestReturn('XY-ZJ', 'a1'), one.result('XY-ZJ', 'a1'));
      expect(answers.toSorted()).toEqual(['done', 'whistle/not-in-this-state']);
    }
  });
});
