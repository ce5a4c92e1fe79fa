import type { Role } from '@app/kernel';
import { type Caller, covers } from './caller.js';

/** Which whistles somebody may see, as data: the same for one whistle and for a SQL filter (domain §4.2). */
export interface Visibility {
  /** No limit at all, sealed ones included. */
  readonly everything: boolean;
  /** Whistles in these areas that are not sealed. Never ''. */
  readonly areaPaths: readonly string[];
  /** Whistles in these areas, sealed (涉密) or not. Never ''. */
  readonly sealedAreaPaths: readonly string[];
  /** Whistles that were ever assigned to one of these units, sealed or not. */
  readonly unitIds: readonly string[];
  /** No whistle that complains of one of these (回避), unless they raised it. */
  readonly concernedBy: readonly string[];
  /** Whistles that this person raised. */
  readonly initiatorId?: string;
}

/** What of a whistle decides who sees it. */
export interface Visible {
  /** Of the place, as drawn when it happened. */
  readonly areaPath: string;
  /** Every unit that was ever assigned. */
  readonly unitIds: readonly string[];
  readonly initiatorId?: string | undefined;
  readonly sealed: boolean;
  /** The units that it complains of. */
  readonly aboutUnitIds?: readonly string[] | undefined;
}

const READ_BY_AREA: readonly Role[] = ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'SUPERVISOR', 'AUDITOR'];
/** The standing grant for sealed whistles: the triage desk, those who supervise it and those who audit it. */
const READ_SEALED: readonly Role[] = ['DISPATCHER', 'SUPERVISOR', 'AUDITOR'];
/** Units that whistles are assigned to. */
const READ_BY_UNIT: readonly Role[] = ['COMMUNITY', 'STREET', 'DEPARTMENT'];

/** What the caller may see by the grants that are valid now: whoever moved on no longer sees what they worked on (EC-30). */
export function visibility(caller: Caller): Visibility {
  const areasOf = (roles: readonly Role[]): string[] =>
    caller.grants.filter((grant) => roles.includes(grant.role)).map((grant) => grant.areaPath);
  const sealed = areasOf(READ_SEALED);
  return {
    everything: sealed.includes(''),
    areaPaths: distinct(areasOf(READ_BY_AREA)),
    sealedAreaPaths: distinct(sealed),
    unitIds: distinct(
      caller.grants.filter((grant) => READ_BY_UNIT.includes(grant.role)).flatMap((grant) => grant.unitIds),
    ),
    concernedBy: distinct(caller.grants.flatMap((grant) => grant.concernedBy ?? [])),
    ...(caller.kind === 'person' ? { initiatorId: caller.id } : {}),
  };
}

export function isVisible(to: Visibility, whistle: Visible): boolean {
  if (to.initiatorId !== undefined && to.initiatorId === whistle.initiatorId) return true;
  if (whistle.aboutUnitIds?.some((unitId) => to.concernedBy.includes(unitId))) return false;
  if (to.everything) return true;
  if (whistle.unitIds.some((unitId) => to.unitIds.includes(unitId))) return true;
  return (whistle.sealed ? to.sealedAreaPaths : to.areaPaths).some((root) => covers(root, whistle.areaPath));
}

/** A street's or community's grant over everything ('') would be a mistake: it is not honoured. */
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '').sort();
