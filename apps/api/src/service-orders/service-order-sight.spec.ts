import { type Caller, residentGrant } from '@app/identity';
import type { Role } from '@app/kernel';
import type { Claimer, ServiceOrder } from '@app/service-orders';
import { describe, expect, test } from '@jest/globals';
import { claimerFor, isInvolved, seesContact } from './service-order-sight.js';

const person = (id: string, role?: Role, areaPath = 'XY', unitIds: readonly string[] = []): Caller => {
  const base = { grantId: id, personId: id, areaPath, unitIds, from: '2026-01-01T00:00:00.000Z' };
  return { id, kind: 'person', channel: 'web', grants: [...(role ? [{ ...base, role }] : []), residentGrant(id)] };
};
const PEOPLE: Readonly<Record<string, Caller>> = {
  orderer: person('li'),
  claimer: person('wang'),
  clerk: person('sun', 'DEPARTMENT', 'XY', ['XY-MZ']),
  colleague: person('qian', 'DEPARTMENT', 'XY', ['XY-MZ']),
  otherUnit: person('zhou', 'DEPARTMENT', 'XY', ['XY-HW']),
  community: person('chen', 'COMMUNITY', 'XY/S1/C01', ['XY-S1-C01-SQ']),
  auditor: person('wu', 'AUDITOR'),
  stranger: person('zhao'),
};
const ordered = { areaPath: 'XY/S1/C01', orderer: { actorId: 'li', role: 'RESIDENT' } } as ServiceOrder['ordered'];
const BY_RESIDENT: Claimer = { actorId: 'wang' };
const BY_UNIT: Claimer = { actorId: 'sun', unitId: 'XY-MZ' };
const delivered = (claimer: Claimer): ServiceOrder => ({ status: 'DELIVERED', ordered, claimer });
const withdrawn = (hadClaimed?: Claimer): ServiceOrder => ({
  status: 'WITHDRAWN',
  ordered,
  ...(hadClaimed && { hadClaimed }),
});
const those = (seen: (caller: Caller) => unknown): string[] =>
  Object.entries(PEOPLE).flatMap(([who, caller]) => (seen(caller) ? [who] : []));
const accountShownTo = (order: ServiceOrder) => those((caller) => claimerFor(caller, order)?.accountId);

describe('who claimed it', () => {
  test('is, of a resident, known to nobody but themselves', () => {
    expect(accountShownTo(delivered(BY_RESIDENT))).toEqual(['claimer']);
    expect(claimerFor(PEOPLE['auditor']!, delivered(BY_RESIDENT))).toEqual({ accountId: null, unitId: null });
  });

  test('is, of a unit, its clerk’s account for those who answer for it, and the unit for whoever ordered it', () => {
    expect(accountShownTo(delivered(BY_UNIT))).toEqual(['clerk', 'colleague', 'community', 'auditor']);
    expect(claimerFor(PEOPLE['orderer']!, delivered(BY_UNIT))).toEqual({ accountId: null, unitId: 'XY-MZ' });
    expect(claimerFor(PEOPLE['community']!, withdrawn())).toBeNull();
  });
});

describe('an order that was withdrawn', () => {
  const involvedIn = (order: ServiceOrder) => those((caller) => isInvolved(caller, order));
  const always = ['orderer', 'community', 'auditor'];

  test('is still seen by whoever had claimed it', () => {
    expect(involvedIn(withdrawn(BY_RESIDENT))).toEqual(['orderer', 'claimer', 'community', 'auditor']);
    expect(involvedIn(withdrawn(BY_UNIT))).toEqual(['orderer', 'clerk', 'colleague', 'community', 'auditor']);
    expect(involvedIn(withdrawn())).toEqual(always);
  });

  test('shows them no contact any more', () => {
    const contactOf = (order: ServiceOrder) => those((caller) => seesContact(caller, order));
    expect(contactOf(withdrawn(BY_RESIDENT))).toEqual(always);
    expect(contactOf(withdrawn(BY_UNIT))).toEqual(always);
    expect(contactOf(delivered(BY_RESIDENT))).toEqual(['orderer', 'claimer', 'community', 'auditor']);
  });
});
