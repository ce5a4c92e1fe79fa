import { type Decider, DomainError, type Instant, type Role } from '@app/kernel';
import type {
  DefineDirectory,
  DirectoryCommand,
  GiveGrant,
  IssueApiKey,
  MergeOrgUnits,
  RetireFromDirectory,
  RevokeApiKey,
  RevokeGrant,
} from './directory.commands.js';
import type { DirectoryEvent } from './directory.events.js';
import { type DirectoryState, emptyDirectory, evolveDirectory, grantKey, postKey } from './directory.state.js';
import type { DirectoryView, Effective } from './directory.types.js';
import { inForce, isDefined, type Timeline } from './timeline.js';

/** The whole directory as known when the command is decided: what lies in other streams. */
export interface DirectoryFacts {
  readonly directory: DirectoryView;
}

export const directory: Decider<DirectoryState, DirectoryCommand, DirectoryEvent, DirectoryFacts> = {
  initial: emptyDirectory,
  evolve: evolveDirectory,
  decide(command, state, facts) {
    switch (command.type) {
      case 'DefineDirectory':
        allowed(command, STRUCTURE);
        return define(command, state);
      case 'RetireFromDirectory':
        allowed(command, STRUCTURE);
        return retire(command, state);
      case 'MergeOrgUnits':
        allowed(command, STRUCTURE);
        return merge(command, state, facts);
      case 'GiveGrant':
        allowed(command, ACCESS);
        return give(command, state, facts);
      case 'RevokeGrant':
        allowed(command, ACCESS);
        return revoke(command, state);
      case 'IssueApiKey':
        allowed(command, ACCESS);
        return issue(command, state, facts);
      case 'RevokeApiKey':
        allowed(command, ACCESS);
        return withdraw(command, state);
    }
  },
};

/** Domain §4.1: catalogue, limits and organisation are the supervisor's to write; who may what is the administrator's. */
const STRUCTURE: readonly Role[] = ['SUPERVISOR', 'ADMIN', 'SYSTEM'];
const ACCESS: readonly Role[] = ['ADMIN', 'SYSTEM'];

function allowed({ type, context }: DirectoryCommand, roles: readonly Role[]): void {
  const { role } = context.actor;
  if (!roles.includes(role)) throw new DomainError('directory/not-allowed', { command: type, role, roles });
}

function define({ definitions }: DefineDirectory, state: DirectoryState): DirectoryEvent[] {
  const { areas, units, posts } = definitions;
  return [
    ...changed(areas, state.areas, ({ path }) => path).map((data) => ({ type: 'AreaDefined' as const, data })),
    ...changed(units, state.units, ({ id }) => id).map((data) => ({ type: 'OrgUnitDefined' as const, data })),
    ...changed(posts, state.posts, postKey).map((data) => ({ type: 'PostHeld' as const, data })),
  ];
}

function changed<T extends Effective>(
  values: readonly T[],
  timelines: ReadonlyMap<string, Timeline<T>>,
  keyOf: (value: T) => string,
): T[] {
  const seen = new Set<string>();
  for (const value of values) {
    const key = keyOf(value);
    const once = `${key} ${value.from}`;
    if (seen.has(once)) throw new DomainError('directory/defined-twice', { key, from: value.from });
    seen.add(once);
    endsAfterItBegins(key, value);
  }
  return values.filter((value) => !isDefined(timelines.get(keyOf(value)), value));
}

function endsAfterItBegins(key: string, { from, to }: Effective): void {
  if (to !== undefined && to <= from) throw new DomainError('directory/ends-before-it-begins', { key, from, to });
}

function retire({ retired, endsAt }: RetireFromDirectory, state: DirectoryState): DirectoryEvent[] {
  const { areaPaths, unitIds, posts } = retired;
  return [
    ...areaPaths
      .filter((path) => lasts(state.areas.get(path), endsAt, path))
      .map((path) => ({ type: 'AreaRetired' as const, data: { path, at: endsAt } })),
    ...unitIds
      .filter((unitId) => lasts(state.units.get(unitId), endsAt, unitId))
      .map((unitId) => ({ type: 'OrgUnitRetired' as const, data: { unitId, at: endsAt } })),
    ...posts
      .filter((post) => lasts(state.posts.get(postKey(post)), endsAt, postKey(post)))
      .map(({ personId, post, areaPath }) => ({
        type: 'PostLeft' as const,
        data: { personId, post, areaPath, at: endsAt },
      })),
  ];
}

/** Whether something is in force at `at`, so that it can end then. */
function lasts<T extends Effective>(timeline: Timeline<T> | undefined, at: Instant, key: string): boolean {
  if (!timeline) throw new DomainError('directory/unknown', { key });
  return inForce(timeline, at) !== undefined;
}

function merge(
  { from, into, endsAt }: MergeOrgUnits,
  state: DirectoryState,
  { directory }: DirectoryFacts,
): DirectoryEvent[] {
  if (from.includes(into)) throw new DomainError('directory/merged-into-itself', { unitId: into });
  const successor = inForce(state.units.get(into) ?? [], endsAt) ?? directory.unit(into, endsAt);
  if (!successor) throw new DomainError('directory/unknown-unit', { unitId: into, at: endsAt });
  const ending = from.filter((unitId) => lasts(state.units.get(unitId), endsAt, unitId));
  return ending.length === 0 ? [] : [{ type: 'OrgUnitsMerged', data: { from: ending, into, at: endsAt } }];
}

function give({ grant }: GiveGrant, state: DirectoryState, { directory }: DirectoryFacts): DirectoryEvent[] {
  endsAfterItBegins(grant.grantId, grant);
  const timeline = state.grants.get(grantKey(grant));
  if (isDefined(timeline, grant)) return [];
  if (timeline) throw new DomainError('directory/grant-exists', { grantId: grant.grantId, personId: grant.personId });
  grantable(directory, grant);
  return [{ type: 'GrantGiven', data: grant }];
}

/** A grant or key for a place or unit that nobody knows is a slip of the pen, and no person is the system. */
function grantable(
  directory: DirectoryView,
  {
    areaPath,
    unitId,
    from,
    role,
  }: Effective & { readonly areaPath: string; readonly unitId?: string; readonly role: Role },
): void {
  if (role === 'SYSTEM') throw new DomainError('directory/system-is-not-granted', { areaPath });
  if (!directory.area(areaPath, from)) throw new DomainError('directory/unknown-area', { areaPath, at: from });
  if (unitId !== undefined && !directory.unit(unitId, from)) {
    throw new DomainError('directory/unknown-unit', { unitId, at: from });
  }
}

function revoke({ personId, grantId, context }: RevokeGrant, state: DirectoryState): DirectoryEvent[] {
  const timeline = state.grants.get(grantKey({ personId, grantId }));
  if (!timeline) throw new DomainError('directory/unknown-grant', { personId, grantId });
  const open = notYetOver(timeline, context.at);
  return open ? [{ type: 'GrantRevoked', data: { personId, grantId, at: context.at } }] : [];
}

function issue({ key }: IssueApiKey, state: DirectoryState, { directory }: DirectoryFacts): DirectoryEvent[] {
  endsAfterItBegins(key.keyId, key);
  const timeline = state.apiKeys.get(key.keyId);
  if (isDefined(timeline, key)) return [];
  if (timeline) throw new DomainError('directory/key-exists', { keyId: key.keyId });
  grantable(directory, key);
  return [{ type: 'ApiKeyIssued', data: key }];
}

function withdraw({ keyId, context }: RevokeApiKey, state: DirectoryState): DirectoryEvent[] {
  const timeline = state.apiKeys.get(keyId);
  if (!timeline) throw new DomainError('directory/unknown-key', { keyId });
  return notYetOver(timeline, context.at) ? [{ type: 'ApiKeyRevoked', data: { keyId, at: context.at } }] : [];
}

/** In force at `at` or still to come: both end by being revoked. */
const notYetOver = <T extends Effective>(timeline: Timeline<T>, at: Instant): boolean =>
  inForce(timeline, at) !== undefined ||
  timeline.some(({ value, endedAt }) => value.from > at && endedAt === undefined);
