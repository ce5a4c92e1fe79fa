import { START } from '@app/kernel';
import { type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AnyWhistleCommand } from '../../domain/index.js';
import { whistleCodec } from '../../whistle.codec.js';
import { resolutionCounts } from './resolution-counts.projector.js';
import {
  COUNT_DIMENSIONS,
  type CountScope,
  ResolutionCounts,
  ResolutionCountsHandler,
} from './resolution-counts.query.js';

const AREAS = ['XY/S1/C01/G1', 'XY/S1/C01', 'XY/S1', 'XY/S2', 'XY', 'BOS'];
const UNITS = ['XY-ZJ', 'XY-HW', 'XY-S1-JD', 'BOS-PWD'];
/** YJ01 is sealed. */
const CATEGORIES = ['WY02', 'CG01', 'YJ01', 'WY09'];
const HOUR = 3_600_000;
/** When all is over: imports are told then. */
const LATER = '2029-01-01T00:00:00.000Z';

/** Most moments are near the end of a month or year. */
const moment = fc
  .record({
    month: fc.constantFrom('2026-01', '2026-02', '2026-11', '2026-12', '2027-01', '2028-02'),
    hour: fc.integer({ min: 1, max: 28 * 24 }),
  })
  .map(({ month, hour }) => Date.parse(`${month}-01T00:00:00.000Z`) + hour * HOUR);
const aStep = fc.record({
  hours: fc.oneof(fc.nat(5), fc.nat(500)),
  which: fc.nat(99),
  category: fc.constantFrom(...CATEGORIES),
});
const aLife = fc.record({
  imported: fc.nat(2).map((n) => n === 0),
  at: moment,
  area: fc.constantFrom(...AREAS),
  category: fc.constantFrom(...CATEGORIES, undefined),
  unit: fc.constantFrom(...UNITS),
  closedAfter: fc.option(fc.nat(1_000)),
  steps: fc.array(aStep, { minLength: 2, maxLength: 12 }),
});
type Life = typeof aLife extends fc.Arbitrary<infer Value> ? Value : never;

const instant = (ms: number): string => new Date(ms).toISOString();

/** What may be refused is left out of the log by `told`. */
function commandsOf(life: Life, n: number): AnyWhistleCommand[] {
  const w = whistleNamed(whistleId(n));
  const { area, at, closedAfter, category } = life;
  const abroad = area === 'BOS';
  if (abroad || life.imported) {
    const row = {
      source: { system: 'old', id: String(n) },
      summary: 'Pothole',
      categoryCode: abroad ? 'POTHOLE' : (category ?? 'WY02'),
      unitId: abroad ? 'BOS-PWD' : life.unit,
      location: { areaPath: area },
      openedAt: instant(at),
      closingKind: n % 2 === 0 ? ('RESOLVED' as const) : ('DUPLICATE' as const),
      targetAt: instant(at + 200 * HOUR),
      ...(closedAfter !== null && { closedAt: instant(at + closedAfter * HOUR) }),
    };
    return [w.import(row, LATER)];
  }
  const lead = category === 'CG01' ? 'XY-HW' : 'XY-ZJ';
  let now = at;
  const later = life.steps.map(({ hours, which, category: other }): AnyWhistleCommand => {
    const then = instant((now += hours * HOUR));
    const ways = [
      () => w.accept({ categoryCode: other }, then),
      () => w.accept(category === undefined ? { categoryCode: other } : {}, then),
      () => w.dispatch({}, then),
      () => w.dispatch({}, then),
      () => w.sign(lead, 'a1', then),
      () => w.reportIn(lead, 'a1', then),
      () => w.start(lead, 'a1', then),
      () => w.result(lead, 'a1', then),
      () => w.startFollowUp({}, then),
      () => w.recordFollowUp({ answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' }, then),
      () => w.close({}, then),
      () => w.missed({}, then),
      () => w.reclassify({ categoryCode: other, reason: '核实' }, then),
      () => (which > 60 ? w.withdraw({ reason: '不用了' }, then) : w.missed({}, then)),
      () => w.reject({ reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }, then),
    ];
    return ways[which % ways.length]!();
  });
  // and straight on to the end, where that may be
  const straight = ['sign', 'result', 'startFollowUp', 'close'].map((way) => {
    const then = instant((now += 30 * HOUR));
    if (way === 'sign') return w.sign(lead, 'a1', then);
    if (way === 'result') return w.result(lead, 'a1', then);
    return way === 'close' ? w.close({}, then) : w.startFollowUp({}, then);
  });
  return [w.raise({ categoryCode: category, location: { areaPath: area } }, instant(at)), ...later, ...straight];
}

/** One whistle as the oracle counts it: by dimension, with the days of raising and closing. */
type Counted = Record<string, string>;

const STATUS_AFTER: Readonly<Record<string, string>> = {
  WhistleRaised: 'RAISED',
  WhistleAccepted: 'ACCEPTED',
  WhistleRejected: 'REJECTED',
  WhistleDispatched: 'DISPATCHED',
  HandlingStarted: 'HANDLING',
  ResultSubmitted: 'HANDLED',
  FollowUpOpened: 'FOLLOW_UP',
  WhistleClosed: 'CLOSED',
  WhistleWithdrawn: 'WITHDRAWN',
};

/** The oracle: reads the log by itself, an event after another. */
async function factsOf(bench: ViewBench): Promise<Counted[]> {
  const facts = new Map<string, Counted>();
  const { events } = await bench.store.readAll(START, { limit: 100_000 });
  for (const { streamId, type, data, metadata } of events) {
    const told = data as Record<string, string> & { location?: { areaPath: string } };
    const fact: Counted = facts.get(streamId) ?? { unit: '', category: '', closingKind: '', overdue: 'false' };
    facts.set(streamId, fact);
    if (type === 'WhistleRaised') {
      const levels = told.location!.areaPath.split('/');
      fact['community'] = levels.slice(0, 3).join('/');
      fact['street'] = levels.slice(0, 2).join('/');
      fact['RAISED'] = told['raisedOn']!;
      fact['zone'] = told['timeZone']!;
    }
    if (told['categoryCode'] !== undefined) fact['category'] = told['categoryCode'];
    if (type === 'AssignmentCreated' && told['role'] === 'LEAD') fact['unit'] = told['unitId']!;
    if (type === 'DeadlineMissed' && told['clock'] === 'HANDLE' && told['unitId'] === fact['unit'])
      fact['overdue'] = 'true';
    if (type === 'WhistleClosed') {
      fact['closingKind'] = told['kind']!;
      fact['CLOSED'] = new Date(metadata.occurredAt).toLocaleDateString('sv-SE', { timeZone: fact['zone'] });
    }
    if (type === 'AllDepartmentsReportedIn' && fact['status'] === 'DISPATCHED') fact['status'] = 'REPORTED';
    fact['status'] = STATUS_AFTER[type] ?? fact['status']!;
  }
  return [...facts.values()];
}

const some = (from: readonly string[]) => fc.uniqueArray(fc.constantFrom(...from), { maxLength: 2 });
const maybe = (from: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...from));
const day = fc.option(
  moment.map((at) => instant(at).slice(0, 10)),
  { nil: undefined },
);
const aQuestion = fc.record({
  by: fc.uniqueArray(fc.constantFrom(...COUNT_DIMENSIONS), { maxLength: 4 }),
  anchor: fc.constantFrom('RAISED' as const, 'CLOSED' as const),
  from: fc.oneof(day, fc.constantFrom('2026-01-01', '2026-12-01', '2027-01-01')),
  to: fc.oneof(day, fc.constantFrom('2026-01-31', '2026-12-31', '2028-02-28', '2028-02-29')),
  areaPath: maybe(['XY', 'XY/S', 'XY/S1', 'XY/S1/C01', 'XY/S1/C01/G1', 'BOS']),
  unitId: maybe(UNITS),
  categoryCode: maybe(CATEGORIES),
  everything: fc.boolean(),
  areas: some(['XY', 'XY/S1', 'XY/S1/C01', 'XY/S2', 'BOS']),
  units: some(UNITS),
});
type Question = typeof aQuestion extends fc.Arbitrary<infer Value> ? Value : never;

const scopeOf = ({ everything, areas, units }: Question): CountScope =>
  everything ? { everything } : { everything, areaPaths: areas, unitIds: units };

function expected(asked: Question, facts: readonly Counted[]): unknown[][] {
  const { by, anchor, from = '0', to = '9', areaPath, unitId, categoryCode, everything, areas, units } = asked;
  const under = (fact: Counted, root: string): boolean => `${fact['community']}/`.startsWith(`${root}/`);
  const sums = new Map<string, number>();
  for (const fact of facts) {
    const date = fact[anchor];
    if (date === undefined || date < from || date > to) continue;
    if (areaPath && !under(fact, areaPath)) continue;
    if (unitId && fact['unit'] !== unitId) continue;
    if (categoryCode && fact['category'] !== categoryCode) continue;
    if (!everything && !areas.some((root) => under(fact, root)) && !units.includes(fact['unit']!)) continue;
    const values = { ...fact, day: date, month: date.slice(0, 7) } as Counted;
    const key = JSON.stringify(by.map((name) => values[name]));
    sums.set(key, (sums.get(key) ?? 0) + 1);
  }
  const rows = [...sums].map(([key, whistles]) => [...(JSON.parse(key) as string[]), whistles]);
  return rows.sort((a, b) => (a.slice(0, -1).join('\u0001') < b.slice(0, -1).join('\u0001') ? -1 : 1));
}

describe('counts of random histories', () => {
  let bench: ViewBench;
  let handler: ResolutionCountsHandler;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, [resolutionCounts]);
    handler = new ResolutionCountsHandler(bench.dataSource);
  });
  afterAll(() => bench.close());

  const told = async (seed: number) => {
    const lives = fc.sample(aLife, { seed, numRuns: 60 });
    const commands = lives.flatMap((life, n) => commandsOf(life, seed * 100 + n));
    commands.sort((a, b) => (a.context.at < b.context.at ? -1 : 1));
    for (const command of commands)
      await bench.tell(command).catch((error: Error) => expect(error.name).toBe('DomainError'));
  };
  const answersAreExact = async () => {
    const facts = await factsOf(bench);
    await fc.assert(
      fc.asyncProperty(aQuestion, async (asked) => {
        const { by, anchor, from, to, areaPath, unitId, categoryCode } = asked;
        const filter = { anchor, from, to, areaPath, unitId, categoryCode };
        const { items } = await handler.execute(new ResolutionCounts(scopeOf(asked), by, filter, { limit: 5_000 }));
        const rows = items.map((item) => [...by.map((name) => item[name]), item.whistles]);
        expect(rows).toEqual(expected(asked, facts));
      }),
      { numRuns: 400 },
    );
    return facts;
  };

  it.each([
    [1, 500],
    [2, 1],
    [3, 17],
  ])(
    'are what a fold of the log comes to, history %i, in pages of %i',
    async (seed, pageSize) => {
      await told(seed);
      await bench.project([resolutionCounts], pageSize);
      const facts = await answersAreExact();
      const tell = (of: string) => new Set(facts.map((fact) => fact[of]));
      const often = ['ACCEPTED', 'CLOSED', 'DISPATCHED', 'RAISED', 'REJECTED', 'WITHDRAWN'];
      expect([...tell('status')]).toEqual(expect.arrayContaining(often));
      expect(tell('overdue')).toEqual(new Set(['true', 'false']));
      expect(tell('category')).toContain('YJ01');
    },
    60_000,
  );

  it('are the same after a rebuild', async () => {
    const rows = await bench.dump(resolutionCounts);
    expect(await bench.rebuilt(resolutionCounts)).toEqual(rows);
    await answersAreExact();
  }, 60_000);
});
