import { decideAndAppend } from '@app/event-store';
import type { SqlCondition } from '@app/projections';
import {
  CALENDAR_2026,
  cityWith,
  command,
  desk,
  factsFor,
  housing,
  type ViewBench,
  viewBench,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AnswerSupervision,
  type AnyWhistleCommand,
  DecideSuspension,
  RecallDispatch,
  RequestSuspension,
  RunClocks,
  UnmergeWhistle,
  whistle,
} from '../../domain/index.js';
import { whistleCodec, whistleStream } from '../../whistle.codec.js';
import { whistleSearch } from '../whistle-search/whistle-search.projector.js';
import { reminders } from './reminders.projector.js';
import { type Recipient, Reminders, RemindersHandler } from './reminders.query.js';

const views = [whistleSearch, reminders];

/** Amber at half, red at 90 %, slips after 1, 2 and 4 hours, day and night. SIGN is 1 working hour, HANDLE 7 × 24 hours. */
const RULES = {
  pack: {
    marks: { clocks: { SIGN: { amber: 0.5, red: 0.9 }, HANDLE: { amber: 0.5 } } },
    remindAtNight: true,
    slips: {
      clocks: ['SIGN'],
      BLUE: { amount: 1, unit: 'UH' },
      ORANGE: { amount: 2, unit: 'UH' },
      RED: { amount: 4, unit: 'UH' },
    },
  },
} satisfies Parameters<typeof cityWith>[0];

/** 14:00 in the small city: the desk dispatches at the beginning of the afternoon's working hours. */
const TWO = '2026-03-02T06:00:00.000Z';
const at = (time: string): string => `2026-03-02T${time}:00.000Z`;
const EVERYTHING: SqlCondition = { sql: 'TRUE', parameters: {} };

describe('reminders', () => {
  let bench: ViewBench;
  let handler: RemindersHandler;
  const one = whistleNamed(whistleId(1));
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new RemindersHandler(bench.dataSource);
  });
  afterAll(() => bench.close());

  let { catalogue } = cityWith(RULES);
  async function tell(...told: AnyWhistleCommand[]): Promise<void> {
    for (const [index, given] of told.entries()) {
      const number = `XY260302-${given.whistleId.slice(0, 8)}${index}`;
      const facts = { ...factsFor(given, number), catalogue };
      const streamId = whistleStream(given.whistleId);
      await decideAndAppend(bench.store, { streamId, command: given, decider: whistle, codec: whistleCodec, facts });
    }
    await bench.project(views);
  }
  const run = (n: number, moment: string) => command(RunClocks, {}, desk, moment, whistleId(n));
  const dispatched = (n: number, unitId = 'XY-ZJ') => {
    const other = whistleNamed(whistleId(n));
    return [
      other.raise({}, TWO),
      other.accept({}, TWO),
      other.dispatch({ leadUnitId: unitId, assists: [], overrideReason: '就近' }, TWO),
    ];
  };
  const units = (...unitIds: string[]): Recipient => ({ unitIds, roles: [] });
  const ask = (
    to: Recipient,
    filter: Reminders['filter'] = {},
    visible = EVERYTHING,
    page: Reminders['page'] = { limit: 50 },
  ) => handler.execute(new Reminders(to, visible, filter, page));
  const lines = async (...args: Parameters<typeof ask>) =>
    (await ask(...args)).items.map((row) => `${Number(row.whistleId.slice(0, 8))} ${row.clock} ${row.level}`);

  it('are told to the unit, then to whoever stands above it and the desk, each at its moment', async () => {
    await tell(...dispatched(1, 'XY-S1-GA'), run(1, at('07:30')));
    // 1 working hour from 14:00: amber 14:30, red 14:54, run out 15:00
    const { items } = await ask(units('XY-S1-GA'));
    expect(items.map(({ level, markedAt, dueAt, doneAt }) => [level, markedAt, dueAt, doneAt])).toEqual([
      ['MISSED', at('07:00'), at('07:00'), null],
      ['RED', at('06:54'), at('07:00'), null],
      ['AMBER', at('06:30'), at('07:00'), null],
    ]);
    expect(items[0]).toMatchObject({
      clock: 'SIGN',
      assignmentId: 'a1',
      unitId: 'XY-S1-GA',
      whistle: { areaPath: 'XY/S1/C01/G1' },
    });
    expect(await lines(units('XY-GA'))).toEqual(['1 SIGN MISSED', '1 SIGN RED']);
    expect(await lines(units('XY-ZJ'))).toEqual([]);
    expect(await lines({ unitIds: [], roles: [{ role: 'DISPATCHER', areaPath: 'XY' }] })).toEqual([
      '1 SIGN MISSED',
      '1 SIGN RED',
    ]);
  });

  it('are slips for whoever supervises the area, and of no other', async () => {
    await tell(run(1, at('08:01')));
    const supervisorOf = (areaPath: string): Recipient => ({ unitIds: [], roles: [{ role: 'SUPERVISOR', areaPath }] });
    expect(await lines(supervisorOf('XY'))).toEqual(['1 SIGN BLUE_SLIP']);
    expect(await lines(supervisorOf('XY/S1'))).toEqual(['1 SIGN BLUE_SLIP']);
    expect(await lines(supervisorOf(''))).toEqual(['1 SIGN BLUE_SLIP']);
    expect(await lines(supervisorOf('XY/S2'))).toEqual([]);
    expect(await lines(supervisorOf('XY/S1/C0'))).toEqual([]);
    expect(
      await lines({ unitIds: [], roles: [{ role: 'DISPATCHER', areaPath: 'XY' }] }, { levels: ['BLUE_SLIP'] }),
    ).toEqual([]);
  });

  it('are done when the clock stops, and those of other clocks are not', async () => {
    await tell(one.sign('XY-S1-GA', 'a1', at('08:10')));
    const { items } = await ask(units('XY-S1-GA'), { open: false });
    expect(items.map(({ level, doneAt }) => [level, doneAt])).toEqual([
      ['BLUE_SLIP', at('08:10')],
      ['MISSED', at('08:10')],
      ['RED', at('08:10')],
      ['AMBER', at('08:10')],
    ]);
    expect(await lines(units('XY-S1-GA'), { open: true })).toEqual([]);
    await tell(run(1, '2026-03-06T00:00:00.000Z')); // half of HANDLE (7 × 24 h) has passed
    expect(await lines(units('XY-S1-GA'), { open: true, levels: ['AMBER'] })).toEqual(['1 HANDLE AMBER']);
  });

  it('are of no concern while the clock stands still', async () => {
    const two = whistleNamed(whistleId(2));
    const until = { assignmentId: 'a1', until: '2026-03-20', constraint: '等待配件' };
    const late = '2026-03-06T08:00:00.000Z';
    const later = '2026-03-06T08:30:00.000Z';
    await tell(
      ...dispatched(2),
      two.sign('XY-ZJ', 'a1', at('06:10')),
      two.contact('XY-ZJ', 'a1', at('06:20')),
      two.reportIn('XY-ZJ', 'a1', at('06:30')),
      two.start('XY-ZJ', 'a1', at('06:31')),
      run(2, late),
    );
    expect(await lines(units('XY-ZJ'), { open: true })).toEqual(['2 HANDLE AMBER']);
    await tell(
      command(RequestSuspension, until, housing, late, whistleId(2)),
      command(DecideSuspension, { assignmentId: 'a1', approved: true, reason: '属实' }, desk, later, whistleId(2)),
    );
    const { items } = await ask(units('XY-ZJ'));
    expect(items.map(({ level, doneAt }) => [level, doneAt])).toEqual([['AMBER', later]]);
  });

  it('stay with an order that is not answered when the calendar moves its clock', async () => {
    const ordered = whistleNamed(whistleId(20));
    await tell(...dispatched(20), ordered.supervise({ level: 'BLUE', reason: '反映强烈' }, at('06:10')));
    const tomorrow = CALENDAR_2026.days
      .concat({ date: '2026-03-03', working: false, name: '停工' })
      .toSorted((a, b) => (a.date < b.date ? -1 : 1));
    ({ catalogue } = cityWith({ ...RULES, calendars: [CALENDAR_2026, { ...CALENDAR_2026, days: tomorrow }] }));
    await tell(ordered.recalculate({ reason: 'CALENDAR' }, at('06:20')));
    ({ catalogue } = cityWith(RULES));
    const slips = async () =>
      (await ask(units('XY-ZJ'), { whistleId: whistleId(20), levels: ['BLUE_SLIP'] })).items.map(
        ({ dueAt, doneAt }) => [dueAt, doneAt],
      );
    expect(await slips()).toEqual([['2026-03-04T10:00:00.000Z', null]]); // a working day more
  });

  it('of an order (督办) come to the desk when its unit is released, until the desk answers', async () => {
    const recalled = whistleNamed(whistleId(21));
    await tell(
      ...dispatched(21),
      recalled.supervise({ level: 'RED', reason: '反映强烈' }, at('06:10')),
      command(RecallDispatch, { reason: '派错' }, desk, at('06:20'), whistleId(21)),
    );
    const atDesk: Recipient = { unitIds: [], roles: [{ role: 'DISPATCHER', areaPath: 'XY' }] };
    const open = (to: Recipient) => lines(to, { whistleId: whistleId(21), open: true });
    expect([await open(atDesk), await open(units('XY-ZJ'))]).toEqual([['21 SUPERVISION RED_SLIP'], []]);
    // its own day to answer ends on Tuesday at 18:00
    const [late, answered] = ['2026-03-03T10:00:01.000Z', '2026-03-03T10:30:00.000Z'];
    await tell(command(RunClocks, {}, desk, late, whistleId(21)));
    const supervised = async () => (await open(atDesk)).filter((line) => line.includes('SUPERVISION'));
    expect((await supervised()).sort()).toEqual(['21 SUPERVISION MISSED', '21 SUPERVISION RED_SLIP']);
    await tell(command(AnswerSupervision, { reply: '已改派' }, desk, answered, whistleId(21)));
    expect(await supervised()).toEqual([]);
  });

  it('of an order (督办) stay the desk’s in a merger (并单) and out of it, until the desk answers', async () => {
    const merged = whistleNamed(whistleId(22));
    const ordered = merged.supervise({ level: 'RED', reason: '反映强烈' }, at('06:10'));
    await tell(...dispatched(22), ordered, merged.merge({ masterId: whistleId(1), reason: '同一处' }, at('06:20')));
    const atDesk: Recipient = { unitIds: [], roles: [{ role: 'DISPATCHER', areaPath: 'XY' }] };
    const open = () => lines(atDesk, { whistleId: whistleId(22), open: true });
    expect(await open()).toEqual(['22 SUPERVISION RED_SLIP']);
    await tell(command(UnmergeWhistle, { reason: '另一处' }, desk, at('06:30'), whistleId(22)));
    expect(await open()).toEqual(['22 SUPERVISION RED_SLIP']);
    await tell(command(AnswerSupervision, { reply: '已派' }, desk, at('06:40'), whistleId(22)));
    expect(await open()).toEqual([]);
  });

  it('are nobody’s, if they are of what another system had let run out', async () => {
    const old = whistleNamed(whistleId(3)).import({
      source: { system: 'old', id: '3' },
      summary: '路灯不亮',
      categoryCode: 'WY02',
      unitId: 'XY-ZJ',
      location: { areaPath: 'XY' },
      openedAt: '2026-01-05T00:00:00.000Z',
      targetAt: '2026-01-06T00:00:00.000Z',
      closingKind: 'RECORDED',
    });
    const importer = { id: 'import', role: 'SYSTEM', channel: 'import' } as const;
    await tell(Object.assign(old, { context: { ...old.context, actor: importer } }));
    expect(await lines(units('XY-ZJ'), { whistleId: whistleId(3) })).toEqual([]);
  });

  it('are filtered by unit and whistle, shown of visible whistles only, and paged to their end', async () => {
    await tell(...dispatched(4), run(4, at('07:30')), ...dispatched(5), run(5, at('07:30')));
    const both: Recipient = { unitIds: ['XY-ZJ'], roles: [{ role: 'DISPATCHER', areaPath: 'XY' }] };
    expect(await lines(both, { unitId: 'XY-GA' })).toEqual(['1 SIGN MISSED', '1 SIGN RED']);
    expect(await lines(both, { whistleId: whistleId(4) })).toEqual(['4 SIGN MISSED', '4 SIGN RED', '4 SIGN AMBER']);
    const first = { sql: 'whistle.whistle_id = :only', parameters: { only: whistleId(5) } };
    expect(await lines(both, {}, first)).toEqual(['5 SIGN MISSED', '5 SIGN RED', '5 SIGN AMBER']);
    const all = (await ask(both)).items.map(({ whistleId: id, revision }) => [id, revision]);
    const seen: [string, number][] = [];
    let cursor: string | undefined;
    do {
      const page = await ask(both, {}, EVERYTHING, { limit: 2, cursor });
      seen.push(...page.items.map(({ whistleId: id, revision }): [string, number] => [id, revision]));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
    expect(all.length).toBeGreaterThan(8);
  });
});
