import type { Role } from '@app/kernel';
import { describe, expect, test } from '@jest/globals';
import {
  actorOf,
  ANONYMOUS,
  type Caller,
  type CallerGrant,
  capabilitiesOf,
  grantFor,
  mayAct,
  requireGrant,
  residentGrant,
} from './caller.js';

const aGrant = (role: Role, areaPath: string, unitId?: string, unitIds: string[] = []): CallerGrant => ({
  grantId: `${role} ${areaPath}`,
  personId: 'u',
  role,
  areaPath,
  ...(unitId === undefined ? {} : { unitId }),
  unitIds,
  from: '2026-01-01T00:00:00.000Z',
});
const aCaller = (id: string, ...grants: CallerGrant[]): Caller => ({
  id,
  kind: 'person',
  channel: 'web',
  grants: [...grants, residentGrant(id)],
});

const at = (areaPath: string) => ({ areaPath });
const forUnit = (unitId: string) => ({ unitId });

describe('what a grant reaches', () => {
  const street = aCaller('u-1', aGrant('STREET', 'XY/S1', 'XY-S1-JD', ['XY-S1-JD', 'XY-S1-ZF']));

  test.each([
    ['XY/S1', true],
    ['XY/S1/C03/G2', true],
    ['XY/S2', false],
    ['XY/S10', false],
    ['XY', false],
    ['', false],
  ])('a street triages in XY/S1, asked for %s: %s', (path, may) =>
    expect(mayAct(street, 'TRIAGE', at(path))).toBe(may),
  );

  test.each([
    ['XY-S1-JD', true],
    ['XY-S1-ZF', true],
    ['XY-S2-JD', false],
    ['XY', false],
  ])('it signs for its units, asked for %s: %s', (unit, may) =>
    expect(mayAct(street, 'HANDLE', forUnit(unit))).toBe(may),
  );

  test('a department does not act by place, nor a dispatcher for a unit', () => {
    const department = aCaller('u-2', aGrant('DEPARTMENT', 'XY', 'XY-CGJ', ['XY-CGJ']));
    expect(mayAct(department, 'DISPATCH', at('XY/S1'))).toBe(false);
    expect(mayAct(aCaller('u-3', aGrant('DISPATCHER', 'XY')), 'HANDLE', forUnit('XY-CGJ'))).toBe(false);
  });

  test('the grant that reaches there is taken, and the actor is of its role and unit', () => {
    const both = aCaller(
      'u-4',
      aGrant('COMMUNITY', 'XY/S1/C01', 'SQ1', ['SQ1']),
      aGrant('STREET', 'XY/S2', 'JD2', ['JD2']),
    );
    const grant = requireGrant(both, 'TRIAGE', at('XY/S2/C05'));
    expect(actorOf(both, grant)).toEqual({ id: 'u-4', role: 'STREET', unitId: 'JD2', channel: 'web' });
    expect(grantFor(both, 'RAISE', at('XY/S1/C01/G1'))?.role).toBe('COMMUNITY');
    expect(grantFor(both, 'RAISE', at('XY/S5'))?.role).toBe('RESIDENT');
    expect(() => requireGrant(both, 'TRIAGE', at('XY/S3'))).toThrow(
      expect.objectContaining({ code: 'auth/not-allowed' }),
    );
  });
});

describe('callers', () => {
  test('without credentials may raise and follow what is theirs, as a resident', () => {
    expect(actorOf(ANONYMOUS, requireGrant(ANONYMOUS, 'RAISE', at('XY/S1')))).toEqual({
      id: 'anonymous',
      role: 'RESIDENT',
      channel: 'web',
    });
    expect(mayAct(ANONYMOUS, 'TRIAGE')).toBe(false);
  });

  test('with an API key do what both role and scopes allow', () => {
    const keyed = (role: Role, ...scopes: string[]): Caller => ({
      id: 'k1',
      kind: 'api-key',
      channel: 'api-key',
      grants: [aGrant(role, 'XY', 'XY-CGJ', ['XY-CGJ'])],
      scopes,
    });
    expect(capabilitiesOf(keyed('DEPARTMENT', 'whistles:handle', 'whistles:close'))).toEqual([
      'REDIRECT_EMERGENCY',
      'HANDLE',
      'REQUEST_RETURN',
      'RATE',
      'CLAIM_OCCURRED_AT',
    ]);
    expect(mayAct(keyed('DEPARTMENT', 'whistles:handle'), 'HANDLE', forUnit('XY-CGJ'))).toBe(true);
    expect(mayAct(keyed('DEPARTMENT', 'whistles:read'), 'HANDLE', forUnit('XY-CGJ'))).toBe(false);
    expect(capabilitiesOf(keyed('DEPARTMENT'))).toEqual([]);
  });
});
