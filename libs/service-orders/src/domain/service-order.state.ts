import type { Claimer, ServiceOrderEvent, ServiceOrderEventOf, StageDue } from './service-order.events.js';

interface Ordered {
  readonly ordered: ServiceOrderEventOf<'ServiceOrdered'>['data'];
}
/** Waits to be reviewed or claimed; `overdue` once that has lasted too long. */
interface Waiting<Status> extends Ordered {
  readonly status: Status;
  readonly due: StageDue;
  readonly overdue: boolean;
}
interface Claimed extends Ordered {
  readonly status: 'CLAIMED';
  readonly due: StageDue;
  readonly claimer: Claimer;
}
interface Delivered<Status> extends Ordered {
  readonly status: Status;
  readonly claimer: Claimer;
}
interface Over<Status> extends Ordered {
  readonly status: Status;
}
interface Withdrawn extends Over<'WITHDRAWN'> {
  /** Under whom it was withdrawn: they are to learn why. */
  readonly hadClaimed?: Claimer;
}

/** 点单 as its history tells it. */
export type ServiceOrder =
  | Waiting<'ORDERED'>
  | Waiting<'APPROVED'>
  | Claimed
  | Delivered<'DELIVERED'>
  | Delivered<'CONFIRMED'>
  | Over<'REJECTED'>
  | Withdrawn;
export type ServiceOrderState = { readonly status: 'NONE' } | ServiceOrder;

export function evolve(state: ServiceOrderState, event: ServiceOrderEvent): ServiceOrderState {
  if (event.type === 'ServiceOrdered') {
    return { status: 'ORDERED', ordered: event.data, due: event.data.due, overdue: false };
  }
  if (state.status === 'NONE') throw new Error(`history is broken: ${event.type} of an order that nobody made`);
  const { ordered } = state;
  switch (event.type) {
    case 'ServiceOrderApproved':
    case 'ServiceOrderReleased':
      return { status: 'APPROVED', ordered, due: event.data.due, overdue: false };
    case 'ServiceOrderRejected':
      return { status: 'REJECTED', ordered };
    case 'ServiceOrderClaimed':
      return { status: 'CLAIMED', ordered, ...event.data };
    case 'ServiceDelivered':
      return { status: 'DELIVERED', ordered, claimer: claimerOf(state) };
    case 'DeliveryDenied':
      return { status: 'CLAIMED', ordered, claimer: claimerOf(state), due: event.data.due };
    case 'ServiceConfirmed':
      return { status: 'CONFIRMED', ordered, claimer: claimerOf(state) };
    case 'ServiceOrderWithdrawn':
      return { status: 'WITHDRAWN', ordered, ...('claimer' in state && { hadClaimed: state.claimer }) };
    case 'ServiceOrderOverdue':
      return 'overdue' in state ? { ...state, overdue: true } : state;
    case 'OrderContactShown':
      return state;
  }
}

function claimerOf(state: ServiceOrder): Claimer {
  if ('claimer' in state) return state.claimer;
  throw new Error(`history is broken: nobody has claimed an order in status ${state.status}`);
}

/** Whoever has it, delivered it, or had it when it was withdrawn. */
export function lastClaimerOf(order: ServiceOrder): Claimer | undefined {
  if ('claimer' in order) return order.claimer;
  return 'hadClaimed' in order ? order.hadClaimed : undefined;
}
