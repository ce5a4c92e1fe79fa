import { type Caller, capabilitiesOfRole, covers, visibility } from '@app/identity';
import type { DirectoryView } from '@app/directory/domain';
import type { Instant, Role } from '@app/kernel';
import type { ResultRow } from '@app/evaluation';

/** Roles that see the figures of everything in their area; a department sees its own units', a grid worker only what all may see. */
const OF_AREAS: readonly Role[] = ['COMMUNITY', 'STREET', 'DISPATCHER', 'SUPERVISOR', 'AUDITOR'];

/** Whose figures a caller sees (domain §4.1, row "Metrics"). */
export interface FigureScope {
  readonly sees: (subject: ResultRow['subject'], id: string) => boolean;
  /** Whether this is a unit that the caller speaks for. */
  readonly speaksFor: (unitId: string) => boolean;
}

/** By the grants of today, and by where each unit was at the end of the period. */
export function figureScope(caller: Caller, directory: DirectoryView, at: Instant): FigureScope {
  const grants = caller.grants.filter(({ role }) => capabilitiesOfRole(role).includes('COUNTS'));
  const areas = grants.filter(({ role }) => OF_AREAS.includes(role)).map(({ areaPath }) => areaPath);
  const { unitIds } = visibility({ ...caller, grants });
  const isCovered = (areaPath: string): boolean => areas.some((area) => covers(area, areaPath));
  const speaksFor = (unitId: string): boolean => unitIds.includes(unitId);
  const seesUnit = (id: string): boolean => {
    const areaPath = directory.unit(id, at)?.areaPath;
    return speaksFor(id) || (areaPath !== undefined && isCovered(areaPath));
  };
  return {
    speaksFor,
    sees: (subject, id) => subject === 'ALL' || (subject === 'STREET' ? isCovered(id) : seesUnit(id)),
  };
}
