import { hoursLater, minutesLater, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../../whistle.codec.js';
import { whistleSearch } from '../whistle-search/whistle-search.projector.js';
import { departmentInbox } from './department-inbox.projector.js';
import { ASSIGNMENT_STEPS } from './department-inbox.row.js';
import { DepartmentInbox, DepartmentInboxHandler } from './department-inbox.query.js';

const views = [whistleSearch, departmentInbox];
const joint = { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }] };

describe('a department’s inbox', () => {
  let bench: ViewBench;
  let handler: DepartmentInboxHandler;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new DepartmentInboxHandler(bench.dataSource);
  });
  afterAll(() => bench.close());

  const inbox = (
    unitIds: string[],
    filter: DepartmentInbox['filter'] = {},
    page: DepartmentInbox['page'] = { limit: 50 },
  ) => handler.execute(new DepartmentInbox(unitIds, filter, page));
  const one = whistleNamed(whistleId(1));
  const item = async (unitId: string) => {
    await bench.project(views);
    const { items } = await inbox([unitId], { steps: ASSIGNMENT_STEPS });
    expect(items).toHaveLength(1);
    const { step, nextClock, dueAt, missed, role, mandatory, reportsIn, assignmentId } = items[0]!;
    return { step, nextClock, dueAt, missed, task: [assignmentId, role, mandatory, reportsIn] };
  };

  it('follows each unit’s own steps and shows the clock that runs out next', async () => {
    await bench.tell(one.raise(), one.accept({}), one.dispatch(joint));
    expect(await item('XY-ZJ')).toEqual({
      step: 'ASSIGNED',
      nextClock: 'SIGN',
      dueAt: hoursLater(3),
      missed: false,
      task: ['a1', 'LEAD', true, true],
    });
    expect(await item('XY-S1-GA')).toMatchObject({ step: 'ASSIGNED', task: ['a3', 'ASSIST', false, true] });

    await bench.tell(one.sign('XY-ZJ'));
    expect(await item('XY-ZJ')).toMatchObject({ step: 'SIGNED', nextClock: 'CONTACT', dueAt: hoursLater(24) });
    expect(await item('XY-S1-JD')).toMatchObject({ step: 'ASSIGNED', nextClock: 'SIGN' });

    await bench.tell(one.contact('XY-ZJ'));
    expect(await item('XY-ZJ')).toMatchObject({ step: 'SIGNED', nextClock: 'REPORT_IN', dueAt: hoursLater(78) });

    await bench.tell(one.reportIn('XY-ZJ'));
    expect(await item('XY-ZJ')).toMatchObject({ step: 'REPORTED_IN', nextClock: 'HANDLE', dueAt: hoursLater(168) });
  });

  it('says what was missed, and goes on saying it after the step was taken', async () => {
    await bench.tell(one.missed({}, minutesLater(181)));
    expect(await item('XY-S1-JD')).toMatchObject({ step: 'ASSIGNED', nextClock: 'SIGN', missed: true });
    expect(await item('XY-ZJ')).toMatchObject({ missed: false });
    await bench.tell(one.sign('XY-S1-JD', 'a2', minutesLater(182)));
    expect(await item('XY-S1-JD')).toMatchObject({ step: 'SIGNED', nextClock: 'CONTACT', missed: true });
  });

  it('brings a deadline forward when the whistle is reclassified', async () => {
    await bench.tell(
      one.reclassify({ categoryCode: 'WY02', conditionSeq: 2, urgency: 'P2', reason: '停水' }, minutesLater(190)),
    );
    expect(await item('XY-ZJ')).toMatchObject({ nextClock: 'HANDLE', dueAt: minutesLater(190 + 24 * 60) });
    expect(await item('XY-S1-JD')).toMatchObject({ nextClock: 'CONTACT', dueAt: minutesLater(190 + 120) });
  });

  it('shows the lead’s result, stops every clock with it, and empties when the whistle ends', async () => {
    await bench.tell(
      one.reportIn('XY-S1-JD', 'a2', minutesLater(191)),
      one.assistResult('XY-S1-JD', 'a2', minutesLater(192)),
    );
    expect(await item('XY-S1-JD')).toMatchObject({ step: 'RESULT_SUBMITTED', nextClock: null });
    await bench.tell(one.start('XY-ZJ', 'a1', minutesLater(193)), one.result('XY-ZJ', 'a1', minutesLater(194)));
    expect(await item('XY-ZJ')).toMatchObject({ step: 'RESULT_SUBMITTED', nextClock: null });
    expect(await item('XY-S1-GA')).toMatchObject({ step: 'ASSIGNED', nextClock: null });
    expect((await inbox(['XY-ZJ', 'XY-S1-JD'])).items).toEqual([]); // answered: nothing left to do
    await bench.tell(
      one.startFollowUp({}, minutesLater(200)),
      one.recordFollowUp({ answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' }, minutesLater(201)),
      one.close({}, minutesLater(202)),
    );
    await bench.project(views);
    expect((await inbox(['XY-ZJ', 'XY-S1-JD', 'XY-S1-GA'])).items).toEqual([]);
  });

  it('is filtered by step and by what was missed, for any of one’s units, and paged to its end', async () => {
    for (const n of [11, 12, 13, 14]) {
      const other = whistleNamed(whistleId(n));
      await bench.tell(other.raise(), other.accept({}), other.dispatch(joint));
    }
    await bench.tell(
      whistleNamed(whistleId(11)).sign('XY-ZJ'),
      whistleNamed(whistleId(12)).missed({}, minutesLater(181)),
      whistleNamed(whistleId(14)).withdraw({ reason: '不用了' }),
    );
    await bench.project(views);
    const of = async (...args: Parameters<typeof inbox>) =>
      (await inbox(...args)).items.map((task) => `${Number(task.whistleId.slice(0, 8))} ${task.assignmentId}`);
    expect(await of(['XY-ZJ'])).toEqual(['12 a1', '13 a1', '11 a1']);
    expect(await of(['XY-ZJ'], { steps: ['SIGNED'] })).toEqual(['11 a1']);
    expect(await of(['XY-ZJ'], { missed: true })).toEqual(['12 a1']);
    expect(await of(['XY-ZJ'], { missed: false })).toEqual(['13 a1', '11 a1']);
    expect(await of([])).toEqual([]);

    const all = await of(['XY-ZJ', 'XY-S1-JD', 'XY-S1-GA']);
    expect(all).toHaveLength(9);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await inbox(['XY-ZJ', 'XY-S1-JD', 'XY-S1-GA'], {}, { limit: 2, cursor });
      seen.push(...page.items.map((task) => `${Number(task.whistleId.slice(0, 8))} ${task.assignmentId}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
  });
});
