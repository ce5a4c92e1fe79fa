import type { Grant, Post } from '@app/directory/domain';
import { type Actor, DomainError, type Role } from '@app/kernel';
import { type Capability, capabilitiesOfRole, rolesFor } from './capabilities.js';
import { capabilitiesOfScopes } from './scopes.js';

/** A grant that is valid now, with the units it speaks for: its own and those below it (本单位及下属单位). */
export interface CallerGrant extends Grant {
  readonly unitIds: readonly string[];
  /** Its own and those above it: what complains of one of them is kept from whoever holds it (回避). */
  readonly concernedBy?: readonly string[];
}

/** Who is asking, and what they hold at this moment. */
export interface Caller {
  /** The `sub` of the identity provider, an API key's id, or `anonymous`. */
  readonly id: string;
  readonly kind: 'person' | 'api-key' | 'anonymous';
  /** From the token, for display to the caller only. */
  readonly displayName?: string;
  readonly grants: readonly CallerGrant[];
  /** 职务, of a person: what they hold now. */
  readonly posts?: readonly Post[];
  readonly channel: string;
  /** What an API key may be used for; a person has no such limit. */
  readonly scopes?: readonly string[];
}

/** Where somebody wants to act: at a place (受理、派单), or for a unit (签收、报到、反馈). */
export type Where = { readonly areaPath: string } | { readonly unitId: string };

/** Everybody is a resident everywhere: they may raise and follow their own. Held by persons beside their other grants. */
export const residentGrant = (personId: string): CallerGrant => ({
  grantId: 'resident',
  personId,
  role: 'RESIDENT',
  areaPath: '',
  unitIds: [],
  from: '1970-01-01T00:00:00.000Z',
});

/** Somebody who showed no credentials. */
export const ANONYMOUS: Caller = {
  id: 'anonymous',
  kind: 'anonymous',
  grants: [residentGrant('anonymous')],
  channel: 'web',
};

/** Whether `path` lies in the area `root`, or `root` is '', which is everywhere. */
export const covers = (root: string, path: string): boolean =>
  root === '' || path === root || path.startsWith(`${root}/`);

/**
 * The first grant that lets the caller do this here; ask with a unit where a unit acts, with a place otherwise.
 * @returns undefined if none does
 */
export function grantFor(caller: Caller, capability: Capability, where?: Where): CallerGrant | undefined {
  if (caller.scopes && !capabilitiesOfScopes(caller.scopes).has(capability)) return undefined;
  return grantAs(caller, rolesFor(capability), where);
}

/** All grants that let the caller do this, wherever that is. */
export function grantsFor(caller: Caller, capability: Capability): readonly CallerGrant[] {
  if (caller.scopes && !capabilitiesOfScopes(caller.scopes).has(capability)) return [];
  return caller.grants.filter(({ role }) => rolesFor(capability).includes(role));
}

/** The first of the caller's grants with one of these roles that reaches there. Does not look at scopes. */
export const grantAs = (caller: Caller, roles: readonly Role[], where?: Where): CallerGrant | undefined =>
  caller.grants.find((grant) => roles.includes(grant.role) && reaches(grant, where));

export const mayAct = (caller: Caller, capability: Capability, where?: Where): boolean =>
  grantFor(caller, capability, where) !== undefined;

/** The grant under which the caller does this here. @throws DomainError `auth/not-allowed` */
export function requireGrant(caller: Caller, capability: Capability, where?: Where): CallerGrant {
  const grant = grantFor(caller, capability, where);
  if (!grant) throw new DomainError('auth/not-allowed', { capability, ...where });
  return grant;
}

/** The actor as recorded with events: attribution is the unit of the grant that was used, whatever comes later. */
export const actorOf = (caller: Caller, grant: CallerGrant): Actor => ({
  id: caller.id,
  role: grant.role,
  ...(grant.unitId === undefined ? {} : { unitId: grant.unitId }),
  channel: caller.channel,
});

/** Everything that the caller may do somewhere, in the table's order. */
export function capabilitiesOf(caller: Caller): Capability[] {
  const scoped = caller.scopes && capabilitiesOfScopes(caller.scopes);
  const held = new Set(caller.grants.flatMap((grant) => capabilitiesOfRole(grant.role)));
  return [...held].filter((capability) => !scoped || scoped.has(capability));
}

function reaches(grant: CallerGrant, where: Where | undefined): boolean {
  if (!where) return true;
  return 'unitId' in where ? grant.unitIds.includes(where.unitId) : covers(grant.areaPath, where.areaPath);
}
