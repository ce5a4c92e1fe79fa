import { decideAndAppend } from '@app/event-store';
import { keepAtWork, Lease, ProjectionRunner, rebuild, viewStatus, waitForView } from '@app/projections';
import {
  chasingCity,
  hoursLater,
  minutesLater,
  supervisor,
  type ViewBench,
  viewBench,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type AnyWhistleCommand, erasure, EraseSubject, RestrictPersonalData } from '../domain/index.js';
import { erasureCodec, subjectStream } from '../erasure/erasures.projector.js';
import { whistleCodec } from '../whistle.codec.js';
import { whistleProjections } from './index.js';

jest.setTimeout(60_000);

/** Fifteen whistles that between them go every way, told interleaved, so that no page holds one whistle alone. */
function stories(from: number): AnyWhistleCommand[] {
  const [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = Array.from({ length: 15 }, (_, at) =>
    whistleNamed(whistleId(from + at)),
  );
  const joint = { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }] };
  const lines: AnyWhistleCommand[][] = [
    [
      a!.raise(),
      a!.accept({}),
      a!.dispatch(joint),
      a!.sign('XY-ZJ'),
      a!.sign('XY-S1-JD', 'a2', hoursLater(2)),
      a!.contact('XY-ZJ', 'a1', hoursLater(2)),
      a!.reportIn('XY-ZJ', 'a1', hoursLater(3)),
      a!.reportIn('XY-S1-JD', 'a2', hoursLater(99)),
      a!.log('XY-ZJ', 'a1', hoursLater(100)),
      a!.assistResult('XY-S1-JD', 'a2', hoursLater(101)),
      a!.result('XY-ZJ', 'a1', hoursLater(169)),
      a!.startFollowUp({}, hoursLater(170)),
      a!.recordFollowUp({ answered: false }, hoursLater(171)),
      a!.recordFollowUp({ answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' }, hoursLater(172)),
      a!.close({}, hoursLater(173)),
    ],
    [b!.raise(), b!.accept({ categoryCode: 'YJ01' }), b!.dispatch({}), b!.sign('XY-ZJ')],
    [
      c!.raise({ categoryCode: undefined }),
      c!.missed({}, hoursLater(9)),
      c!.accept({ categoryCode: 'HJ03' }, hoursLater(9)),
    ],
    [d!.raise({ categoryCode: 'CG01' }), d!.sign('XY-HW'), d!.result('XY-HW', 'a1', hoursLater(5))],
    [e!.raise(), e!.reject({ reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' })],
    [f!.raise(), f!.accept({}), f!.dispatch(joint), f!.withdraw({ reason: '不用了' }, minutesLater(70))],
    [g!.raise(), g!.reclassify({ categoryCode: 'WY09', summary: '墙体开裂', reason: '核实' }, minutesLater(3))],
    [
      h!.import({
        source: { system: 'old', id: String(from) },
        summary: 'Pothole',
        categoryCode: 'POTHOLE',
        unitId: 'BOS-PWD',
        location: { areaPath: 'BOS' },
        openedAt: '2026-01-31T23:00:00.000Z',
        targetAt: '2026-02-01T23:00:00.000Z',
        closedAt: '2026-02-02T23:00:00.000Z',
        closingKind: 'RECORDED',
      }),
    ],
    [
      i!.raise({ anonymity: 'ANONYMOUS' }),
      i!.accept({}),
      i!.dispatch(joint),
      i!.sign('XY-ZJ'),
      i!.reportIn('XY-ZJ'),
      i!.start('XY-ZJ'),
    ],
    [
      j!.raise(),
      j!.requestInfo({ text: '几号楼？' }, minutesLater(1)),
      j!.supplyInfo({ text: '三号楼' }, hoursLater(20)),
      j!.orderVerification({ unitId: 'XY-S1-C01-SQ' }, hoursLater(21)),
      j!.missed({}, hoursLater(22)),
      j!.reportVerification({ finding: 'EXISTS' }, hoursLater(23)),
    ],
    [
      k!.raise(),
      k!.accept({}),
      k!.dispatch(joint),
      k!.sign('XY-ZJ'),
      k!.reportIn('XY-ZJ'),
      k!.start('XY-ZJ'),
      k!.requestExtension('XY-ZJ', 'a1', hoursLater(1)),
      k!.decideExtension({ assignmentId: 'a1', granted: true, reason: '好' }, hoursLater(2)),
      k!.requestExtension('XY-ZJ', 'a1', hoursLater(3)),
      k!.decideExtension({ assignmentId: 'a1', granted: false, reason: '不' }, hoursLater(4)),
      k!.requestSuspension('XY-ZJ', 'a1', hoursLater(5)),
      k!.decideSuspension({ assignmentId: 'a1', approved: true, reason: '属实' }, hoursLater(6)),
      k!.recalculate({ reason: 'CALENDAR' }, hoursLater(7)),
      k!.missed({}, hoursLater(900)),
    ],
    // late, checked and reworked; closed, opened again, and closed; exempted and excluded
    [
      m!.raise({ categoryCode: 'CG01' }),
      m!.sign('XY-HW'),
      m!.result('XY-HW', 'a1', hoursLater(30)),
      m!.orderCheck({ unitId: 'XY-S1-C01-SQ' }, hoursLater(31)),
      m!.recordCheck({ passed: false, reason: '仍在' }, hoursLater(32)),
      m!.result('XY-HW', 'a1', hoursLater(33)),
      m!.startFollowUp({}, hoursLater(34)),
      m!.recordFollowUp({ answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' }, hoursLater(35)),
      m!.close({}, hoursLater(36)),
      m!.reopen({ cause: 'RECURRENCE', reason: '复发' }, hoursLater(60)),
      m!.result('XY-HW', 'a1', hoursLater(61)),
      m!.close({ forced: true, note: '已说明' }, hoursLater(62)),
      m!.appeal('XY-HW', 'a1', hoursLater(63)),
      m!.reviewAppeal({ assignmentId: 'a1', upheld: true, reason: '属实' }, hoursLater(64)),
      m!.reviewAgain({ assignmentId: 'a1', upheld: true, reason: '属实' }, hoursLater(65)),
      m!.exclude({ reason: '不合理诉求' }, hoursLater(66)),
    ],
    // supervised, less urgent, corrected, and made void
    [
      n!.raise(),
      n!.accept({}),
      n!.dispatch(joint),
      n!.supervise({ level: 'RED', reason: '反映强烈' }, hoursLater(1)),
      n!.changeUrgency({ urgency: 'P4', reason: '会商' }, hoursLater(2)),
      n!.sign('XY-ZJ', 'a1', hoursLater(3)),
      n!.answerSupervision('XY-ZJ', 'a1', hoursLater(4)),
      n!.reportIn('XY-ZJ', 'a1', hoursLater(5)),
      n!.correct(
        { assignmentId: 'a1', fact: 'SIGNED', happenedAt: hoursLater(2), reason: '补录', evidence: '记录' },
        hoursLater(200),
      ),
      n!.requestVoiding({ reason: '测试' }, hoursLater(201)),
      n!.confirmVoiding({ confirmed: true, reason: '属实' }, hoursLater(202)),
    ],
    // ended by decision
    [
      o!.raise(),
      o!.accept({}),
      o!.dispatch(joint),
      o!.sign('XY-ZJ'),
      o!.reportIn('XY-ZJ'),
      o!.start('XY-ZJ'),
      o!.requestTermination('XY-ZJ', 'a1', hoursLater(1)),
      o!.decideTermination({ assignmentId: 'a1', approved: true, reason: '属实' }, hoursLater(2)),
    ],
    [l!.raise({ categoryCode: 'WY05' }), l!.requestInfo({ text: '几号楼？' }), l!.missed({}, hoursLater(900))],
  ];
  return Array.from({ length: 16 }).flatMap((_, at) => lines.flatMap((line) => line.slice(at, at + 1)));
}

describe('every view of whistles', () => {
  let bench: ViewBench;
  beforeAll(async () => {
    Logger.overrideLogger(false); // what goes wrong here goes wrong on purpose
    bench = await viewBench(whistleCodec, whistleProjections, chasingCity);
    await bench.tell(...stories(1), ...stories(101));
    for (const n of [1, 2, 3, 4]) await personDecidedOn(`whistle-${whistleId(n)}`, whistleId(n));
    await bench.project(whistleProjections);
  }, 30_000);
  afterAll(() => bench.close());

  /** Restricted, and erased after that. */
  async function personDecidedOn(subjectId: string, id: string): Promise<void> {
    const contextAt = (at: string) => ({ actor: supervisor, at, commandId: `${subjectId} ${at}`, commandHash: at });
    for (const command of [
      new RestrictPersonalData(
        { whistleId: id },
        { reason: '本人申请', basis: '保管期限', until: '2026-03-02' },
        contextAt(hoursLater(1)),
      ),
      new EraseSubject({ whistleId: id }, { reason: '期限届满' }, contextAt(hoursLater(90))),
    ]) {
      await decideAndAppend(bench.store, {
        streamId: subjectStream(subjectId),
        command,
        decider: erasure,
        codec: erasureCodec,
        facts: { subjectId, today: command.context.at.slice(0, 10), open: [], orderIds: [id], openOrders: [] },
      });
    }
  }

  it.each(whistleProjections.map((view) => [view.name, view] as const))(
    '%s has the same rows whatever the size of its pages',
    async (_name, view) => {
      const rows = await bench.dump(view);
      expect(rows.length).toBeGreaterThan(3);
      await bench.forget(view);
      expect(await bench.dump(view)).toEqual([]);
      await bench.project([view], 3);
      expect(await bench.dump(view)).toEqual(rows);
    },
  );

  it.each(whistleProjections.map((view) => [view.name, view] as const))(
    '%s is rebuilt to the same rows, in tables with the same indexes',
    async (_name, view) => {
      const rows = await bench.dump(view);
      const indexes = () =>
        bench.dataSource.query(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'views' ORDER BY indexdef`);
      const before: unknown = await indexes();
      expect(await bench.rebuilt(view)).toEqual(rows);
      expect(await indexes()).toEqual(before);
      expect(await viewStatus(bench.dataSource, view.name)).toMatchObject({
        position: await bench.store.head(),
        error: undefined,
      });
    },
  );

  it.each(whistleProjections.map((view) => [view.name, view] as const))(
    '%s comes out the same from a draft that lets go of what it will need again',
    async (_name, view) => {
      const { dataSource, store } = bench;
      const rows = await bench.dump(view);
      for (const bounds of [
        { page: 3, held: 1, kept: 0 },
        { page: 50, held: 5, kept: 3 },
      ]) {
        await rebuild({ projection: view, store, dataSource, bounds });
        expect(await bench.dump(view)).toEqual(rows);
      }
    },
    30_000,
  );

  it('does not need the events that it ignores, and stops at one that nobody knows', async () => {
    const { dataSource, store } = bench;
    const read: string[] = [];
    const watched = Object.assign(Object.create(store) as typeof store, {
      head: () => store.head(),
      async readAll(...args: Parameters<typeof store.readAll>) {
        const page = await store.readAll(...args);
        read.push(...page.events.map(({ type }) => type));
        return page;
      },
    });
    for (const view of whistleProjections) {
      read.length = 0;
      await rebuild({ projection: view, store: watched, dataSource });
      expect(read.length).toBeGreaterThan(0);
      expect(read.filter((type) => view.ignores?.includes(type))).toEqual([]);
    }
    const stranger = Object.assign(Object.create(store) as typeof store, {
      head: () => store.head(),
      async readAll(...args: Parameters<typeof store.readAll>) {
        const { events, next } = await store.readAll(...args);
        return { events: events.map((event) => ({ ...event, type: 'WhistleSung' })), next };
      },
    });
    for (const view of whistleProjections) {
      await expect(rebuild({ projection: view, store: stranger, dataSource })).rejects.toThrow('WhistleSung');
    }
  }, 30_000);

  it('is rebuilt again after its rows were damaged', async () => {
    for (const view of whistleProjections) {
      const rows = await bench.dump(view);
      const table = bench.dataSource.getMetadata(view.rows[0]!).tableName;
      await bench.dataSource.query(`DELETE FROM ${table} WHERE ctid = (SELECT max(ctid) FROM ${table})`);
      expect(await bench.dump(view)).not.toEqual(rows);
      expect(await bench.rebuilt(view)).toEqual(rows);
    }
  });

  it('comes out the same when it is rebuilt while it runs and the log grows, and is left without an error', async () => {
    const { dataSource, store, database } = bench;
    const stop = new AbortController();
    const running = whistleProjections.map((view) =>
      keepAtWork(new ProjectionRunner(view, store, dataSource), new Lease(database.url), stop.signal),
    );
    const telling = bench.tell(...stories(201), ...stories(301));
    for (const view of whistleProjections) await rebuild({ projection: view, store, dataSource });
    await telling;
    for (const view of whistleProjections) await rebuild({ projection: view, store, dataSource });
    const head = await store.head();
    await Promise.all(whistleProjections.map(({ name }) => waitForView(dataSource, name, head)));
    // one event more: every runner has come through whatever the rebuilds did to it
    await bench.tell(whistleNamed(whistleId(999)).raise());
    await Promise.all(whistleProjections.map(async ({ name }) => waitForView(dataSource, name, await store.head())));
    const live = await Promise.all(whistleProjections.map((view) => bench.dump(view)));
    const errors = await Promise.all(
      whistleProjections.map(async ({ name }) => (await viewStatus(dataSource, name))?.error),
    );
    stop.abort();
    await Promise.all(running);
    expect(errors).toEqual(whistleProjections.map(() => undefined));
    for (const [index, view] of whistleProjections.entries()) {
      await bench.forget(view);
      await bench.project([view]);
      expect(await bench.dump(view)).toEqual(live[index]);
    }
  }, 60_000);
});
