import type { Role } from '@app/kernel';
import { describe, expect, test } from '@jest/globals';
import { ANONYMOUS, type Caller, type CallerGrant, residentGrant } from './caller.js';
import { isVisible, type Visible, visibility } from './visibility.js';

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

const whistle = (areaPath: string, more: Partial<Visible> = {}): Visible => ({
  areaPath,
  unitIds: [],
  sealed: false,
  ...more,
});

/** Domain §4.2, by hand. Each row: a grant, a whistle in XY/S1/C03/G2, and whether it is seen open · sealed. */
describe('by area', () => {
  test.each<[Role, string, boolean, boolean]>([
    ['GRID_WORKER', 'XY/S1/C03/G2', true, false],
    ['GRID_WORKER', 'XY/S1/C03/G1', false, false],
    ['COMMUNITY', 'XY/S1/C03', true, false],
    ['COMMUNITY', 'XY/S1/C04', false, false],
    ['STREET', 'XY/S1', true, false],
    ['STREET', 'XY/S2', false, false],
    ['STREET', 'XY/S', false, false],
    ['STREET', 'XY/S1/C03/G2/H1', false, false],
    ['STREET', '', false, false],
    ['DISPATCHER', 'XY', true, true],
    ['DISPATCHER', 'XY/S2', false, false],
    ['SUPERVISOR', 'XY', true, true],
    ['AUDITOR', 'XY', true, true],
    ['AUDITOR', '', true, true],
    ['DEPARTMENT', 'XY', false, false],
    ['PRIVACY_OFFICER', 'XY', false, false],
    ['PRIVACY_OFFICER', '', false, false],
    ['ADMIN', '', false, false],
    ['SYSTEM', '', false, false],
    ['RESIDENT', '', false, false],
  ])('%s of "%s": open %s, sealed %s', (role, areaPath, open, sealed) => {
    const seen = visibility(aCaller('u-1', aGrant(role, areaPath)));
    expect(isVisible(seen, whistle('XY/S1/C03/G2'))).toBe(open);
    expect(isVisible(seen, whistle('XY/S1/C03/G2', { sealed: true }))).toBe(sealed);
  });
});

describe('by unit', () => {
  const assigned = (...unitIds: string[]) => whistle('XY/S1/C03', { unitIds });

  test.each<[Role, boolean]>([
    ['DEPARTMENT', true],
    ['STREET', true],
    ['COMMUNITY', true],
    ['GRID_WORKER', false],
    ['DISPATCHER', false],
  ])('%s elsewhere sees what its unit was ever assigned, sealed or not: %s', (role, sees) => {
    const seen = visibility(aCaller('u-1', aGrant(role, 'XY/S9', 'XY-CGJ', ['XY-CGJ', 'XY-S1-CG'])));
    expect(isVisible(seen, assigned('XY-HW', 'XY-CGJ'))).toBe(sees);
    expect(isVisible(seen, assigned('XY-S1-CG'))).toBe(sees);
    expect(isVisible(seen, { ...assigned('XY-CGJ'), sealed: true })).toBe(sees);
    expect(isVisible(seen, assigned('XY-HW'))).toBe(false);
    expect(isVisible(seen, assigned())).toBe(false);
  });
});

describe('by who raised it', () => {
  const own = whistle('XY/S1', { initiatorId: 'u-1', sealed: true });

  test('a resident sees their own, sealed or not, and nobody else\u2019s', () => {
    expect(isVisible(visibility(aCaller('u-1')), own)).toBe(true);
    expect(isVisible(visibility(aCaller('u-2')), { ...own, sealed: false })).toBe(false);
    expect(isVisible(visibility(aCaller('u-2')), whistle('XY/S1'))).toBe(false);
  });

  test('an API key whose id is a person\u2019s, and somebody unknown, do not', () => {
    expect(isVisible(visibility({ ...aCaller('u-1'), kind: 'api-key' }), own)).toBe(false);
    expect(isVisible(visibility(ANONYMOUS), { ...own, initiatorId: 'anonymous' })).toBe(false);
  });
});

test('somebody who moved to another department no longer sees the old one\u2019s whistles (EC-30)', () => {
  const old = whistle('XY/S1', { unitIds: ['XY-CGJ'] });
  expect(isVisible(visibility(aCaller('u-1', aGrant('DEPARTMENT', 'XY', 'XY-CGJ', ['XY-CGJ']))), old)).toBe(true);
  expect(isVisible(visibility(aCaller('u-1', aGrant('DEPARTMENT', 'XY', 'XY-HW', ['XY-HW']))), old)).toBe(false);
});

test('several grants add up, and each keeps to its own reach', () => {
  const seen = visibility(aCaller('u-1', aGrant('STREET', 'XY/S1'), aGrant('DISPATCHER', 'XY/S2')));
  expect(isVisible(seen, whistle('XY/S2', { sealed: true }))).toBe(true);
  expect(isVisible(seen, whistle('XY/S1', { sealed: true }))).toBe(false);
  expect(isVisible(seen, whistle('XY/S1'))).toBe(true);
  expect(isVisible(seen, whistle('XY/S3'))).toBe(false);
});

test('what complains of a unit is kept from its people and from those below it, unless they raised it (回避)', () => {
  const grant = (role: Role, concernedBy: string[]) => ({ ...aGrant(role, 'XY', concernedBy[0]), concernedBy });
  const about = whistle('XY/S1', { sealed: true, aboutUnitIds: ['XY-GA'], initiatorId: 'u-1' });
  const others = { ...about, initiatorId: 'u-2' };
  const sees = (role: Role, concernedBy: string[], one: Visible) =>
    isVisible(visibility(aCaller('u-1', grant(role, concernedBy))), one);
  expect(sees('DISPATCHER', ['XY-ZHZX'], others)).toBe(true);
  expect(sees('DISPATCHER', ['XY-GA'], others)).toBe(false);
  expect(sees('DISPATCHER', ['XY-S1-GA', 'XY-GA'], others)).toBe(false);
  expect(sees('DISPATCHER', ['XY-S1-GA', 'XY-GA'], about)).toBe(true);
  const auditor = aCaller('u-1', { ...aGrant('AUDITOR', '', 'XY-GA'), concernedBy: ['XY-GA'] });
  expect([isVisible(visibility(auditor), others), isVisible(visibility(auditor), whistle('XY/S1'))]).toEqual([
    false,
    true,
  ]);
});
