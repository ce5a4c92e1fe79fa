import { chasingCity, china, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnyWhistleCommand } from '../domain/index.js';
import { whistleCodec } from '../whistle.codec.js';
import { departmentInbox } from './department-inbox/department-inbox.projector.js';
import { DepartmentInboxRow } from './department-inbox/department-inbox.row.js';
import { OpenClockRow } from './open-clocks/open-clock.row.js';
import { openClocks } from './open-clocks/open-clocks.projector.js';
import { triageBoard } from './triage-board/triage-board.projector.js';
import { TriageBoardRow } from './triage-board/triage-board.row.js';
import { whistleSearch } from './whistle-search/whistle-search.projector.js';
import { WhistleSearchRow } from './whistle-search/whistle-search.row.js';

const views = [whistleSearch, triageBoard, departmentInbox, openClocks];
const START = china('03-02', '15:00');

describe('what the views show of clocks that wait', () => {
  let bench: ViewBench;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views, chasingCity);
  });
  afterAll(() => bench.close());

  async function tell(...told: AnyWhistleCommand[]): Promise<void> {
    await bench.tell(...told);
    await bench.project(views);
  }
  const clock = (id: string, kind: OpenClockRow['clock'], assignmentId?: string) =>
    bench.dataSource
      .getRepository(OpenClockRow)
      .findOneBy({ whistleId: id, clock: kind, ...(assignmentId !== undefined && { assignmentId }) });
  const task = (id: string) =>
    bench.dataSource.getRepository(DepartmentInboxRow).findOneByOrFail({ whistleId: id, assignmentId: 'a1' });
  const onBoard = (id: string) => bench.dataSource.getRepository(TriageBoardRow).findOneBy({ whistleId: id });
  const found = (id: string) => bench.dataSource.getRepository(WhistleSearchRow).findOneByOrFail({ whistleId: id });

  it('the next alarm is for the next mark, none while a clock stands still, and on from there', async () => {
    const id = whistleId(1);
    const one = whistleNamed(id);
    // 4 WH: three quarters at 18:00, so at 08:00 of the next morning; nine tenths at 08:36, due 09:00
    await tell(one.raise({ categoryCode: 'SQ01' }, START));
    expect(await clock(id, 'ACCEPT')).toMatchObject({
      cause: 'STARTED',
      limit: { amount: 4, unit: 'WH' },
      marks: [
        { mark: 'AMBER', at: china('03-03', '08:00') },
        { mark: 'RED', at: china('03-03', '08:36') },
      ],
      dueAt: china('03-03', '09:00'),
      nextAlarmAt: china('03-03', '08:00'),
      pausedAt: null,
      pauses: [],
    });
    await tell(one.missed({}, china('03-03', '08:10')));
    expect(await clock(id, 'ACCEPT')).toMatchObject({ noticed: ['AMBER'], nextAlarmAt: china('03-03', '08:36') });

    await tell(one.requestInfo({ text: '几号楼？' }, china('03-03', '08:20')));
    expect(await clock(id, 'ACCEPT')).toMatchObject({ pausedAt: china('03-03', '08:20'), nextAlarmAt: null });
    expect(await onBoard(id)).toMatchObject({ status: 'PENDING_INFO', dueAt: china('03-03', '09:00'), missed: false });
    expect(await found(id)).toMatchObject({ status: 'PENDING_INFO' });

    // forty minutes are left
    await tell(one.supplyInfo({ text: '三号楼' }, china('03-03', '10:00')));
    expect(await clock(id, 'ACCEPT')).toMatchObject({
      cause: 'RESUMED',
      pausedAt: null,
      pauses: [{ from: china('03-03', '08:20'), to: china('03-03', '10:00') }],
      marks: [{ mark: 'RED', at: china('03-03', '10:16') }],
      noticed: [],
      dueAt: china('03-03', '10:40'),
      nextAlarmAt: china('03-03', '10:16'),
    });
    expect(await clock(id, 'INFO')).toBeNull();
    expect(await onBoard(id)).toMatchObject({ status: 'RAISED', dueAt: china('03-03', '10:40') });

    await tell(one.orderVerification({ unitId: 'XY-S1-C01-SQ' }, china('03-03', '10:05')));
    expect(await onBoard(id)).toMatchObject({ status: 'PRE_VERIFYING' });
    expect(await clock(id, 'VERIFY')).toMatchObject({ assignmentId: null, unitId: 'XY-S1-C01-SQ' });
    await tell(one.reportVerification({ finding: 'EXISTS' }, china('03-03', '10:10')));
    await tell(one.missed({}, china('03-03', '11:00')));
    expect(await clock(id, 'ACCEPT')).toMatchObject({ missed: true, nextAlarmAt: null });
    expect(await onBoard(id)).toMatchObject({ status: 'RAISED', dueAt: china('03-03', '10:45'), missed: true });
    expect(await found(id)).toMatchObject({ status: 'RAISED', missedClocks: 1 });
  });

  it('a question that nobody answers takes the whistle off the board', async () => {
    const id = whistleId(2);
    const one = whistleNamed(id);
    await tell(one.raise({ categoryCode: 'SQ01' }, START), one.requestInfo({ text: '几号楼？' }, START));
    await tell(one.missed({}, china('03-06', '09:00')));
    expect(await onBoard(id)).toBeNull();
    expect(await found(id)).toMatchObject({ status: 'REJECTED', closedAt: china('03-05', '18:00') });
    expect(await clock(id, 'RESIDENT_TOTAL')).toBeNull();
  });

  const handling = (n: number) => {
    const one = whistleNamed(whistleId(n));
    return [
      one.raise({ categoryCode: 'SQ01' }, START),
      one.accept({}, START),
      one.dispatch({ leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, START),
      one.sign('XY-ZJ', 'a1', START),
      one.contact('XY-ZJ', 'a1', START),
    ];
  };
  const present = (n: number) => {
    const one = whistleNamed(whistleId(n));
    return [...handling(n), one.reportIn('XY-ZJ', 'a1', START), one.start('XY-ZJ', 'a1', START)];
  };

  it('an extension that waits is warned of but neither missed nor chased, until it is denied', async () => {
    const id = whistleId(3);
    const one = whistleNamed(id);
    await tell(...present(3), one.requestExtension('XY-ZJ', 'a1', china('03-06', '15:00')));
    expect(await task(id)).toMatchObject({ pendingExtension: true, missed: false });
    expect(await clock(id, 'HANDLE')).toMatchObject({
      pendingExtension: true,
      extensionAskedBy: 'clerk-zj',
      nextAlarmAt: china('03-06', '16:00'),
    });
    await tell(one.missed({}, china('03-10', '08:30')));
    expect(await clock(id, 'HANDLE')).toMatchObject({ noticed: ['AMBER', 'RED'], missed: false, nextAlarmAt: null });
    await tell(one.decideExtension({ assignmentId: 'a1', granted: false, reason: '不' }, china('03-10', '09:00')));
    expect(await clock(id, 'HANDLE')).toMatchObject({ missed: true, nextAlarmAt: china('03-11', '08:00') });
    expect(await task(id)).toMatchObject({ pendingExtension: false, missed: true });
    await tell(one.missed({}, china('03-11', '09:00')));
    expect(await clock(id, 'HANDLE')).toMatchObject({
      noticed: ['AMBER', 'RED', 'BLUE_SLIP'],
      nextAlarmAt: china('03-13', '08:00'),
    });
    await tell(one.missed({}, china('03-31', '09:00')));
    expect(await clock(id, 'HANDLE')).toMatchObject({ nextAlarmAt: null });
  });

  it('an extension that is granted is a new due moment', async () => {
    const id = whistleId(4);
    const one = whistleNamed(id);
    await tell(...present(4), one.requestExtension('XY-ZJ', 'a1', china('03-06', '15:00')));
    await tell(one.decideExtension({ assignmentId: 'a1', granted: true, reason: '好' }, china('03-06', '15:30')));
    expect(await clock(id, 'HANDLE')).toMatchObject({ cause: 'EXTENDED', extensions: 1, pendingExtension: false });
    expect(await task(id)).toMatchObject({
      pendingExtension: false,
      nextClock: 'HANDLE',
      dueAt: china('03-16', '18:00'),
    });
  });

  it('a suspension holds the clock to handle, and the review is what comes next', async () => {
    const id = whistleId(5);
    const one = whistleNamed(id);
    const decide = { assignmentId: 'a1', approved: true, reason: '属实' };
    await tell(...present(5), one.requestSuspension('XY-ZJ', 'a1', START));
    expect(await task(id)).toMatchObject({ pendingSuspension: true, suspendedUntil: null });
    await tell(one.decideSuspension(decide, china('03-04', '15:00')));
    const review = china('03-20', '08:00');
    expect(await task(id)).toMatchObject({
      pendingSuspension: false,
      suspendedUntil: review,
      nextClock: 'REVIEW',
      dueAt: review,
    });
    expect(await found(id)).toMatchObject({ status: 'SUSPENDED' });
    expect(await clock(id, 'HANDLE')).toMatchObject({ pausedAt: china('03-04', '15:00'), nextAlarmAt: null });
    expect(await clock(id, 'REVIEW')).toMatchObject({ kind: 'MANUAL_DATE', limit: null, nextAlarmAt: review });

    await tell(one.missed({}, china('03-20', '08:30')));
    expect(await found(id)).toMatchObject({ status: 'HANDLING' });
    expect(await clock(id, 'REVIEW')).toBeNull();
    expect(await task(id)).toMatchObject({ suspendedUntil: null, nextClock: 'HANDLE', dueAt: china('03-25', '18:00') });
  });

  it('a breach that is cleared counts as none', async () => {
    const id = whistleId(6);
    const one = whistleNamed(id);
    await tell(...handling(6), one.missed({}, china('03-05', '18:10')));
    expect(await task(id)).toMatchObject({ missed: true, missedClocks: ['REPORT_IN-6'] });
    expect(await found(id)).toMatchObject({ missedClocks: 1 });
    const madeAt = china('03-05', '17:50');
    const [reported] = [one.reportIn('XY-ZJ', 'a1', china('03-05', '19:00'))];
    Object.assign(reported.input, { madeAt, longitude: 116, latitude: 29.7 });
    await tell(reported);
    expect(await task(id)).toMatchObject({ step: 'REPORTED_IN', missed: false, missedClocks: [] });
    expect(await found(id)).toMatchObject({ missedClocks: 0 });
  });
});
