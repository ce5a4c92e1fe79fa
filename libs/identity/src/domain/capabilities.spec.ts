import { type Role, ROLES } from '@app/kernel';
import { describe, expect, test } from '@jest/globals';
import { CAPABILITIES, type Capability, capabilitiesOfRole } from './capabilities.js';
import { capabilitiesOfScopes, SCOPES } from './scopes.js';

/**
 * The table of domain §4.1, typed by hand. Columns: Resident, Grid worker, coMmunity, Street, Dispatcher, deParTment
 * (T), superVisor, Auditor, privacy Officer, administrator (X), sYstem.
 */
const COLUMNS = 'RGMSDTVAOXY';
const TABLE: Record<Capability, string> = {
  //                 RGMSDTVAOXY
  RAISE: /*        */ 'RGMSDTV....',
  WITHDRAW: /*     */ 'RGMSDTV....',
  TRIAGE: /*       */ '..MSD......',
  DISPATCH: /*     */ '...SD......',
  REDIRECT_EMERGENCY: /* */ '.GMSDTV....',
  SELF_RESOLVE: /* */ '.GM........',
  RESPOND_AS_STREET: '..MS.......',
  HANDLE: /*       */ '..MS.T.....',
  REQUEST_RETURN: /**/ '..MS.T.....',
  DECIDE_RETURN: /**/ '....D.V....',
  ARBITRATE: /*    */ '......V....',
  CHECK: /*        */ '.G....V....',
  FOLLOW_UP: /*    */ '......V....',
  ANSWER_FOLLOW_UP: 'R..........',
  CLOSE: /*        */ '......V....',
  ASK_REOPEN: /*   */ 'R..........',
  RATE: /*         */ 'R.MS.T.....',
  VOID: /*         */ '......V....',
  ORDER_CHECK: /*  */ '......V....',
  SUPERVISE: /*    */ '......V....',
  CHANGE_URGENCY: '....D.V....',
  APPEAL: /*       */ '..MS.T.....',
  REVIEW_APPEAL: /**/ '......V....',
  EXCLUDE: /*      */ '......V....',
  CORRECT: /*      */ '......V....',
  BOARD: /*        */ '..MSD.VA...',
  INBOX: /*        */ '..MS.T.....',
  CLOCKS: /*       */ '.GMSDTVA...',
  SEARCH: /*       */ 'RGMSDTVA...',
  TIMELINE: /*     */ 'RGMSDTVA...',
  COUNTS: /*       */ '.GMSDTVAO..',
  ORDER_SERVICE: /**/ 'RGMS.......',
  REVIEW_ORDER: /* */ '..MS.......',
  CLAIM_ORDER: /*  */ 'R.MS.T.....',
  ORDERS: /*       */ 'RGMSDTVA...',
  EVALUATE: /*     */ '......V....',
  REVEAL_REPORTER: 'R..SDTV....',
  CATALOGUE_READ: '.GMSDTVA.X.',
  CATALOGUE_WRITE: '......V....',
  DIRECTORY_READ: '.GMSDTVA.X.',
  DIRECTORY_WRITE: '......V..X.',
  GRANT_WRITE: /*  */ '.........X.',
  CLAIM_OCCURRED_AT: '.GMSDT...X.',
  IMPORT: /*       */ '.........X.',
  WEBHOOK: /*      */ '..MSDTV..X.',
  NOTICES: /*      */ 'RGMSDTV....',
  OPERATE: /*      */ '.........X.',
  AUDIT: /*        */ '.......A...',
  VAULT_LOG: /*    */ '.......AO..',
  REQUEST_ERASURE: 'R..........',
  ERASE: /*        */ '........O..',
};

describe('who may do what', () => {
  const cells = Object.entries(TABLE).map(([capability, row]) => [capability as Capability, row] as const);

  test.each(cells)('%s: %s', (capability, row) => {
    const expected = ROLES.filter((_, i) => row.includes(COLUMNS.charAt(i)));
    expect([...CAPABILITIES[capability]].sort()).toEqual([...expected].sort());
    for (const role of ROLES) expect(capabilitiesOfRole(role).includes(capability)).toBe(expected.includes(role));
  });

  const never = (role: Role, ...capabilities: Capability[]) =>
    expect(capabilitiesOfRole(role).filter((it) => capabilities.includes(it))).toEqual([]);

  test('duties are separate: who dispatches does not close, who handles does not check, who audits writes nothing', () => {
    never('DISPATCHER', 'HANDLE', 'FOLLOW_UP', 'CLOSE', 'CHECK', 'ARBITRATE');
    never('DEPARTMENT', 'TRIAGE', 'DISPATCH', 'FOLLOW_UP', 'CLOSE', 'CHECK', 'DECIDE_RETURN');
    never('AUDITOR', 'RAISE', 'TRIAGE', 'DISPATCH', 'HANDLE', 'CLOSE', 'REVEAL_REPORTER', 'ERASE');
    never('ADMIN', 'SEARCH', 'TIMELINE', 'REVEAL_REPORTER', 'ERASE');
    never('SUPERVISOR', 'GRANT_WRITE');
    expect(capabilitiesOfRole('SYSTEM')).toEqual([]);
  });
});

describe('scopes of API keys', () => {
  test('name capabilities; an unknown one, or a name that every object has, allows nothing', () => {
    expect([...capabilitiesOfScopes(['whistles:raise', 'counts:read'])]).toEqual(['RAISE', 'WITHDRAW', 'COUNTS']);
    expect([...capabilitiesOfScopes(['everything', 'toString', '__proto__'])]).toEqual([]);
  });

  test('no key imports, operates, gives grants or erases', () => {
    const all = capabilitiesOfScopes(Object.keys(SCOPES));
    for (const capability of ['IMPORT', 'OPERATE', 'GRANT_WRITE', 'ERASE'] as const)
      expect(all.has(capability)).toBe(false);
  });
});
