import { eventCodec } from '@app/event-store';
import { type Actor, DomainError, type Instant, plusMs } from '@app/kernel';
import { smallCity } from '@app/testing';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as commands from './service-order.commands.js';
import { type ServiceOrderEvent, serviceOrderEvents } from './service-order.events.js';
import { serviceOrder } from './service-order.js';
import type { ServiceOrderFacts } from './stage-due.js';

const NOON = '2026-03-02T04:00:00.000Z';
const HOUR = 3_600_000;
const ID = '00000001-0000-4000-8000-000000000000';
const box = { subjectId: 'account-li', kv: 1, box: 'AA==' };
const facts: ServiceOrderFacts = {
  ...smallCity,
  sealed: { words: box, contact: { subjectId: 'account-li', name: box, phone: box } },
};
const PEOPLE: readonly Actor[] = [
  { id: 'li', role: 'RESIDENT', channel: 'web' },
  { id: 'wang', role: 'RESIDENT', channel: 'web' },
  { id: 'zhao', role: 'RESIDENT', channel: 'web' },
  { id: 'sun', role: 'DEPARTMENT', unitId: 'XY-HW', channel: 'web' },
  { id: 'chen', role: 'COMMUNITY', unitId: 'XY-S1-C01-SQ', channel: 'web' },
];
const contact = { name: '李小红', phone: '13800138000' };
const ordered = { kind: 'MICRO_WISH' as const, note: '老花镜', areaPath: 'XY/S1/C01', contact };

const note = '说明';
type Make = (context: commands.ServiceOrderCommand['context'], unitId?: string) => commands.ServiceOrderCommand;
const STEPS: readonly Make[] = [
  (context, unitId) => new commands.ClaimOrder(ID, { unitId }, context),
  (context, unitId) => new commands.ClaimOrder(ID, { unitId }, context),
  (context, unitId) => new commands.ReleaseClaim(ID, { unitId, note }, context),
  (context, unitId) => new commands.DeliverService(ID, { unitId, note }, context),
  (context) => new commands.ConfirmService(ID, { received: false, note }, context),
  (context) => new commands.ConfirmService(ID, { received: true }, context),
  (context, unitId) => new commands.ShowContact(ID, { unitId, note }, context),
  (context) => new commands.RunOrderClock(ID, {}, context),
];
const asked = fc.record({
  step: fc.nat(STEPS.length - 1),
  who: fc.nat(PEOPLE.length - 1),
  hours: fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(900) }),
});

const codec = eventCodec<ServiceOrderEvent>(serviceOrderEvents);
const stateOf = (history: readonly ServiceOrderEvent[]) => history.reduce(serviceOrder.evolve, serviceOrder.initial);
const context = (actor: Actor, at: Instant) => ({ actor, at, commandId: 'c', commandHash: 'h' });

it('in every history one alone has a claim, moments go on, and what time brings about is said once', () => {
  let claims = 0;
  let freed = 0;
  fc.assert(
    fc.property(fc.array(asked, { minLength: 5, maxLength: 40 }), (script) => {
      let at = NOON;
      let history: ServiceOrderEvent[] = [];
      for (const first of [
        new commands.OrderService(ID, ordered, context(PEOPLE[0]!, at)),
        new commands.ReviewOrder(ID, { approved: true }, context(PEOPLE[4]!, at)),
      ]) {
        history = [...history, ...serviceOrder.decide(first, stateOf(history), facts)];
      }
      for (const { step, who, hours } of script) {
        at = plusMs(at, hours * HOUR);
        const actor = PEOPLE[who]!;
        try {
          const command = STEPS[step]!(context(actor, at), actor.unitId);
          history = [...history, ...serviceOrder.decide(command, stateOf(history), facts)];
        } catch (refusal) {
          if (!(refusal instanceof DomainError)) throw refusal;
        }
        const clock = new commands.RunOrderClock(ID, {}, context(actor, at));
        const brought = serviceOrder.decide(clock, stateOf(history), facts);
        for (const { occurredAt } of brought) expect(occurredAt! < at).toBe(true);
        history = [...history, ...brought];
        expect(serviceOrder.decide(clock, stateOf(history), facts)).toEqual([]);
      }
      let holder: string | undefined;
      for (const event of history) {
        codec.write(event);
        if (event.type === 'ServiceOrderClaimed') {
          expect(holder).toBeUndefined();
          holder = event.data.claimer.actorId;
          expect(holder).not.toBe('li');
          claims++;
        }
        if (event.type === 'ServiceOrderReleased') {
          expect(event.data.claimer.actorId).toBe(holder);
          if (event.data.cause === 'OVERDUE') freed++;
          holder = undefined;
        }
        if (event.type === 'ServiceDelivered') expect(holder).toBeDefined();
      }
    }),
    { numRuns: 100, seed: 20261122 },
  );
  expect(claims).toBeGreaterThan(100);
  expect(freed).toBeGreaterThan(20);
});
