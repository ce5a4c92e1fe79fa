import { hoursLater, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../whistle.codec.js';
import { departmentInbox } from './department-inbox/department-inbox.projector.js';
import { DepartmentInbox, DepartmentInboxHandler } from './department-inbox/department-inbox.query.js';
import { ASSIGNMENT_STEPS } from './department-inbox/department-inbox.row.js';
import { openClocks } from './open-clocks/open-clocks.projector.js';
import { reminders } from './reminders/reminders.projector.js';
import { resolutionCounts } from './resolution-counts/resolution-counts.projector.js';
import {
  type CountDimension,
  ResolutionCounts,
  ResolutionCountsHandler,
} from './resolution-counts/resolution-counts.query.js';
import { SearchWhistles, SearchWhistlesHandler } from './whistle-search/search-whistles.query.js';
import type { PendingDecision } from './whistle-search/whistle-search.row.js';
import { whistleSearch } from './whistle-search/whistle-search.projector.js';

const views = [whistleSearch, departmentInbox, openClocks, reminders, resolutionCounts];
const EVERYTHING = { sql: 'TRUE', parameters: {} };
const satisfied = { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' } as const;

describe('what lists show of what comes after a result', () => {
  let bench: ViewBench;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
  });
  afterAll(() => bench.close());

  /** A direct order of XY-HW, four working hours from Monday noon: due on Monday at 18:00. */
  const w = (n: number) => whistleNamed(whistleId(n));
  const found = async (n: number) => {
    await bench.project(views);
    const page = await new SearchWhistlesHandler(bench.dataSource).execute(
      new SearchWhistles(
        EVERYTHING,
        { statuses: ['HANDLING', 'HANDLED', 'CHECKING', 'CLOSED', 'VOIDED', 'DISPATCHED'] },
        { limit: 50 },
      ),
    );
    return page.items.find((row) => row.whistleId === whistleId(n));
  };
  const waiting = async (...pending: PendingDecision[]) => {
    await bench.project(views);
    const handler = new SearchWhistlesHandler(bench.dataSource);
    const { items } = await handler.execute(new SearchWhistles(EVERYTHING, { pending }, { limit: 50 }));
    return items.map((row) => row.whistleId);
  };
  const tasks = async (n: number) => {
    await bench.project(views);
    const handler = new DepartmentInboxHandler(bench.dataSource);
    const { items } = await handler.execute(
      new DepartmentInbox(['XY-HW', 'XY-ZJ'], { steps: ASSIGNMENT_STEPS }, { limit: 50 }),
    );
    return items.filter((row) => row.whistleId === whistleId(n));
  };
  const count = async (by: readonly CountDimension[], anchor: 'RAISED' | 'CLOSED' = 'RAISED') => {
    await bench.project(views);
    const { items } = await new ResolutionCountsHandler(bench.dataSource).execute(
      new ResolutionCounts({ everything: true }, by, { anchor }, { limit: 100 }),
    );
    return items.map((item) => [...by.map((name) => item[name]), item.whistles]);
  };
  const clocks = async (n: number) => {
    await bench.project(views);
    const rows = await bench.dataSource.query<{ clock: string }[]>(
      'SELECT clock FROM open_clocks WHERE whistle_id = $1 ORDER BY clock',
      [whistleId(n)],
    );
    return rows.map(({ clock }) => clock);
  };

  it('checked and failed, it is back in the inbox as rework, with its new time', async () => {
    await bench.tell(
      w(1).raise({ categoryCode: 'CG01' }),
      w(1).sign('XY-HW'),
      w(1).result('XY-HW', 'a1', hoursLater(7)),
    );
    expect(await count(['overdue'])).toEqual([['true', 1]]);
    await bench.tell(w(1).orderCheck({ unitId: 'XY-S1-C01-SQ' }, hoursLater(8)));
    expect(await found(1)).toMatchObject({ status: 'CHECKING', unitIds: ['XY-HW', 'XY-S1-C01-SQ'] });
    expect(await count(['status'])).toEqual([['CHECKING', 1]]);
    await bench.tell(w(1).recordCheck({ passed: false, reason: '仍在' }, hoursLater(20)));
    expect(await found(1)).toMatchObject({ status: 'HANDLING', reworks: 1, missedClocks: 1 });
    // Tuesday 08:00 and four working hours
    expect(await tasks(1)).toMatchObject([
      { step: 'SIGNED', rework: true, nextClock: 'HANDLE', dueAt: hoursLater(24), missed: true },
    ]);
    expect(await clocks(1)).toEqual(['HANDLE']);
  });

  it('closed and opened again, it counts as open, and its lead has it back', async () => {
    await bench.tell(
      w(1).result('XY-HW', 'a1', hoursLater(21)),
      w(1).startFollowUp({}, hoursLater(22)),
      w(1).recordFollowUp(satisfied, hoursLater(22)),
      w(1).close({}, hoursLater(23)),
    );
    expect(await count(['closingKind'], 'CLOSED')).toEqual([['RESOLVED', 1]]);
    expect(await tasks(1)).toEqual([]);
    await bench.tell(w(1).reopen({ cause: 'RECURRENCE', reason: '复发' }, hoursLater(68)));
    expect(await found(1)).toMatchObject({ status: 'HANDLING', closedAt: null, closingKind: null, reopenings: 1 });
    expect(await count(['closingKind'], 'CLOSED')).toEqual([]);
    expect(await tasks(1)).toMatchObject([{ assignmentId: 'a1', unitId: 'XY-HW', role: 'LEAD', rework: true }]);
  });

  it('late twice, it is late until both do not count', async () => {
    await bench.tell(
      w(1).result('XY-HW', 'a1', hoursLater(80)),
      w(1).close({ forced: true, note: '已说明' }, hoursLater(81)),
    );
    expect(await found(1)).toMatchObject({ missedClocks: 2, exemptedClocks: 0 });
    const correct = { assignmentId: 'a1', fact: 'RESULT_SUBMITTED', reason: '补录', evidence: '照片' } as const;
    await bench.tell(w(1).correct({ ...correct, happenedAt: hoursLater(70) }, hoursLater(82)));
    expect(await found(1)).toMatchObject({ missedClocks: 1 });
    expect(await count(['overdue'])).toEqual([['true', 1]]);
    await bench.tell(
      w(1).appeal('XY-HW', 'a1', hoursLater(83)),
      w(1).reviewAppeal({ assignmentId: 'a1', upheld: true, reason: '属实' }, hoursLater(84)),
    );
    expect(await waiting('APPEAL')).toEqual([whistleId(1)]);
    await bench.tell(w(1).reviewAgain({ assignmentId: 'a1', upheld: true, reason: '属实' }, hoursLater(85)));
    expect(await waiting('APPEAL')).toEqual([]);
    // the fact stays, and does not count
    expect(await found(1)).toMatchObject({ missedClocks: 1, exemptedClocks: 1, excluded: false });
    expect(await count(['overdue'])).toEqual([['false', 1]]);
    await bench.tell(w(1).exclude({ reason: '不合理诉求' }, hoursLater(86)));
    expect(await found(1)).toMatchObject({ excluded: true });
  });

  it('what a correction finds late reminds nobody', async () => {
    await bench.project(views);
    const before = await bench.dump(reminders);
    const correct = { assignmentId: 'a1', fact: 'RESULT_SUBMITTED', reason: '误录', evidence: '照片' } as const;
    await bench.tell(w(1).correct({ ...correct, happenedAt: hoursLater(79) }, hoursLater(87)));
    expect(await found(1)).toMatchObject({ missedClocks: 2 });
    expect(await bench.dump(reminders)).toEqual(before);
  });

  it('supervised, it says so in the inbox and reminds those who are told, until it is answered', async () => {
    const open = async () => {
      await bench.project(views);
      return bench.dataSource.query<{ level: string; to_units: string[] }[]>(
        `SELECT level, to_units FROM reminders WHERE whistle_id = $1 AND clock = 'SUPERVISION' AND done_at IS NULL`,
        [whistleId(2)],
      );
    };
    await bench.tell(
      w(2).raise(),
      w(2).accept({}),
      w(2).dispatch({ leadUnitId: 'XY-ZJ', assists: [] }),
      w(2).supervise({ level: 'ORANGE', reason: '反映强烈' }, hoursLater(0.1)),
    );
    expect(await tasks(2)).toMatchObject([{ supervision: 'ORANGE' }]);
    expect(await open()).toEqual([{ level: 'ORANGE_SLIP', to_units: ['XY-ZJ'] }]);
    await bench.tell(w(2).answerSupervision('XY-ZJ', 'a1', hoursLater(0.2)));
    expect(await tasks(2)).toMatchObject([{ supervision: null }]);
    expect(await open()).toEqual([]);
    expect(await clocks(2)).not.toContain('SUPERVISION');
  });

  it('void, it is in no count, in no inbox, and found only by who looks for it', async () => {
    await bench.tell(w(2).requestVoiding({ reason: '测试' }, hoursLater(0.3)));
    expect(await waiting('VOIDING', 'TERMINATION')).toEqual([whistleId(2)]);
    expect(await waiting('TERMINATION')).toEqual([]);
    await bench.tell(w(2).confirmVoiding({ confirmed: true, reason: '属实' }, hoursLater(0.4)));
    expect(await count([])).toEqual([[1]]);
    expect(await tasks(2)).toEqual([]);
    expect(await clocks(2)).toEqual([]);
    expect(await found(2)).toMatchObject({ status: 'VOIDED' });
    const handler = new SearchWhistlesHandler(bench.dataSource);
    const search = async (filter: SearchWhistles['filter']) =>
      (await handler.execute(new SearchWhistles(EVERYTHING, filter, { limit: 50 }))).items.map((row) => row.whistleId);
    expect(await search({})).toEqual([whistleId(1)]);
    expect(await search({ number: (await found(2))!.number })).toContain(whistleId(2));
  });
});
