import type { CommandContext, Role } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import {
  DefineDirectory,
  type DirectoryCommand,
  GiveGrant,
  IssueApiKey,
  MergeOrgUnits,
  RetireFromDirectory,
  RevokeApiKey,
  RevokeGrant,
  streamOf,
} from './directory.commands.js';
import type { DirectoryEvent } from './directory.events.js';
import { directory } from './directory.js';
import type { ApiKey, Area, Grant, OrgUnit, Post } from './directory.types.js';
import { emptyDirectory, evolveDirectory } from './directory.state.js';
import { directoryOf } from './directory.view.js';

const JAN = '2026-01-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const JUL = '2026-07-01T00:00:00.000Z';

const by = (role: Role, at = JUN): CommandContext => ({
  actor: { id: 'admin', role, channel: 'web' },
  at,
  commandId: 'c1',
  commandHash: 'h1',
});
const street: Area = { path: 'XY/S1', type: 'STREET', name: '柳湖街道', from: JAN };
const office: OrgUnit = { id: 'XY-S1-JD', type: 'JD', name: '柳湖街道办事处', areaPath: 'XY/S1', from: JAN };
const team: OrgUnit = { id: 'XY-S1-ZF', type: 'ZF', name: '综合执法队', areaPath: 'XY/S1', from: JAN };
const worker: Post = { personId: 'w1', name: '周小满', post: 'GRID_WORKER', areaPath: 'XY/S1/C01/G1', from: JAN };
const grant: Grant = {
  grantId: 'g1',
  personId: 'li',
  role: 'DEPARTMENT',
  areaPath: 'XY/S1',
  unitId: 'XY-S1-JD',
  from: JAN,
};
const key: ApiKey = {
  keyId: 'k1',
  name: '街道系统',
  secretHash: 'ab'.repeat(32),
  role: 'DEPARTMENT',
  unitId: 'XY-S1-JD',
  areaPath: 'XY/S1',
  scopes: ['assignments:write'],
  from: JAN,
};
const defined: DirectoryEvent[] = [
  { type: 'AreaDefined', data: street },
  { type: 'OrgUnitDefined', data: office },
  { type: 'OrgUnitDefined', data: team },
  { type: 'PostHeld', data: worker },
];
const known = directoryOf(defined);

const define = (definitions: Partial<DefineDirectory['definitions']>, role: Role = 'ADMIN') =>
  new DefineDirectory('directory-XY-S1', { areas: [], units: [], posts: [], ...definitions }, by(role));
const all = { areas: [street], units: [office, team], posts: [worker] };

const decide = (given: readonly DirectoryEvent[], command: DirectoryCommand) =>
  directory.decide(command, given.reduce(evolveDirectory, emptyDirectory), { directory: known });

describe('defining the directory', () => {
  it('makes an event of every area, unit and post', () => {
    expect(decide([], define(all))).toEqual(defined);
  });

  it('writes nothing when the same definitions come again', () => {
    expect(decide(defined, define(all))).toEqual([]);
  });

  it('writes only what changed', () => {
    const renamed = { ...office, name: '柳湖街道办', from: JUL };
    expect(decide(defined, define({ ...all, units: [renamed, team] }))).toEqual([
      { type: 'OrgUnitDefined', data: renamed },
    ]);
  });

  it('does not bring back what was retired since', () => {
    const retired: DirectoryEvent = { type: 'OrgUnitRetired', data: { unitId: office.id, at: JUN } };
    expect(decide([...defined, retired], define(all))).toEqual([]);
  });

  it('refuses one thing defined twice from the same moment', () => {
    expect(() => decide([], define({ areas: [street, { ...street, name: '别名' }] }))).toThrow(
      'directory/defined-twice',
    );
  });

  it('refuses what ends before it begins', () => {
    expect(() => decide([], define({ areas: [{ ...street, to: JAN }] }))).toThrow('directory/ends-before-it-begins');
  });

  it.each(['DISPATCHER', 'DEPARTMENT', 'AUDITOR', 'RESIDENT'] as const)('is not for a %s', (role) => {
    expect(() => decide([], define(all, role))).toThrow('directory/not-allowed');
  });

  it('is for a supervisor', () => {
    expect(decide([], define({ areas: [street] }, 'SUPERVISOR'))).toHaveLength(1);
  });
});

describe('retiring', () => {
  const retire = new RetireFromDirectory(
    'directory-XY-S1',
    { areaPaths: ['XY/S1'], unitIds: ['XY-S1-ZF'], posts: [worker] },
    JUN,
    by('ADMIN'),
  );
  const retired: DirectoryEvent[] = [
    { type: 'AreaRetired', data: { path: 'XY/S1', at: JUN } },
    { type: 'OrgUnitRetired', data: { unitId: 'XY-S1-ZF', at: JUN } },
    { type: 'PostLeft', data: { personId: 'w1', post: 'GRID_WORKER', areaPath: 'XY/S1/C01/G1', at: JUN } },
  ];

  it('ends areas, units and posts', () => {
    expect(decide(defined, retire)).toEqual(retired);
  });

  it('adds nothing the second time', () => {
    expect(decide([...defined, ...retired], retire)).toEqual([]);
  });

  it('refuses what the stream does not know', () => {
    expect(() => decide([], retire)).toThrow('directory/unknown');
  });
});

describe('merging units', () => {
  const merge = (into: string) => new MergeOrgUnits('directory-XY-S1', ['XY-S1-ZF'], into, JUN, by('ADMIN'));
  const merged: DirectoryEvent = { type: 'OrgUnitsMerged', data: { from: ['XY-S1-ZF'], into: 'XY-S1-JD', at: JUN } };

  it('names the successor, once', () => {
    expect(decide(defined, merge('XY-S1-JD'))).toEqual([merged]);
    expect(decide([...defined, merged], merge('XY-S1-JD'))).toEqual([]);
  });

  it('refuses an unknown successor and a unit merged into itself', () => {
    expect(() => decide(defined, merge('XY-S9-JD'))).toThrow('directory/unknown-unit');
    expect(() => decide(defined, merge('XY-S1-ZF'))).toThrow('directory/merged-into-itself');
  });
});

describe('grants', () => {
  const given: DirectoryEvent = { type: 'GrantGiven', data: grant };
  const give = (changes: Partial<Grant> = {}, role: Role = 'ADMIN') =>
    new GiveGrant({ ...grant, ...changes }, by(role));

  it('are given once', () => {
    expect(decide([], give())).toEqual([given]);
    expect(decide([given], give())).toEqual([]);
  });

  it('lie in a stream per person', () => {
    expect([streamOf(give()), streamOf(new RevokeGrant('li', 'g1', by('ADMIN')))]).toEqual([
      'directory-grants-li',
      'directory-grants-li',
    ]);
  });

  it('keep their meaning: the same id with another content is refused', () => {
    expect(() => decide([given], give({ role: 'SUPERVISOR' }))).toThrow('directory/grant-exists');
  });

  it('need an area and a unit that exist', () => {
    expect(() => decide([], give({ areaPath: 'XY/S7' }))).toThrow('directory/unknown-area');
    expect(() => decide([], give({ unitId: 'XY-NONE' }))).toThrow('directory/unknown-unit');
  });

  it('never make a person the system', () => {
    expect(() => decide([], give({ role: 'SYSTEM' }))).toThrow('directory/system-is-not-granted');
  });

  it('are the administrator’s alone', () => {
    expect(() => decide([], give({}, 'SUPERVISOR'))).toThrow('directory/not-allowed');
  });

  it('end at the moment of the revocation, once', () => {
    const revoke = new RevokeGrant('li', 'g1', by('ADMIN'));
    const revoked: DirectoryEvent = { type: 'GrantRevoked', data: { personId: 'li', grantId: 'g1', at: JUN } };
    expect(decide([given], revoke)).toEqual([revoked]);
    expect(decide([given, revoked], revoke)).toEqual([]);
    expect(() => decide([], revoke)).toThrow('directory/unknown-grant');
  });

  it('that have not begun can be revoked too', () => {
    const later: DirectoryEvent = { type: 'GrantGiven', data: { ...grant, from: JUL } };
    const revoked = decide([later], new RevokeGrant('li', 'g1', by('ADMIN')));
    expect(directoryOf([later, ...revoked]).grantsOf('li', '2027-01-01T00:00:00.000Z')).toEqual([]);
  });
});

describe('API keys', () => {
  const issued: DirectoryEvent = { type: 'ApiKeyIssued', data: key };

  it('are issued and revoked once', () => {
    const revoke = new RevokeApiKey('k1', by('ADMIN'));
    const revoked: DirectoryEvent = { type: 'ApiKeyRevoked', data: { keyId: 'k1', at: JUN } };
    expect(decide([], new IssueApiKey(key, by('ADMIN')))).toEqual([issued]);
    expect(decide([issued], new IssueApiKey(key, by('ADMIN')))).toEqual([]);
    expect(decide([issued], revoke)).toEqual([revoked]);
    expect(decide([issued, revoked], revoke)).toEqual([]);
  });

  it('are never exchanged under the same id', () => {
    const other = { ...key, secretHash: 'cd'.repeat(32) };
    expect(() => decide([issued], new IssueApiKey(other, by('ADMIN')))).toThrow('directory/key-exists');
    expect(() => decide([], new RevokeApiKey('k1', by('ADMIN')))).toThrow('directory/unknown-key');
  });
});
