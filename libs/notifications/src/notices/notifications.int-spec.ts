import { hoursLater, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { whistleCodec } from '@app/whistles';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { NotificationRow } from './notification.row.js';
import { notifications } from './notifications.projector.js';

jest.setTimeout(60_000);

let bench: ViewBench;
beforeAll(async () => {
  bench = await viewBench(whistleCodec, [notifications]);
});
afterAll(() => bench.close());

/** Who is told of each event: I initiator, U the event's unit, L the lead, A all units, and roles. */
const told = async (): Promise<string[]> => {
  const rows = await bench.dataSource.createQueryBuilder(NotificationRow, 'row').orderBy('row.position').getMany();
  return rows.map((row) => {
    const marks = [row.toInitiator && 'I', row.toUnit && `U ${row.unitId}`, row.toLead && 'L', row.toUnits && 'A'];
    return [row.type, ...marks.filter(Boolean), ...row.toRoles].join(' ');
  });
};

it('has a row for each event that is news to somebody, and says to whom', async () => {
  const w = whistleNamed(whistleId(1));
  await bench.tell(
    w.raise(),
    w.requestInfo({ text: '几号楼？' }),
    w.supplyInfo({ text: '三号楼' }),
    w.accept({}),
    w.dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
    w.sign('XY-ZJ'),
    w.reportIn('XY-ZJ'),
    w.start('XY-ZJ'),
    w.requestExtension('XY-ZJ', 'a1', hoursLater(1)),
    w.decideExtension({ assignmentId: 'a1', granted: false, reason: '不必' }, hoursLater(2)),
  );
  await bench.project([notifications], 3);
  expect(await told()).toEqual([
    'InfoRequested I',
    'InfoSupplied DISPATCHER',
    'WhistleAccepted I',
    'AssignmentCreated U XY-ZJ',
    'AssignmentCreated U XY-S1-JD',
    'DepartmentReportedIn I',
    'ExtensionRequested DISPATCHER SUPERVISOR',
    'ExtensionDenied U XY-ZJ',
  ]);
});

it('tells nobody of what another system had done', async () => {
  const before = await told();
  const old = whistleNamed(whistleId(2)).import({
    source: { system: 'old', id: '2' },
    summary: '路灯不亮',
    categoryCode: 'WY02',
    unitId: 'XY-ZJ',
    location: { areaPath: 'XY' },
    openedAt: '2026-01-05T00:00:00.000Z',
    closingKind: 'RECORDED',
  });
  const importer = { id: 'import', role: 'SYSTEM', channel: 'import' } as const;
  await bench.tell(Object.assign(old, { context: { ...old.context, actor: importer } }));
  await bench.project([notifications]);
  expect(await told()).toEqual(before);
});

it('is the same rebuilt, and holds nothing that people have written', async () => {
  const rows = await bench.dump(notifications);
  expect(await bench.rebuilt(notifications)).toEqual(rows);
  expect(rows.join()).not.toMatch(/[\u4e00-\u9fff]/);
  expect(rows.length).toBe(8);
});
