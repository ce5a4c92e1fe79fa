import type { CommandContext } from '@app/kernel';
import { describe, expect, test } from '@jest/globals';
import type { ErasureEvent } from './erasure.events.js';
import { erasure, type ErasureFacts, EraseSubject, RestrictPersonalData } from './erasure.js';

const whistleId = '8c1f7c1e-5b0a-5d9e-9a37-0d1c6c1f1a01';
const orderId = '3b6f0c52-7d0e-4c55-9a51-5f2f3a1f6c02';
const context = {} as CommandContext;
const facts: ErasureFacts = { subjectId: 'account-li', today: '2026-11-22', open: [], orderIds: [], openOrders: [] };
const restrict = (until: string) =>
  new RestrictPersonalData({ whistleId }, { reason: '本人申请', basis: '档案法', until }, context);
const erase = new EraseSubject({ whistleId }, { reason: '本人申请' }, context);
const restricted = (until: string): ErasureEvent => ({
  type: 'ProcessingRestricted',
  data: { subjectId: 'account-li', whistleId, orderIds: [], reason: '本人申请', basis: '档案法', until },
});
const erased: ErasureEvent = {
  type: 'SubjectErased',
  data: { subjectId: 'account-li', whistleId, orderIds: [], reason: '本人申请' },
};
const decided = (given: readonly ErasureEvent[], command: typeof erase | ReturnType<typeof restrict>, more = {}) =>
  erasure.decide(command, given.reduce(erasure.evolve, erasure.initial), { ...facts, ...more });

describe('what becomes of a person’s data (domain §4.5)', () => {
  test('it is erased at once if nothing goes on and nothing has to be kept', () => {
    expect(decided([], erase)).toEqual([erased]);
  });

  test('it is not erased while a whistle of theirs goes on, or an appeal', () => {
    expect(() => decided([], erase, { open: ['XY261122-3'] })).toThrow('erasure/case-open');
  });

  test('nor while a service order of theirs goes on, which is named', () => {
    const orders = { orderIds: [whistleId, orderId], openOrders: [orderId] };
    expect(() => decided([], erase, orders)).toThrow(`erasure/order-open {"orders":["${orderId}"]}`);
    expect(decided([], restrict('2026-11-22'), orders)).toMatchObject([{ data: { orderIds: [whistleId, orderId] } }]);
  });

  test('asked for at a service order it names the orders that it reaches, and no whistle', () => {
    const subjectId = `service-order-${orderId}`;
    const command = new EraseSubject({ orderId }, { reason: '本人申请' }, context);
    expect(decided([], command, { subjectId, orderIds: [orderId] })).toEqual([
      { type: 'SubjectErased', data: { subjectId, orderIds: [orderId], reason: '本人申请' } },
    ]);
  });

  test('what has to be kept is restricted until that day, open or not, and erased after it, not on it', () => {
    expect(decided([], restrict('2026-11-22'), { open: ['XY261122-3'] })).toEqual([restricted('2026-11-22')]);
    expect(() => decided([restricted('2026-11-22')], erase)).toThrow('erasure/retention-running');
    expect(decided([restricted('2026-11-21')], erase)).toEqual([erased]);
  });

  test('a restriction is not shortened, may be prolonged, and does not begin in the past', () => {
    expect(() => decided([restricted('2029-01-01')], restrict('2028-12-31'))).toThrow('erasure/retention-running');
    expect(decided([restricted('2029-01-01')], restrict('2030-01-01'))).toEqual([restricted('2030-01-01')]);
    expect(() => decided([], restrict('2026-11-21'))).toThrow('erasure/until-in-the-past');
  });

  test('who is erased stays so', () => {
    expect(() => decided([erased], erase)).toThrow('privacy/subject-erased');
    expect(() => decided([erased], restrict('2029-01-01'))).toThrow('privacy/subject-erased');
  });
});
