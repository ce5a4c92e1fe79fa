import { addMissingExamples, cityWith, given, smallCity } from '@app/testing';
import { type Actor, type Instant, plusMs, type Role } from '@app/kernel';
import { afterAll, describe, expect, it, test } from '@jest/globals';
import * as commands from './service-order.commands.js';
import { type ServiceOrderEvent, serviceOrderEvents } from './service-order.events.js';
import { serviceOrder } from './service-order.js';
import type { OrderStatus } from './service-order.words.js';
import type { ServiceOrderFacts } from './stage-due.js';

/** Monday, noon in Asia/Shanghai; office hours 8:00–12:00 and 14:00–18:00. */
const MONDAY = '2026-03-02T04:00:00.000Z';
const ID = '00000001-0000-4000-8000-000000000000';
const DAY = 86_400_000;

const actor = (id: string, role: Role, unitId?: string): Actor => ({
  id,
  role,
  ...(unitId !== undefined && { unitId }),
  channel: 'web',
});
const WHO = {
  orderer: actor('li', 'RESIDENT'),
  claimer: actor('wang', 'RESIDENT'),
  other: actor('zhao', 'RESIDENT'),
  community: actor('chen', 'COMMUNITY', 'XY-S1-C01-SQ'),
  timer: actor('service-order-clocks', 'SYSTEM'),
} as const;
type Who = keyof typeof WHO;

const context = (who: Actor, at: Instant) => ({ actor: who, at, commandId: 'c', commandHash: 'h' });
const box = { subjectId: 'account-li', kv: 1, box: 'AA==' };
const facts: ServiceOrderFacts = {
  ...smallCity,
  sealed: { words: box, contact: { subjectId: 'account-li', name: box, phone: box } },
  known: { name: '李小红', phone: '13800138000' },
};
const wish = { name: '李小红', phone: '13800138000' };

const COMMANDS = {
  order: (who, at) =>
    new commands.OrderService(
      ID,
      { kind: 'MICRO_WISH', note: '我是李小红，想要一副老花镜，电话13800138000', areaPath: 'XY/S1/C01', contact: wish },
      context(who, at),
    ),
  approve: (who, at) => new commands.ReviewOrder(ID, { approved: true }, context(who, at)),
  reject: (who, at) => new commands.ReviewOrder(ID, { approved: false, note: '重复点单' }, context(who, at)),
  claim: (who, at) => new commands.ClaimOrder(ID, {}, context(who, at)),
  release: (who, at) => new commands.ReleaseClaim(ID, { note: '出差' }, context(who, at)),
  deliver: (who, at) => new commands.DeliverService(ID, { note: '已交给李小红' }, context(who, at)),
  confirm: (who, at) => new commands.ConfirmService(ID, { received: true }, context(who, at)),
  deny: (who, at) => new commands.ConfirmService(ID, { received: false, note: '没有收到' }, context(who, at)),
  withdraw: (who, at) => new commands.WithdrawOrder(ID, { note: '不需要了' }, context(who, at)),
  contact: (who, at) => new commands.ShowContact(ID, { note: '约时间' }, context(who, at)),
  clock: (who, at) => new commands.RunOrderClock(ID, {}, context(who, at)),
} as const satisfies Record<string, (who: Actor, at: Instant) => commands.ServiceOrderCommand>;
type Step = keyof typeof COMMANDS;

type Told = readonly [step: Step, who: Who, afterMs?: number];
const decided = (history: readonly ServiceOrderEvent[], [step, who, afterMs = 0]: Told) =>
  serviceOrder.decide(COMMANDS[step](WHO[who], plusMs(MONDAY, afterMs)), stateOf(history), facts);
const stateOf = (history: readonly ServiceOrderEvent[]) => history.reduce(serviceOrder.evolve, serviceOrder.initial);
const told = (...steps: readonly Told[]): ServiceOrderEvent[] =>
  steps.reduce<ServiceOrderEvent[]>((history, step) => [...history, ...decided(history, step)], []);

const ROAD: readonly Told[] = [
  ['order', 'orderer'],
  ['approve', 'community'],
  ['claim', 'claimer'],
  ['deliver', 'claimer'],
  ['confirm', 'orderer'],
];
const HISTORIES: Record<OrderStatus | 'NONE', ServiceOrderEvent[]> = {
  NONE: [],
  ORDERED: told(...ROAD.slice(0, 1)),
  APPROVED: told(...ROAD.slice(0, 2)),
  CLAIMED: told(...ROAD.slice(0, 3)),
  DELIVERED: told(...ROAD.slice(0, 4)),
  CONFIRMED: told(...ROAD),
  REJECTED: told(['order', 'orderer'], ['reject', 'community']),
  WITHDRAWN: told(['order', 'orderer'], ['withdraw', 'orderer']),
};

const REFUSALS: Readonly<Record<string, string>> = {
  NF: 'not-found',
  ST: 'not-in-this-state',
  NY: 'not-yours',
  TK: 'taken',
  AO: 'already-ordered',
  OR: 'own-review',
  OO: 'own-order',
};
const COLUMNS = ['NONE', 'ORDERED', 'APPROVED', 'REJECTED', 'CLAIMED', 'DELIVERED', 'CONFIRMED', 'WITHDRAWN'] as const;
/** Typed by hand, a column for each status: `+` the event, `.` nothing, else the refusal. */
const TABLE: readonly (readonly [step: Step, who: Who, event: ServiceOrderEvent['type'], cells: string])[] = [
  //                                                      NO OR AP RE CL DE CO WI
  ['order', 'orderer', 'ServiceOrdered', /*            */ '+  AO AO AO AO AO AO AO'],
  ['approve', 'community', 'ServiceOrderApproved', /*  */ 'NF +  ST ST ST ST ST ST'],
  ['approve', 'orderer', 'ServiceOrderApproved', /*    */ 'NF OR ST ST ST ST ST ST'],
  ['reject', 'community', 'ServiceOrderRejected', /*   */ 'NF +  ST ST ST ST ST ST'],
  ['reject', 'orderer', 'ServiceOrderRejected', /*     */ 'NF OR ST ST ST ST ST ST'],
  ['claim', 'claimer', 'ServiceOrderClaimed', /*       */ 'NF ST +  ST TK TK TK ST'],
  ['claim', 'other', 'ServiceOrderClaimed', /*         */ 'NF ST +  ST TK TK TK ST'],
  ['claim', 'community', 'ServiceOrderClaimed', /*     */ 'NF ST +  ST TK TK TK ST'],
  ['claim', 'orderer', 'ServiceOrderClaimed', /*       */ 'NF ST OO ST TK TK TK ST'],
  ['release', 'claimer', 'ServiceOrderReleased', /*    */ 'NF ST ST ST +  ST ST ST'],
  ['release', 'other', 'ServiceOrderReleased', /*      */ 'NF ST ST ST NY ST ST ST'],
  ['release', 'community', 'ServiceOrderReleased', /*  */ 'NF ST ST ST NY ST ST ST'],
  ['deliver', 'claimer', 'ServiceDelivered', /*        */ 'NF ST ST ST +  ST ST ST'],
  ['deliver', 'orderer', 'ServiceDelivered', /*        */ 'NF ST ST ST NY ST ST ST'],
  ['deliver', 'community', 'ServiceDelivered', /*      */ 'NF ST ST ST NY ST ST ST'],
  ['confirm', 'orderer', 'ServiceConfirmed', /*        */ 'NF ST ST ST ST +  ST ST'],
  ['confirm', 'community', 'ServiceConfirmed', /*      */ 'NF ST ST ST ST +  ST ST'],
  ['confirm', 'claimer', 'ServiceConfirmed', /*        */ 'NF ST ST ST ST NY ST ST'],
  ['deny', 'orderer', 'DeliveryDenied', /*             */ 'NF ST ST ST ST +  ST ST'],
  ['deny', 'community', 'DeliveryDenied', /*           */ 'NF ST ST ST ST +  ST ST'],
  ['deny', 'other', 'DeliveryDenied', /*               */ 'NF ST ST ST ST NY ST ST'],
  ['withdraw', 'orderer', 'ServiceOrderWithdrawn', /*  */ 'NF +  +  ST +  ST ST ST'],
  ['withdraw', 'other', 'ServiceOrderWithdrawn', /*    */ 'NF NY NY ST NY ST ST ST'],
  ['withdraw', 'community', 'ServiceOrderWithdrawn', /**/ 'NF +  +  ST NY ST ST ST'],
  ['contact', 'claimer', 'OrderContactShown', /*       */ 'NF NY NY ST +  +  ST ST'],
  ['contact', 'other', 'OrderContactShown', /*         */ 'NF NY NY ST NY NY ST ST'],
  ['contact', 'community', 'OrderContactShown', /*     */ 'NF +  +  ST +  +  ST ST'],
  ['clock', 'timer', 'ServiceOrderOverdue', /*         */ '.  .  .  .  .  .  .  . '],
];

describe('every step in every status', () => {
  const cells = TABLE.flatMap(([step, who, event, row]) =>
    row.split(/ +/).flatMap((cell, index) => {
      const status = COLUMNS[index];
      return status ? [[step, who, status, cell, event] as const] : [];
    }),
  );

  test.each(cells)('%s by %s in %s: %s', (step, who, status, cell, event) => {
    const history = HISTORIES[status];
    const refusal = REFUSALS[cell];
    if (refusal === undefined) {
      expect(decided(history, [step, who]).map(({ type }) => type)).toEqual(cell === '+' ? [event] : []);
    } else {
      const command = COMMANDS[step](WHO[who], MONDAY);
      given(serviceOrder, history).when(command, facts).thenRefused(`service-order/${refusal}`);
    }
  });

  test('has a cell for each', () => expect(cells).toHaveLength(TABLE.length * COLUMNS.length));

  test.each(COLUMNS)('%s is what its history comes to', (status) => {
    expect(stateOf(HISTORIES[status]).status).toBe(status);
  });
});

describe('what is written', () => {
  it('is an order without personal data, due for review after two working days', () => {
    given(serviceOrder, [])
      .when(COMMANDS.order(WHO.orderer, MONDAY), facts)
      .thenEvents({
        type: 'ServiceOrdered',
        data: {
          kind: 'MICRO_WISH',
          wish: '我是〔姓名〕，想要一副老花镜，电话〔电话〕',
          words: box,
          contact: { subjectId: 'account-li', name: box, phone: box },
          orderer: { actorId: 'li', role: 'RESIDENT' },
          areaPath: 'XY/S1/C01',
          timeZone: 'Asia/Shanghai',
          due: {
            stage: 'REVIEW',
            startedAt: MONDAY,
            dueAt: '2026-03-04T10:00:00.000Z',
            limit: { amount: 2, unit: 'WD' },
            kind: 'WORKDAY_COUNT',
            policyVersion: 'XY@1',
            calendarVersion: 'CN@1',
            provisional: false,
          },
        },
      });
  });

  it('takes the name out of what is written later', () => {
    expect(decided(HISTORIES.CLAIMED, ['deliver', 'claimer'])).toEqual([
      { type: 'ServiceDelivered', data: { note: '已交给〔姓名〕' } },
    ]);
  });

  it('waits five working days for a claim, and fifteen days from the claim for the delivery', () => {
    const [approved] = decided(HISTORIES.ORDERED, ['approve', 'community']);
    expect(approved?.data).toMatchObject({ due: { stage: 'CLAIM', dueAt: '2026-03-09T10:00:00.000Z' } });
    const [claimed] = decided(HISTORIES.APPROVED, ['claim', 'claimer']);
    expect(claimed?.data).toMatchObject({
      claimer: { actorId: 'wang' },
      due: { stage: 'DELIVER', dueAt: '2026-03-17T04:00:00.000Z', limit: { amount: 15, unit: 'ND' } },
    });
  });

  it('is counted by the policy of the place, if that says otherwise', () => {
    const hours = (amount: number) => ({ amount, unit: 'UH' as const });
    const city = cityWith({ pack: { serviceOrders: { review: hours(1), claim: hours(2), deliver: hours(3) } } });
    const [claimed] = serviceOrder.decide(COMMANDS.claim(WHO.claimer, MONDAY), stateOf(HISTORIES.APPROVED), {
      ...facts,
      ...city,
    });
    expect(claimed?.data).toMatchObject({ due: { dueAt: '2026-03-02T07:00:00.000Z' } });
  });

  const orderAt = (areaPath: string) =>
    new commands.OrderService(
      ID,
      { kind: 'MICRO_WISH', note: '老花镜', areaPath, contact: wish },
      context(WHO.orderer, MONDAY),
    );

  it.each(['XY/S1', 'XY/S1/C01', 'XY/S1/C01/G1'])('is taken at %s, where somebody reviews', (areaPath) => {
    const [ordered] = serviceOrder.decide(orderAt(areaPath), serviceOrder.initial, facts);
    expect(ordered).toMatchObject({ type: 'ServiceOrdered', data: { areaPath } });
  });

  it('is refused for a whole district, where nobody does', () => {
    given(serviceOrder, []).when(orderAt('XY'), facts).thenRefused('service-order/area-too-wide', { areaPath: 'XY' });
  });

  it('refuses a place that does not exist, and a refusal without a reason', () => {
    given(serviceOrder, [])
      .when(orderAt('XY/S9'), facts)
      .thenRefused('service-order/unknown-area', { areaPath: 'XY/S9' });
    const silent = new commands.ReviewOrder(ID, { approved: false }, context(WHO.community, MONDAY));
    given(serviceOrder, HISTORIES.ORDERED).when(silent, facts).thenRefused('service-order/reason-missing');
    const unsaid = new commands.ConfirmService(ID, { received: false }, context(WHO.orderer, MONDAY));
    given(serviceOrder, HISTORIES.DELIVERED).when(unsaid, facts).thenRefused('service-order/reason-missing');
  });
});

describe('a withdrawal', () => {
  it('keeps who had claimed it, and says so of nobody if nobody had', () => {
    const withdrawnFrom = (status: 'APPROVED' | 'CLAIMED') =>
      stateOf([...HISTORIES[status], ...decided(HISTORIES[status], ['withdraw', 'orderer'])]);
    expect(withdrawnFrom('CLAIMED')).toMatchObject({ status: 'WITHDRAWN', hadClaimed: { actorId: 'wang' } });
    expect(withdrawnFrom('APPROVED')).not.toHaveProperty('hadClaimed');
  });
});

describe('a unit’s claim', () => {
  const at = (who: Actor) => context(who, MONDAY);
  const clerk = actor('sun', 'DEPARTMENT', 'XY-HW');
  const colleague = actor('qian', 'DEPARTMENT', 'XY-HW');
  const claimed = (unitId: string, who: Actor): ServiceOrderEvent[] => [
    ...HISTORIES.APPROVED,
    ...serviceOrder.decide(new commands.ClaimOrder(ID, { unitId }, at(who)), stateOf(HISTORIES.APPROVED), facts),
  ];

  it('is delivered by anybody who speaks for it, and by nobody who no longer does', () => {
    const history = claimed('XY-HW', clerk);
    const delivers = (who: Actor, unitId?: string) =>
      new commands.DeliverService(ID, { unitId, note: '送到' }, at(who));
    given(serviceOrder, history)
      .when(delivers(colleague, 'XY-HW'), facts)
      .thenEvents({ type: 'ServiceDelivered', data: { note: '送到' } });
    given(serviceOrder, history).when(delivers(clerk), facts).thenRefused('service-order/not-yours');
    given(serviceOrder, history).when(delivers(clerk, 'XY-ZJ'), facts).thenRefused('service-order/not-yours');
  });

  it('is not confirmed by the unit that delivered it', () => {
    const { unitId = '' } = WHO.community;
    const history = claimed(unitId, actor('zhou', 'COMMUNITY', unitId));
    const delivery = new commands.DeliverService(ID, { unitId, note: '送到' }, at(WHO.community));
    const delivered = [...history, ...serviceOrder.decide(delivery, stateOf(history), facts)];
    const confirms = (who: Actor) => new commands.ConfirmService(ID, { received: true }, at(who));
    given(serviceOrder, delivered).when(confirms(WHO.community), facts).thenRefused('service-order/own-delivery');
    given(serviceOrder, delivered)
      .when(confirms(actor('wu', 'STREET', 'XY-S1-JD')), facts)
      .thenEvents({ type: 'ServiceConfirmed', data: { by: 'COMMUNITY' } });
  });
});

describe('what time brings about', () => {
  const CLAIM_DUE = '2026-03-17T04:00:00.000Z';
  const at = (moment: Instant, step: Step, who: Who): Told => [step, who, Date.parse(moment) - Date.parse(MONDAY)];

  it('is nothing at the very moment that it is due', () => {
    expect(decided(HISTORIES.CLAIMED, at(CLAIM_DUE, 'clock', 'timer'))).toEqual([]);
    expect(decided(HISTORIES.ORDERED, at('2026-03-04T10:00:00.000Z', 'clock', 'timer'))).toEqual([]);
  });

  it('frees a claim that was not delivered, dated at its due moment, however late it is noticed', () => {
    const [released, ...more] = decided(HISTORIES.CLAIMED, at('2026-03-18T09:30:00.000Z', 'clock', 'timer'));
    expect(released).toMatchObject({
      type: 'ServiceOrderReleased',
      occurredAt: CLAIM_DUE,
      data: {
        claimer: { actorId: 'wang' },
        cause: 'OVERDUE',
        due: { stage: 'CLAIM', startedAt: CLAIM_DUE, dueAt: '2026-03-24T10:00:00.000Z' },
      },
    });
    expect(more).toEqual([]);
  });

  it('is the same after a month as day by day', () => {
    const late = decided(HISTORIES.CLAIMED, ['clock', 'timer', 60 * DAY]);
    const daily = Array.from({ length: 61 }, (_, day) => day).reduce<ServiceOrderEvent[]>(
      (history, day) => [...history, ...decided(history, ['clock', 'timer', day * DAY])],
      HISTORIES.CLAIMED,
    );
    expect(late).toEqual(daily.slice(HISTORIES.CLAIMED.length));
    expect(late.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['ServiceOrderReleased', CLAIM_DUE],
      ['ServiceOrderOverdue', '2026-03-24T10:00:00.000Z'],
    ]);
  });

  it('lets somebody else claim it although nobody has recorded that it is free', () => {
    const events = decided(HISTORIES.CLAIMED, at('2026-03-18T09:30:00.000Z', 'claim', 'other'));
    expect(events.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['ServiceOrderReleased', CLAIM_DUE],
      ['ServiceOrderClaimed', undefined],
    ]);
    given(serviceOrder, HISTORIES.CLAIMED)
      .when(COMMANDS.deliver(WHO.claimer, '2026-03-18T09:30:00.000Z'), facts)
      .thenRefused('service-order/not-in-this-state', { current: 'APPROVED' });
  });

  it('says once that nobody reviewed or claimed it, and both are done late as well', () => {
    const unreviewed = told(['order', 'orderer'], ['clock', 'timer', 5 * DAY], ['clock', 'timer', 9 * DAY]);
    expect(unreviewed.slice(1)).toEqual([
      {
        type: 'ServiceOrderOverdue',
        data: { stage: 'REVIEW', dueAt: '2026-03-04T10:00:00.000Z' },
        occurredAt: '2026-03-04T10:00:00.000Z',
      },
    ]);
    expect(stateOf(unreviewed)).toMatchObject({ status: 'ORDERED', overdue: true });
    expect(decided(unreviewed, ['approve', 'community', 9 * DAY]).map(({ type }) => type)).toEqual([
      'ServiceOrderApproved',
    ]);
  });

  it('waits for a delivery anew once it was denied', () => {
    const denied = told(...ROAD.slice(0, 4), ['deny', 'orderer', 3 * DAY]);
    expect(stateOf(denied)).toMatchObject({
      status: 'CLAIMED',
      claimer: { actorId: 'wang' },
      due: { stage: 'DELIVER', startedAt: plusMs(MONDAY, 3 * DAY), dueAt: plusMs(MONDAY, 18 * DAY) },
    });
  });
});

const released = told(...ROAD.slice(0, 3), ['release', 'claimer']);
const late = told(['order', 'orderer'], ['clock', 'timer', 9 * DAY]);
const shown = told(...ROAD.slice(0, 3), ['contact', 'claimer']);
const deniedOnce = told(...ROAD.slice(0, 4), ['deny', 'orderer']);
afterAll(() =>
  addMissingExamples(serviceOrderEvents, new URL('./service-order.golden.json', import.meta.url), [
    ...Object.values(HISTORIES).flat(),
    ...[released, late, shown, deniedOnce].flat(),
  ]),
);
