import type { Instant, Role } from '@app/kernel';

/** From when to when something is so. `to` is exclusive and open if absent. */
export interface Effective {
  readonly from: Instant;
  readonly to?: Instant;
}

export const AREA_TYPES = ['CITY', 'DISTRICT', 'STREET', 'COMMUNITY', 'GRID'] as const;
/** 区 · 街道 · 社区 · 网格. Depth and names differ between cities, so an area is a path and a type, never four columns. */
export type AreaType = (typeof AREA_TYPES)[number];

export interface Area extends Effective {
  /** Codes from the root down, joined by `/`: `XY/S1/C03/G2`. */
  readonly path: string;
  readonly type: AreaType;
  readonly name: string;
  /** IANA zone; set on the root, inherited below. */
  readonly timeZone?: string;
}

export interface OrgUnit extends Effective {
  /** `XY-CGJ`, `XY-S1-JD`, `XY-S1-C03-SQ`. */
  readonly id: string;
  /** Department type code (domain §6.1: `CGJ`, `HW`, `JD`, `SQ`, …). */
  readonly type: string;
  readonly name: string;
  /** What it is responsible for: this area and everything below it. */
  readonly areaPath: string;
  readonly parentId?: string;
}

/** 网格指导员 · 网格长 · 网格员 · 社区书记 · 街道党工委书记 · 街道办事处主任 · 街道班子成员, who is neither. */
export const POSTS = [
  'GRID_INSTRUCTOR',
  'GRID_LEADER',
  'GRID_WORKER',
  'COMMUNITY_SECRETARY',
  'STREET_SECRETARY',
  'STREET_DIRECTOR',
  'STREET_LEADER',
] as const;
export type PostName = (typeof POSTS)[number];

/** Grid workers and other people with a post in an area. */
export interface Post extends Effective {
  readonly personId: string;
  readonly name: string;
  readonly post: PostName;
  readonly areaPath: string;
}

/** A role for a person, in an area or a unit, for a time. A JWT says who; this says what they may. */
export interface Grant extends Effective {
  readonly grantId: string;
  /** The `sub` of the identity provider. */
  readonly personId: string;
  /** As shown to colleagues; staff identities are not sealed. */
  readonly personName?: string;
  readonly role: Role;
  /** What the grant covers: this area and everything below it. */
  readonly areaPath: string;
  /** The unit that the person acts for, where the role has one. */
  readonly unitId?: string;
}

/** A department system's key. Only the SHA-256 of the secret is kept. */
export interface ApiKey extends Effective {
  readonly keyId: string;
  readonly name: string;
  readonly secretHash: string;
  readonly role: Role;
  readonly unitId: string;
  readonly areaPath: string;
  /** What it may be used for; see identity's scopes. */
  readonly scopes: readonly string[];
}

/** The directory at one point of the log. Pure: the same state answers the same for ever. */
export interface DirectoryView {
  /** Grows with every directory event; stored on decisions that used it. */
  readonly version: string;
  area(path: string, at: Instant): Area | undefined;
  /** Direct children of a path (roots for ''), by path. */
  areasBelow(path: string, at: Instant): readonly Area[];
  /** Of the nearest area above that names one. */
  timeZoneOf(path: string): string | undefined;
  unit(id: string, at: Instant): OrgUnit | undefined;
  /** Units of a type whose area covers `path` or lies inside its root, nearest first. */
  unitsOfType(type: string, path: string, at: Instant): readonly OrgUnit[];
  /** The unit of a type that answers for `path`: the one with the smallest area that covers it. */
  nearestUnit(type: string, path: string, at: Instant): OrgUnit | undefined;
  /** Units of a type that cover `path`, were or will be in force, and are not at `at`; nearest first. */
  lapsedUnits(type: string, path: string, at: Instant): readonly OrgUnit[];
  /** The unit that carries on the duties of a merged one (机构合并), followed to the end; only if it is in force. */
  successorOf(unitId: string, at: Instant): OrgUnit | undefined;
  units(at: Instant): readonly OrgUnit[];
  /** The ids of all units below this one (下属单位), at whatever depth; not its own. */
  unitsBelow(unitId: string, at: Instant): readonly string[];
  /** Posts in an area and everything below it. */
  postsIn(path: string, at: Instant): readonly Post[];
  postsOf(personId: string, at: Instant): readonly Post[];
  grants(at: Instant): readonly Grant[];
  grantsOf(personId: string, at: Instant): readonly Grant[];
  apiKey(keyId: string, at: Instant): ApiKey | undefined;
  /** Every grant that was ever given, each as it was last, with what ended it. */
  everyGrant(): readonly Grant[];
  /** Likewise every API key. */
  everyApiKey(): readonly ApiKey[];
}

/** `XY` of `XY/S1/C03`: the jurisdiction. */
export const rootOf = (path: string): string => path.split('/', 1)[0] ?? path;

/** `XY/S1` of `XY/S1/C03`; '' of a root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Whether `path` is `ancestor` or lies below it. */
export const within = (path: string, ancestor: string): boolean => path === ancestor || path.startsWith(`${ancestor}/`);
