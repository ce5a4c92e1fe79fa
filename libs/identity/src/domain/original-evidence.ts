import type { Role } from '@app/kernel';

/** What of a file and its whistle decides who sees it as it was handed in. */
export interface OriginalFacts {
  /** The caller raised the whistle, and this is what they handed in. */
  readonly own: boolean;
  /** To a unit that the caller speaks for. */
  readonly assigned: boolean;
  /** The reporter handed it in. */
  readonly ofReporter: boolean;
  /** Who the reporter is stays with the desk: 匿名, 保密, 举报, 涉密. */
  readonly reporterKept: boolean;
}

/**
 * Whether this role sees a file with what tells where, and perhaps by whom, it was made (domain §4.1, §4.4): assignees do,
 * unless that would give away a reporter who is kept from them; others get a copy without.
 */
export function mayOpenOriginal(role: Role, { own, assigned, ofReporter, reporterKept }: OriginalFacts): boolean {
  if (role === 'RESIDENT') return own;
  if (role === 'DISPATCHER' || role === 'SUPERVISOR') return true;
  if (role === 'DEPARTMENT' || role === 'STREET' || role === 'COMMUNITY')
    return assigned && !(ofReporter && reporterKept);
  return false;
}
