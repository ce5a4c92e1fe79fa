import { type Actor, type Decider, DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { mayBeOrdered } from './may-be-ordered.js';
import type * as given from './service-order.commands.js';
import type { Claimer, ServiceOrderEvent } from './service-order.events.js';

import { evolve, type ServiceOrder, type ServiceOrderState } from './service-order.state.js';
import type { OrderStatus } from './service-order.words.js';
import { type ServiceOrderFacts, stageDue } from './stage-due.js';

/** 三单制: 居民点单、社区审单、组织或个人领单 (domain M18), 微心愿 (M19). One claimer at a time (EC-29). */
export const serviceOrder: Decider<ServiceOrderState, given.ServiceOrderCommand, ServiceOrderEvent, ServiceOrderFacts> =
  {
    initial: { status: 'NONE' },
    evolve,
    decide(command, state, facts) {
      const brought = broughtAbout(state, command.context.at, facts);
      return [...brought, ...rules(command, brought.reduce(evolve, state), facts)];
    },
  };

/**
 * What time has brought about and nobody has recorded yet, each dated at the moment that it was due: a claim that was not
 * delivered is free again; what nobody reviewed or claimed is overdue. The same however late it is noticed.
 */
function broughtAbout(state: ServiceOrderState, at: Instant, facts: ServiceOrderFacts): ServiceOrderEvent[] {
  if (!('due' in state) || at <= state.due.dueAt) return [];
  const { stage, dueAt } = state.due;
  if (stage === 'DELIVER') {
    if (!('claimer' in state)) return [];
    const { claimer, ordered } = state;
    const due = stageDue('CLAIM', dueAt, ordered, facts);
    const free: ServiceOrderEvent = {
      type: 'ServiceOrderReleased',
      data: { claimer, cause: 'OVERDUE', due },
      occurredAt: dueAt,
    };
    return [free, ...broughtAbout(evolve(state, free), at, facts)];
  }
  if ('overdue' in state && state.overdue) return [];
  return [{ type: 'ServiceOrderOverdue', data: { stage, dueAt }, occurredAt: dueAt }];
}

function rules(
  command: given.ServiceOrderCommand,
  state: ServiceOrderState,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  switch (command.type) {
    case 'OrderService':
      return order(command, state, facts);
    case 'ReviewOrder':
      return review(command, allowed(state, 'ORDERED'), facts);
    case 'ClaimOrder':
      return claim(command, state, facts);
    case 'ReleaseClaim':
      return release(command, allowed(state, 'CLAIMED'), facts);
    case 'DeliverService':
      return deliver(command, allowed(state, 'CLAIMED'), facts);
    case 'ConfirmService':
      return confirm(command, allowed(state, 'DELIVERED'), facts);
    case 'WithdrawOrder':
      return withdraw(command, allowed(state, 'ORDERED', 'APPROVED', 'CLAIMED'), facts);
    case 'ShowContact':
      return showContact(command, allowed(state, 'ORDERED', 'APPROVED', 'CLAIMED', 'DELIVERED'), facts);
    case 'RunOrderClock':
      return [];
  }
}

function order(command: given.OrderService, state: ServiceOrderState, facts: ServiceOrderFacts): ServiceOrderEvent[] {
  if (state.status !== 'NONE') throw new DomainError('service-order/already-ordered');
  const { input, context } = command;
  const { kind, note, areaPath, contact } = input;
  const timeZone = mayBeOrdered(command, facts);
  if (!facts.sealed) throw new Error('OrderService needs its personal data sealed');
  const { id: actorId, role } = context.actor;
  const wish = deIdentify(note, contact);
  const due = stageDue('REVIEW', context.at, { areaPath, timeZone }, facts);
  return [
    {
      type: 'ServiceOrdered',
      data: { kind, wish, ...facts.sealed, orderer: { actorId, role }, areaPath, timeZone, due },
    },
  ];
}

/** Never by whoever ordered it. */
function review(
  { input, context }: given.ReviewOrder,
  { ordered }: ServiceOrder,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  if (isOrderer(context.actor, ordered)) throw new DomainError('service-order/own-review');
  const { approved } = input;
  const note = clean(input.note, facts);
  if (approved) {
    const due = stageDue('CLAIM', context.at, ordered, facts);
    return [{ type: 'ServiceOrderApproved', data: { ...(note !== undefined && { note }), due } }];
  }
  if (note === undefined) throw new DomainError('service-order/reason-missing');
  return [{ type: 'ServiceOrderRejected', data: { note } }];
}

/** EC-29: the first has it; whoever comes later is told that it is taken. Nobody fulfils their own wish. */
function claim(
  { input: { unitId }, context }: given.ClaimOrder,
  state: ServiceOrderState,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  if ('claimer' in state) throw new DomainError('service-order/taken', { status: state.status });
  const { ordered } = allowed(state, 'APPROVED');
  if (isOrderer(context.actor, ordered)) throw new DomainError('service-order/own-order');
  const claimer = { actorId: context.actor.id, ...(unitId !== undefined && { unitId }) };
  return [{ type: 'ServiceOrderClaimed', data: { claimer, due: stageDue('DELIVER', context.at, ordered, facts) } }];
}

type In<Status extends OrderStatus> = Extract<ServiceOrder, { readonly status: Status }>;

function release(
  { input, context }: given.ReleaseClaim,
  { ordered, claimer }: In<'CLAIMED'>,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  requireClaimer(context.actor, input.unitId, claimer);
  const due = stageDue('CLAIM', context.at, ordered, facts);
  const note = deIdentify(input.note, facts.known);
  return [{ type: 'ServiceOrderReleased', data: { claimer, cause: 'GIVEN_UP', note, due } }];
}

function deliver(
  { input, context }: given.DeliverService,
  { claimer }: In<'CLAIMED'>,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  requireClaimer(context.actor, input.unitId, claimer);
  return [{ type: 'ServiceDelivered', data: { note: deIdentify(input.note, facts.known) } }];
}

/** By whoever ordered it, or by street or community in their name; never by whoever delivered it. */
function confirm(
  { input, context }: given.ConfirmService,
  { ordered, claimer }: In<'DELIVERED'>,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  const { actor, at } = context;
  const own = isOrderer(actor, ordered);
  if (!own && !isOffice(actor)) throw new DomainError('service-order/not-yours');
  const sameUnit = claimer.unitId !== undefined && claimer.unitId === actor.unitId;
  if (actor.id === claimer.actorId || sameUnit) throw new DomainError('service-order/own-delivery');
  const by = own ? 'ORDERER' : 'COMMUNITY';
  const note = clean(input.note, facts);
  if (input.received) return [{ type: 'ServiceConfirmed', data: { by, ...(note !== undefined && { note }) } }];
  if (note === undefined) throw new DomainError('service-order/reason-missing');
  return [{ type: 'DeliveryDenied', data: { by, note, due: stageDue('DELIVER', at, ordered, facts) } }];
}

/** By whoever ordered it; by street or community in their name while nobody has claimed it, so that nothing waits for ever. */
function withdraw(
  { input, context }: given.WithdrawOrder,
  { status, ordered }: ServiceOrder,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  const own = isOrderer(context.actor, ordered);
  const inTheirName = isOffice(context.actor) && status !== 'CLAIMED';
  if (!own && !inTheirName) throw new DomainError('service-order/not-yours');
  const by = own ? 'ORDERER' : 'COMMUNITY';
  return [{ type: 'ServiceOrderWithdrawn', data: { by, note: deIdentify(input.note, facts.known) } }];
}

/** Whoever is to deliver it, and the street and community that answer for it. */
function showContact(
  { input, context }: given.ShowContact,
  state: ServiceOrder,
  facts: ServiceOrderFacts,
): ServiceOrderEvent[] {
  const claimer = 'claimer' in state ? state.claimer : undefined;
  const isTheirs = claimer !== undefined && isClaimer(context.actor, input.unitId, claimer);
  if (!isTheirs && !isOffice(context.actor)) throw new DomainError('service-order/not-yours');
  return [{ type: 'OrderContactShown', data: { purpose: deIdentify(input.note, facts.known) } }];
}

/** @throws DomainError service-order/not-found, service-order/not-in-this-state */
function allowed<Status extends OrderStatus>(state: ServiceOrderState, ...statuses: readonly Status[]): In<Status> {
  if (state.status === 'NONE') throw new DomainError('service-order/not-found');
  if (isIn(state, statuses)) return state;
  throw new DomainError('service-order/not-in-this-state', { current: state.status, allowedFrom: statuses });
}

const isIn = <Status extends OrderStatus>(state: ServiceOrder, statuses: readonly Status[]): state is In<Status> =>
  statuses.some((status) => status === state.status);

const clean = (note: string | undefined, { known }: ServiceOrderFacts): string | undefined =>
  note === undefined ? undefined : deIdentify(note, known);

const isOrderer = ({ id }: Actor, { orderer }: ServiceOrder['ordered']): boolean => id === orderer.actorId;
const isOffice = ({ role }: Actor): boolean => role === 'COMMUNITY' || role === 'STREET';

/** What a unit has claimed is any of its people's to deliver, and no longer that of somebody who has left it. */
const isClaimer = ({ id }: Actor, unitId: string | undefined, claimer: Claimer): boolean =>
  claimer.unitId === undefined ? id === claimer.actorId : unitId === claimer.unitId;

function requireClaimer(actor: Actor, unitId: string | undefined, claimer: Claimer): void {
  if (!isClaimer(actor, unitId, claimer)) throw new DomainError('service-order/not-yours');
}
