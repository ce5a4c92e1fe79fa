import type { Role } from '@app/kernel';

/** What of the whistle and the request decides whether reporter identity is shown. */
export interface RevealFacts {
  /** The caller raised this whistle as a resident. */
  readonly own: boolean;
  /** Why, in the caller's words. */
  readonly reason?: string | undefined;
  /** A contact task of the caller's unit is open (待先行联系). */
  readonly contactOpen: boolean;
  /** 举报: the reporter is kept from the departments. */
  readonly isReport: boolean;
  readonly sealed: boolean;
}

export type RevealRefusal = 'role' | 'reason-missing' | 'no-open-contact' | 'report';

/**
 * Why this role does not get to see who the reporter is (domain §4.1, row "Reporter identity"); undefined if it does.
 * Auditor and privacy officer need a second person and have no way through here.
 */
export function revealRefusal(role: Role, facts: RevealFacts): RevealRefusal | undefined {
  if (role === 'RESIDENT') return facts.own ? undefined : 'role';
  if (role === 'DISPATCHER' || role === 'SUPERVISOR') return facts.reason?.trim() ? undefined : 'reason-missing';
  if (role !== 'STREET' && role !== 'DEPARTMENT') return 'role';
  if (facts.sealed || (facts.isReport && role === 'DEPARTMENT')) return 'report';
  return facts.contactOpen ? undefined : 'no-open-contact';
}
