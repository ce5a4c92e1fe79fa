import { type DirectoryEvent, directoryEventSchemas, directoryOf } from '@app/directory/domain';
import { eventCodec } from '@app/event-store';
import {
  china,
  command,
  happenedIn,
  smallCity,
  type ViewBench,
  viewBench,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { type AnyWhistleCommand, type Satisfaction, SelfResolve } from '@app/whistles/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ClosePeriod, OpenPeriod, periodIdOf, rounded, shownAs, times, valueOf, fraction } from './domain/index.js';
import { countedCodec } from './evaluation.codec.js';
import { ClosePeriodHandler, EvaluationDecisions, OpenPeriodHandler } from './evaluation.handlers.js';
import { Evaluations } from './evaluations.js';
import { type FactBehind, type FigureAsked, PeriodFacts, PeriodFactsHandler } from './period-facts.query.js';
import { PeriodRanking, PeriodRankingHandler, PeriodResults, PeriodResultsHandler } from './period-results.query.js';
import { canonicalOf } from './published.js';
import { replayMissing, replayPeriod } from './replay.js';
import { evaluationProjections } from './views/index.js';

const JAN = '2026-01-01T00:00:00.000Z';
const unit = (id: string, type: string): DirectoryEvent => {
  return { type: 'OrgUnitDefined', data: { id, type, name: id, areaPath: 'XY', from: JAN } };
};
const directory: readonly DirectoryEvent[] = [
  { type: 'AreaDefined', data: { path: 'XY', type: 'DISTRICT', name: '浔阳区', timeZone: 'Asia/Shanghai', from: JAN } },
  { type: 'AreaDefined', data: { path: 'XY/S1', type: 'STREET', name: '甘棠街道', from: JAN } },
  ...['ZJ', 'GA', 'CGJ', 'WJ', 'SJ', 'SW', 'SQ'].map((type) => unit(`XY-${type}`, type)),
];
const city = { directory: directoryOf(directory), catalogue: smallCity.catalogue };
const APRIL = { areaPath: 'XY', from: '2026-04-01', to: '2026-04-30' };
const MAY = { areaPath: 'XY', from: '2026-05-01', to: '2026-05-31' };
const actor = { id: 'supervisor', role: 'SUPERVISOR' as const, channel: 'web' };

let contexts = 0;
const context = (at: string) => {
  const commandId = `e${++contexts}`;
  return { actor, at, commandId, commandHash: commandId };
};

let bench: ViewBench;
let evaluations: Evaluations;
let results: PeriodResultsHandler;
let behind: PeriodFactsHandler;
let closing: ClosePeriodHandler;
let opening: OpenPeriodHandler;
beforeAll(async () => {
  bench = await viewBench(countedCodec, evaluationProjections, city);
  await append('directory-XY', directory, eventCodec<DirectoryEvent>(directoryEventSchemas).schemaVersion);
  evaluations = new Evaluations(bench.store);
  await evaluations.onModuleInit();
  const decisions = new EvaluationDecisions(bench.store, evaluations);
  results = new PeriodResultsHandler(bench.dataSource, evaluations);
  behind = new PeriodFactsHandler(bench.dataSource, evaluations);
  opening = new OpenPeriodHandler(decisions);
  closing = new ClosePeriodHandler(decisions, bench.store, bench.dataSource, evaluations);
});
afterAll(async () => {
  await evaluations.onModuleDestroy();
  await bench.close();
});

/** Events that were decided elsewhere, all at once. */
async function append(
  streamId: string,
  events: readonly { readonly type: string; readonly data: unknown; readonly occurredAt?: string }[],
  version: (type: never) => number,
): Promise<void> {
  const commandId = `a${++contexts}`;
  const [first, ...others] = events.map(({ type, data, occurredAt = JAN }) => ({
    type,
    schemaVersion: version(type as never),
    data,
    metadata: {
      actor,
      occurredAt,
      commandId,
      commandHash: commandId,
      correlationId: commandId,
      causationId: commandId,
    },
  }));
  if (!first) return;
  await bench.store.append({
    streamId,
    expected: 'none',
    commandId,
    commandHash: commandId,
    events: [first, ...others],
  });
}

let whistles = 0;
interface Case {
  readonly unitId: string;
  /** Absent: of a channel that nobody is called back from. */
  readonly answer?: Satisfaction;
  readonly late?: boolean;
}

/** The commands of a whole life: raised on 1 April, due on the 9th, closed on the 20th at the latest. */
function lifeOf({ unitId, answer, late = false }: Case): AnyWhistleCommand[] {
  const w = whistleNamed(whistleId(++whistles));
  const by = { id: `clerk-${unitId}`, role: 'DEPARTMENT' as const, unitId, channel: 'web' };
  const at = (day: string) => china(day, '10:00');
  const own = <One extends AnyWhistleCommand>(one: One): One =>
    Object.assign(one, { context: { ...one.context, actor: by } });
  const result = at(late ? '04-17' : '04-08');
  const answered = [
    w.startFollowUp({}, at('04-18')),
    ...(answer
      ? [
          w.recordFollowUp(
            { answered: true, solved: answer !== 'DISSATISFIED', satisfaction: answer, by: 'STAFF' },
            at('04-19'),
          ),
        ]
      : []),
  ];
  return [
    w.raise({ location: { areaPath: 'XY/S1' }, ...(!answer && { anonymity: 'ANONYMOUS' }) }, at('04-01')),
    w.accept({}, at('04-01')),
    w.dispatch({ leadUnitId: unitId, overrideReason: '指定' }, at('04-01')),
    own(w.sign('XY-ZJ', 'a1', at('04-01'))),
    own(w.contact('XY-ZJ', 'a1', at('04-01'))),
    own(w.reportIn('XY-ZJ', 'a1', at('04-02'))),
    own(w.start('XY-ZJ', 'a1', at('04-02'))),
    own(w.result('XY-ZJ', 'a1', result)),
    ...(answer ? answered : []),
    w.close({ note: '已办结' }, at('04-20')),
  ];
}

/** 自行处置: the community did it on the spot. */
function selfResolved(): AnyWhistleCommand[] {
  const id = whistleId(++whistles);
  const w = whistleNamed(id);
  const community = { id: 'community', role: 'COMMUNITY' as const, unitId: 'XY-SQ', channel: 'web' };
  const at = china('04-02', '10:00');
  return [
    w.raise({ location: { areaPath: 'XY/S1' } }, at),
    w.accept({}, at),
    command(SelfResolve, { evidence: '已现场清理' }, community, at, id),
  ];
}

const live = (one: Case): Promise<string> => told(lifeOf(one));

async function told(commands: readonly AnyWhistleCommand[]): Promise<string> {
  const id = `whistle-${commands[0]?.whistleId}`;
  await append(id, happenedIn(city, ...commands), countedCodec.schemaVersion);
  return id;
}

const cases = (count: number, one: Case): Case[] => Array.from({ length: count }, () => one);

/**
 * Ningguo, April 2022, as printed (domain §3.4): of each department the cases with a call-back and how many of them were
 * dissatisfied. Of 住建局 it is printed that 12 of its 99 cases came in by another way.
 */
const PRINTED = [
  { unitId: 'XY-ZJ', called: 87, dissatisfied: 8, others: 12, percent: '9' },
  { unitId: 'XY-GA', called: 70, dissatisfied: 6, others: 0, percent: '9' },
  { unitId: 'XY-CGJ', called: 66, dissatisfied: 5, others: 0, percent: '8' },
  { unitId: 'XY-WJ', called: 63, dissatisfied: 3, others: 0, percent: '5' },
  { unitId: 'XY-SJ', called: 39, dissatisfied: 5, others: 0, percent: '13' },
];
const DISPATCHED = 601;
const LATE = 4;
const SELF_RESOLVED = 2_276;

describe('a bulletin that was really published', () => {
  const periodId = periodIdOf(APRIL);

  beforeAll(async () => {
    const ofDepartments = PRINTED.flatMap(({ unitId, called, dissatisfied, others }) => [
      ...cases(dissatisfied, { unitId, answer: 'DISSATISFIED' }),
      ...cases(called - dissatisfied, { unitId, answer: 'SATISFIED' }),
      ...cases(others, { unitId }),
    ]);
    const rest = DISPATCHED - ofDepartments.length;
    const all = [
      ...ofDepartments,
      ...cases(LATE, { unitId: 'XY-SW', late: true }),
      ...cases(rest - LATE, { unitId: 'XY-SW' }),
    ];
    await opening.execute(new OpenPeriod(APRIL.areaPath, APRIL.from, APRIL.to, context(china('04-01', '00:00'))));
    await Promise.all(all.map(live));
    await Promise.all(Array.from({ length: SELF_RESOLVED }, () => told(selfResolved())));
    await bench.project(evaluationProjections);
  }, 120_000);

  const figure = async (subject: string, id: string, measure: string) => {
    const { rows } = await results.execute(new PeriodResults(periodId));
    return rows.find((row) => row.subject === subject && row.id === id)?.figures[measure] ?? { numerator: '0' };
  };
  const whole = (found: Parameters<typeof valueOf>[0]): string =>
    rounded(times(valueOf(found) ?? fraction(0), fraction(100)), 0);

  it.each(PRINTED)('prints $percent % dissatisfied of $unitId: of those who were called back', async (printed) => {
    const found = await figure('UNIT', printed.unitId, 'DISSATISFACTION');
    expect(found).toEqual({ numerator: String(printed.dissatisfied), denominator: printed.called });
    expect(whole(found)).toBe(printed.percent);
    expect(await figure('UNIT', printed.unitId, 'RECEIVED')).toEqual({
      numerator: String(printed.called + printed.others),
    });
  });

  it('prints 2 877 demands, of which 2 276 were handled on the spot', async () => {
    expect(await figure('ALL', 'XY', 'RAISED')).toEqual({ numerator: '2877' });
    expect(await figure('STREET', 'XY/S1', 'SELF_RESOLVED')).toEqual({ numerator: '2276' });
  });

  it('prints 100 % closed and 99 % in time, of 601 that were dispatched', async () => {
    expect(await figure('ALL', 'XY', 'RECEIVED')).toEqual({ numerator: '601' });
    const closed = await figure('ALL', 'XY', 'CLOSING');
    const inTime = await figure('ALL', 'XY', 'CLOSING_ON_TIME');
    expect([closed, inTime]).toEqual([
      { numerator: '601', denominator: 601 },
      { numerator: '597', denominator: 601 },
    ]);
    expect([whole(closed), whole(inTime), shownAs(inTime, 'PERCENT')]).toEqual(['100', '99', '99.33']);
    expect(await figure('ALL', 'XY', 'CLOSING_LATE')).toEqual({ numerator: '4', denominator: 601 });
  });

  /** All pages of what is behind a figure. */
  const factsOf = async (asked: FigureAsked, limit = 40): Promise<FactBehind[]> => {
    const all: FactBehind[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await behind.execute(new PeriodFacts(periodId, asked, { limit, cursor }));
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };
  const dissatisfied = { measure: 'DISSATISFACTION', subject: 'UNIT', id: 'XY-ZJ' } as const;

  it('tells behind each figure what it is made of: all pages together are the figure', async () => {
    for (const { row, measure, figure: shown } of (await results.execute(new PeriodResults(periodId))).rows.flatMap(
      (one) => Object.entries(one.figures).map(([code, it]) => ({ row: one, measure: code, figure: it })),
    )) {
      if (!['XY-ZJ', 'XY/S1'].includes(row.id)) continue; // the others are as these
      const asked = { measure: measure as FigureAsked['measure'], subject: row.subject, id: row.id };
      const facts = await factsOf(asked, 5_000);
      if (shown.sample !== undefined) {
        expect([asked, facts.length]).toEqual([asked, shown.sample]);
        continue;
      }
      const sum = facts.reduce((total, { numerator }) => total + Number(numerator), 0);
      expect([asked, String(sum)]).toEqual([asked, shown.numerator]);
      if (shown.denominator === undefined) continue;
      expect([asked, facts.reduce((total, one) => total + (one.denominator ?? 0), 0)]).toEqual([
        asked,
        shown.denominator,
      ]);
    }
  }, 60_000);

  it('has the time to handle in working hours, as the log says it', async () => {
    // from Wednesday 1 April at 10:00 to the 8th at 10:00, without Qingming (4 to 6): 6 h, two days, one day, 2 h
    expect(await figure('UNIT', 'XY-ZJ', 'HANDLING_TIME_MEDIAN')).toEqual({
      numerator: String(32 * 3_600),
      sample: 99,
    });
    expect(await figure('UNIT', 'XY-ZJ', 'HANDLING_TIME')).toEqual({
      numerator: String(99 * 32 * 3_600),
      denominator: 99,
    });
    expect(await figure('ALL', 'XY', 'HANDLING_TIME_P90')).toMatchObject({ numerator: String(32 * 3_600) });
  });

  it('lists numerator and denominator apart, a whistle each', async () => {
    const above = await factsOf({ ...dissatisfied, part: 'NUMERATOR' }, 3);
    expect(above.map(({ outcome, numerator, onDay }) => [outcome, numerator, onDay])).toEqual(
      Array.from({ length: 8 }, () => ['DISSATISFIED', '1', '2026-04-19']),
    );
    const below = await factsOf({ ...dissatisfied, part: 'DENOMINATOR' });
    expect(new Set(below.map(({ whistleId }) => whistleId)).size).toBe(87);
    expect(await factsOf({ ...dissatisfied, part: 'LEFT_OUT' })).toEqual([]);
    // answers that weigh nothing are asked for, and add nothing
    const satisfied = { ...dissatisfied, measure: 'SATISFACTION' } as const;
    expect((await factsOf({ ...satisfied, part: 'NUMERATOR' })).length).toBe(79);
    expect((await factsOf(satisfied)).filter(({ numerator }) => numerator === '0').length).toBe(8);
    await expect(
      behind.execute(new PeriodFacts(periodId, dissatisfied, { limit: 1, cursor: 'forged' })),
    ).rejects.toThrow('request/bad-cursor');
  });

  it('ranks its departments among themselves, and none that nobody was called back for', async () => {
    const ranking = new PeriodRankingHandler(results, evaluations);
    const ranked = await ranking.execute(new PeriodRanking(periodId, 'DISSATISFACTION', 'UNIT'));
    expect(ranked.map(({ id, rank, group }) => [id, rank, group])).toEqual([
      ['XY-WJ', 1, 'BUREAUS'],
      ['XY-CGJ', 2, 'BUREAUS'],
      ['XY-GA', 3, 'BUREAUS'],
      ['XY-ZJ', 4, 'BUREAUS'],
      ['XY-SJ', 5, 'BUREAUS'],
      ['XY-SW', undefined, 'BUREAUS'],
      ['XY-SQ', undefined, 'COMMUNITIES'],
    ]);
  });

  it('is frozen as it was, whatever comes to light later; that goes to the next one (EC-21)', async () => {
    const before = await results.execute(new PeriodResults(periodId));
    await closing.execute(new ClosePeriod(periodId, context(china('05-02', '09:00'))));
    const frozen = await results.execute(new PeriodResults(periodId));
    expect(frozen.rows).toEqual(before.rows);
    expect(frozen.period.closed?.sha256).toBe(
      createHash('sha256').update(canonicalOf(frozen.period.closed!)).digest('hex'),
    );

    // typed in on 3 May: two calls of 19 April that nobody had recorded
    await opening.execute(new OpenPeriod(MAY.areaPath, MAY.from, MAY.to, context(china('05-03', '09:00'))));
    await Promise.all(cases(2, { unitId: 'XY-ZJ', answer: 'DISSATISFIED' }).map(live));
    await bench.project(evaluationProjections);
    expect((await results.execute(new PeriodResults(periodId))).rows).toEqual(frozen.rows);
    // nor does what is behind its figures: 8 of 87, and not 10 of 89
    expect(
      (await factsOf(dissatisfied))
        .map(({ numerator }) => numerator)
        .sort()
        .join(''),
    ).toBe(`${'0'.repeat(79)}${'1'.repeat(8)}`);
    const { rows, corrections } = await results.execute(new PeriodResults(periodIdOf(MAY)));
    expect(rows).toEqual([]);
    expect(corrections.filter(({ measure, id }) => measure === 'DISSATISFACTION' && id === 'XY-ZJ')).toEqual([
      { periodId, subject: 'UNIT', id: 'XY-ZJ', measure: 'DISSATISFACTION', numerator: '2', denominator: 2 },
    ]);
  });

  it('is made again from the log alone, byte for byte', async () => {
    const { same, published, replayed } = await replayPeriod(bench, periodId);
    expect(same).toBe(true);
    expect(canonicalOf(replayed)).toBe(canonicalOf(published));
    const left: { n: number }[] = await bench.dataSource.query(
      `SELECT count(*)::int AS n FROM pg_namespace WHERE nspname LIKE 'as_of%'`,
    );
    expect(left).toEqual([{ n: 0 }]);
  });

  it('has the facts behind it again though they were lost, and says so until then', async () => {
    const before = await factsOf(dissatisfied);
    await bench.dataSource.query(`DELETE FROM evaluation_published_fact`);
    await expect(factsOf(dissatisfied)).rejects.toThrow('period/facts-not-kept');
    const told: string[] = [];
    await replayMissing(bench, (id) => told.push(id));
    expect(told).toEqual([periodId]);
    expect(await factsOf(dissatisfied)).toEqual(before);
    await replayMissing(bench, (id) => told.push(id));
    expect(told).toHaveLength(1);
  });

  it('keeps its corrections in the next table, which then owes no more', async () => {
    await closing.execute(new ClosePeriod(periodIdOf(MAY), context(china('06-01', '09:00'))));
    const may = await results.execute(new PeriodResults(periodIdOf(MAY)));
    expect(may.corrections).not.toEqual([]);
    expect((await replayPeriod(bench, periodIdOf(MAY))).same).toBe(true);
    await opening.execute(new OpenPeriod('XY', '2026-06-01', '2026-06-30', context(china('06-01', '09:00'))));
    const june = await results.execute(new PeriodResults('XY_2026-06-01_2026-06-30'));
    expect(june.corrections).toEqual([]);
  });

  it('has sums of days that are those of the facts, and comes out the same when it is rebuilt', async () => {
    const [sums, facts] = await Promise.all([
      bench.dataSource.query(
        `SELECT kind, outcome, unit_id, street, on_day::text, facts, amount::int FROM evaluation_day ORDER BY 1, 2, 3, 4, 5`,
      ),
      bench.dataSource.query(
        `SELECT kind, outcome, unit_id, street, on_day::text, count(*)::int AS facts, sum(amount)::int AS amount
         FROM evaluation_fact WHERE left_out = '' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
      ),
    ]);
    expect(sums).toEqual(facts);
    for (const view of evaluationProjections) {
      const live = await bench.dump(view);
      await bench.forget(view);
      await bench.project([view], 1_000);
      expect(await bench.dump(view)).toEqual(live);
      expect(await bench.rebuilt(view)).toEqual(live);
    }
  }, 60_000);
});
