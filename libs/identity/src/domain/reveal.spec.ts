import type { Role } from '@app/kernel';
import { expect, test } from '@jest/globals';
import { type RevealFacts, revealRefusal } from './reveal.js';

const none: RevealFacts = { own: false, contactOpen: false, isReport: false, sealed: false };

/** Domain §4.1, row "Reporter identity", by hand. */
test.each<[Role, string, Partial<RevealFacts>, string | undefined]>([
  ['RESIDENT', 'own', { own: true, sealed: true, isReport: true }, undefined],
  ['RESIDENT', 'of others', { reason: 'curious', contactOpen: true }, 'role'],
  ['GRID_WORKER', 'always', { reason: 'visit', contactOpen: true }, 'role'],
  ['COMMUNITY', 'always', { reason: 'visit', contactOpen: true }, 'role'],
  ['STREET', 'without a contact task', { reason: 'why' }, 'no-open-contact'],
  ['STREET', 'with a contact task', { contactOpen: true }, undefined],
  ['STREET', 'sealed', { contactOpen: true, sealed: true }, 'report'],
  ['DISPATCHER', 'without a reason', { contactOpen: true, reason: '  ' }, 'reason-missing'],
  ['DISPATCHER', 'with a reason', { reason: '核对地址', sealed: true }, undefined],
  ['DEPARTMENT', 'without a contact task', { reason: 'why' }, 'no-open-contact'],
  ['DEPARTMENT', 'with a contact task', { contactOpen: true }, undefined],
  ['DEPARTMENT', 'of a report 举报', { contactOpen: true, isReport: true, reason: 'why' }, 'report'],
  ['DEPARTMENT', 'sealed', { contactOpen: true, sealed: true, reason: 'why' }, 'report'],
  ['SUPERVISOR', 'without a reason', {}, 'reason-missing'],
  ['SUPERVISOR', 'with a reason', { reason: '回访' }, undefined],
  ['AUDITOR', 'always', { reason: 'audit', contactOpen: true }, 'role'],
  ['PRIVACY_OFFICER', 'alone', { reason: 'request' }, 'role'],
  ['ADMIN', 'always', { reason: 'debug' }, 'role'],
  ['SYSTEM', 'always', { reason: 'timer' }, 'role'],
])('%s %s: %j → %s', (role, _, facts, refusal) => expect(revealRefusal(role, { ...none, ...facts })).toBe(refusal));
