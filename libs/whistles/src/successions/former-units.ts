import type { DirectoryView } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { DataSource } from 'typeorm';

/** What a unit that is no more still has. */
export interface LeftBehind {
  readonly whistleId: string;
  readonly unitId: string;
  readonly successorId: string;
}

/** Every open task of a unit that was merged into another (机构合并), by whistle. */
export async function leftBehind(
  dataSource: DataSource,
  directory: DirectoryView,
  at: Instant,
): Promise<readonly LeftBehind[]> {
  const units: { unit_id: string }[] = await dataSource.query('SELECT DISTINCT unit_id FROM department_inbox');
  const successors = new Map(
    units.flatMap(({ unit_id: unitId }) => {
      const successor = directory.unit(unitId, at) ? undefined : directory.successorOf(unitId, at);
      return successor ? [[unitId, successor.id] as const] : [];
    }),
  );
  if (successors.size === 0) return [];
  const tasks: { whistle_id: string; unit_id: string }[] = await dataSource.query(
    'SELECT whistle_id, unit_id FROM department_inbox WHERE unit_id = ANY($1) ORDER BY whistle_id, unit_id',
    [[...successors.keys()]],
  );
  return tasks.map(({ whistle_id: whistleId, unit_id: unitId }) => {
    return { whistleId, unitId, successorId: successors.get(unitId) ?? '' };
  });
}
