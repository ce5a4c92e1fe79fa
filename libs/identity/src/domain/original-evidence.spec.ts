import { ROLES, type Role } from '@app/kernel';
import { expect, test } from '@jest/globals';
import { mayOpenOriginal } from './original-evidence.js';

const facts = { own: false, assigned: false, ofReporter: false, reporterKept: false };
const who = (changes: Partial<typeof facts>): Role[] =>
  ROLES.filter((role) => mayOpenOriginal(role, { ...facts, ...changes }));

test.each([
  ['of nobody in particular', {}, ['DISPATCHER', 'SUPERVISOR']],
  ['of their own', { own: true, ofReporter: true }, ['RESIDENT', 'DISPATCHER', 'SUPERVISOR']],
  ['of their task', { assigned: true }, ['COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR']],
  [
    'of a reporter who gave a name',
    { assigned: true, ofReporter: true },
    ['COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  ],
  [
    'of a reporter who is kept from them',
    { assigned: true, ofReporter: true, reporterKept: true },
    ['DISPATCHER', 'SUPERVISOR'],
  ],
  [
    'of a colleague, where the reporter is kept from them',
    { assigned: true, reporterKept: true },
    ['COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  ],
] as const)('a file %s is seen as it was handed in by', (_of, changes, roles) => {
  expect(who(changes)).toEqual(roles);
});
