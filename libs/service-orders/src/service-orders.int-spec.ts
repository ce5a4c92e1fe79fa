import { decideAndAppend } from '@app/event-store';
import { type Actor, Clock, DomainError, type Instant } from '@app/kernel';
import { smallCity, type ViewBench, viewBench } from '@app/testing';
import { whistleCodec } from '@app/whistles';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import * as domain from './domain/index.js';
import { ServiceOrderClocks } from './order-clocks.js';
import { serviceOrderCodec, serviceOrderStream } from './service-order.codec.js';
import { GetServiceOrder, GetServiceOrderHandler } from './get-service-order.query.js';
import { OrdersOfSubject, OrdersOfSubjectHandler } from './orders-of-subject.query.js';
import { serviceOrders } from './views/service-orders.projector.js';
import {
  CountServiceOrders,
  CountServiceOrdersHandler,
  ListServiceOrders,
  ListServiceOrdersHandler,
  OverdueServiceOrders,
  OverdueServiceOrdersHandler,
  type ServiceOrderFilter,
} from './views/service-orders.query.js';

const GRID = 'XY/S1/C01/G1';
const NOON = '2026-03-02T04:00:00.000Z';
const person = (id: string): Actor => ({ id, role: 'RESIDENT', channel: 'web' });
const community: Actor = { id: 'chen', role: 'COMMUNITY', unitId: 'XY-S1-C01-SQ', channel: 'web' };
const box = { subjectId: 'account-li', kv: 1, box: 'AA==' };
const facts: domain.ServiceOrderFacts = {
  ...smallCity,
  sealed: { words: box, contact: { subjectId: 'account-li', name: box, phone: box } },
};
const orderId = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const by = (actor: Actor, at: Instant = NOON, commandId: string = randomUUID()) => ({
  actor,
  at,
  commandId,
  commandHash: 'h',
});

let bench: ViewBench;
beforeAll(async () => {
  bench = await viewBench(whistleCodec, [serviceOrders]);
});
afterAll(() => bench.close());

const decide = (command: domain.ServiceOrderCommand, sealed = facts.sealed) =>
  decideAndAppend(bench.store, {
    streamId: serviceOrderStream(command.orderId),
    command,
    decider: domain.serviceOrder,
    codec: serviceOrderCodec,
    facts: { ...facts, ...(sealed && { sealed }) },
  });
async function tell(...commands: readonly domain.ServiceOrderCommand[]): Promise<void> {
  for (const command of commands) await decide(command);
}
const order = (n: number, areaPath = 'XY/S1/C01', kind: domain.OrderKind = 'MICRO_WISH', at = NOON) =>
  new domain.OrderService(
    orderId(n),
    { kind, note: '一副老花镜', areaPath, contact: { name: '李小红', phone: '13800138000' } },
    by(person('li'), at),
  );
const approve = (n: number) => new domain.ReviewOrder(orderId(n), { approved: true }, by(community));
const claim = (n: number, who: string, commandId?: string) =>
  new domain.ClaimOrder(orderId(n), {}, by(person(who), NOON, commandId));
const historyOf = async (n: number) =>
  (await bench.store.readStream(serviceOrderStream(orderId(n)))).map(({ type, metadata }) => [
    type,
    metadata.occurredAt,
  ]);

describe('EC-29: two claim the same wish at the same moment', () => {
  it('one has it, the other is told that it is taken, and each is told the same again', async () => {
    for (let n = 1; n <= 20; n++) {
      await tell(order(n), approve(n));
      const claims = [claim(n, 'wang', `wang-${n}`), claim(n, 'zhao', `zhao-${n}`)];
      const ask = () =>
        Promise.all(
          claims.map(async (command) => {
            try {
              const { state, revision } = await decide(command);
              return { holder: 'claimer' in state ? state.claimer.actorId : undefined, revision };
            } catch (error) {
              if (error instanceof DomainError) return error.code;
              throw error;
            }
          }),
        );
      const answers = await ask();
      const first = answers.findIndex((answer) => typeof answer !== 'string');
      expect(answers[first]).toEqual({ holder: ['wang', 'zhao'][first], revision: 2 });
      expect(answers[1 - first]).toBe('service-order/taken');
      expect(await ask()).toEqual(answers);
      expect((await historyOf(n)).map(([type]) => type)).toEqual([
        'ServiceOrdered',
        'ServiceOrderApproved',
        'ServiceOrderClaimed',
      ]);
    }
  });
});

describe('what ran out while nothing ran', () => {
  class SetClock extends Clock {
    now = (): Instant => '2026-04-01T00:00:00.000Z';
  }
  /** Sends to the decider, as the handlers do. */
  const bus = Object.assign(Object.create(CommandBus.prototype) as CommandBus, { execute: decide });

  it('is recorded once by whoever runs next, dated at its due moment', async () => {
    await tell(order(101, GRID), approve(101), claim(101, 'wang'), order(102, GRID), order(103, GRID), approve(103));
    await bench.project([serviceOrders]);
    const held = new AbortController().signal;
    const sweeper = new ServiceOrderClocks(bench.dataSource, bus, new SetClock());
    await sweeper.sweep(held);
    await sweeper.sweep(held); // the view has not heard of it yet
    await bench.project([serviceOrders]);
    await sweeper.sweep(held);
    expect((await historyOf(101)).slice(3)).toEqual([
      ['ServiceOrderReleased', '2026-03-17T04:00:00.000Z'],
      ['ServiceOrderOverdue', '2026-03-24T10:00:00.000Z'],
    ]);
    expect((await historyOf(102)).slice(1)).toEqual([['ServiceOrderOverdue', '2026-03-04T10:00:00.000Z']]);
    expect((await historyOf(103)).slice(2)).toEqual([['ServiceOrderOverdue', '2026-03-09T10:00:00.000Z']]);
  });
});

describe('the view', () => {
  const list = (filter: ServiceOrderFilter, page = { limit: 50 }) =>
    new ListServiceOrdersHandler(bench.dataSource).execute(
      new ListServiceOrders({ sql: 'TRUE', parameters: {} }, filter, page),
    );
  const ids = async (filter: ServiceOrderFilter) =>
    (await list(filter)).items.map((item) => Number(item.orderId.slice(0, 8))).sort((a, b) => a - b);

  it('lists by status, kind, place, lateness and person, counts, and comes out the same when it is rebuilt', async () => {
    const S2 = 'XY/S2';
    const note = '送到';
    await tell(
      ...[201, 202, 203, 204, 205].map((n) => order(n, S2, n === 205 ? 'MICRO_PROJECT' : undefined)),
      ...[202, 203, 204].map(approve),
      claim(203, 'sun'),
      new domain.ClaimOrder(orderId(204), { unitId: 'XY-HW' }, by(person('zhou'))),
      new domain.DeliverService(orderId(204), { unitId: 'XY-HW', note }, by(person('qian'))),
      new domain.ConfirmService(orderId(204), { received: false, note }, by(person('li'))),
      new domain.DeliverService(orderId(204), { unitId: 'XY-HW', note }, by(person('qian'))),
      new domain.ConfirmService(orderId(204), { received: true }, by(person('li'))),
      new domain.ReviewOrder(orderId(205), { approved: false, note: '重复' }, by(community)),
      order(206, S2),
      new domain.WithdrawOrder(orderId(206), { note: '不用了' }, by(person('li'))),
      order(207, S2),
      approve(207),
      claim(207, 'sun'),
      new domain.WithdrawOrder(orderId(207), { note: '已搬走' }, by(person('li'))),
    );
    await bench.project([serviceOrders], 3);
    const areaPath = S2;
    expect(await ids({ areaPath })).toEqual([201, 202, 203, 204, 205, 206, 207]);
    expect(await ids({ areaPath, statuses: ['APPROVED', 'CLAIMED'] })).toEqual([202, 203]);
    expect(await ids({ areaPath, kinds: ['MICRO_PROJECT'] })).toEqual([205]);
    expect(await ids({ areaPath: GRID, overdue: true })).toEqual([101, 102, 103]);
    const late = (...areaPaths: string[]) =>
      new OverdueServiceOrdersHandler(bench.dataSource).execute(new OverdueServiceOrders(areaPaths));
    expect([await late(GRID), await late(S2), await late(S2, GRID), await late()]).toEqual([3, 0, 3, 0]);
    expect(await ids({ areaPath, ordererId: 'nobody' })).toEqual([]);
    const claimed = (actorId: string, unitIds: string[] = []) => ids({ areaPath, claimedBy: { actorId, unitIds } });
    expect(await claimed('sun')).toEqual([203, 207]); // withdrawn under them
    expect(await claimed('zhou')).toEqual([]); // for a unit
    expect(await claimed('zhou', ['XY-HW'])).toEqual([204]);
    const counts = new CountServiceOrdersHandler(bench.dataSource).execute(new CountServiceOrders(areaPath));
    expect(await counts).toEqual([
      { kind: 'MICRO_PROJECT', ordered: 1, claimed: 0, delivered: 0, confirmed: 0, overdue: 0 },
      { kind: 'MICRO_WISH', ordered: 6, claimed: 2, delivered: 1, confirmed: 1, overdue: 0 },
    ]);
    const rows = await bench.dump(serviceOrders);
    expect(rows).toHaveLength(30);
    expect(await bench.rebuilt(serviceOrders)).toEqual(rows);
  });
});

describe('the orders of a person', () => {
  it('are those under their key, open until nothing more comes of them; not what they ordered for others', async () => {
    const zheng = person('zheng');
    const under = (subjectId: string): domain.ServiceOrderFacts['sealed'] => {
      const of = { ...box, subjectId };
      return { words: of, contact: { subjectId, name: of, phone: of } };
    };
    const make = (n: number, by_: Actor, subjectId: string) => {
      const { orderId: id, input } = order(n);
      return decide(new domain.OrderService(id, input, by(by_, `2026-03-02T04:00:00.00${n - 300}Z`)), under(subjectId));
    };
    for (const n of [301, 302, 303, 304, 305, 306]) await make(n, zheng, 'account-zheng');
    await make(307, { ...zheng, role: 'GRID_WORKER' }, `service-order-${orderId(307)}`);
    const note = '送到';
    await tell(
      ...[302, 303, 304, 305].map(approve),
      ...[303, 304, 305].map((n) => claim(n, 'sun')),
      ...[304, 305].map((n) => new domain.DeliverService(orderId(n), { note }, by(person('sun')))),
      new domain.ConfirmService(orderId(305), { received: true }, by(zheng)),
      new domain.WithdrawOrder(orderId(306), { note: '不用了' }, by(zheng)),
    );
    await bench.project([serviceOrders]);
    const get = new GetServiceOrderHandler(bench.store);
    const bus = Object.assign(Object.create(QueryBus.prototype) as QueryBus, {
      execute: (query: GetServiceOrder) => get.execute(query),
    });
    const of = (subjectId: string) =>
      new OrdersOfSubjectHandler(bench.dataSource, bench.store, bus).execute(new OrdersOfSubject(subjectId));
    expect(await of('account-zheng')).toEqual(
      [301, 302, 303, 304, 305, 306].map((n) => ({ orderId: orderId(n), open: n < 305 })),
    );
    expect(await of(`service-order-${orderId(307)}`)).toEqual([{ orderId: orderId(307), open: true }]);
    expect(await of(`whistle-${orderId(301)}`)).toEqual([]);
  });
});
