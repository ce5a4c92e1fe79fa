import { EventStore } from '@app/event-store';
import { DomainError, type Position, type RecordedEvent } from '@app/kernel';
import { maskName, maskPhone, PersonVault } from '@app/privacy';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { openContact } from './contact.js';
import { type ServiceOrder, serviceOrder, type ServiceOrderEvent } from './domain/index.js';
import { serviceOrderCodec, serviceOrderStream } from './service-order.codec.js';

export interface OrderAtRevision {
  readonly orderId: string;
  readonly order: ServiceOrder;
  readonly revision: number;
  readonly position: Position;
  /** Oldest first. */
  readonly history: readonly { readonly event: ServiceOrderEvent; readonly recorded: RecordedEvent }[];
}

/** One order as its own history tells it: never behind. */
export class GetServiceOrder {
  constructor(readonly orderId: string) {}
}

@QueryHandler(GetServiceOrder)
export class GetServiceOrderHandler implements IQueryHandler<GetServiceOrder> {
  constructor(private readonly store: EventStore) {}

  /** @throws DomainError service-order/not-found */
  async execute({ orderId }: GetServiceOrder): Promise<OrderAtRevision> {
    const stream = await this.store.readStream(serviceOrderStream(orderId));
    const history = stream.map((recorded) => ({ event: serviceOrderCodec.parse(recorded), recorded }));
    const order = history.map(({ event }) => event).reduce(serviceOrder.evolve, serviceOrder.initial);
    const last = stream.at(-1);
    if (!last || order.status === 'NONE') throw new DomainError('service-order/not-found');
    return { orderId, order, revision: last.revision, position: last.position, history };
  }
}

/** Whom an order is for, as those who answer for it see them: `张*`, `138****5678`. */
export interface MaskedContact {
  readonly name?: string;
  readonly phone?: string;
  readonly erased: boolean;
  readonly restricted: boolean;
}

export class ContactMasked {
  constructor(
    readonly orderId: string,
    readonly order: ServiceOrder,
  ) {}
}

@QueryHandler(ContactMasked)
export class ContactMaskedHandler implements IQueryHandler<ContactMasked> {
  constructor(private readonly vault: PersonVault) {}

  async execute({ orderId, order }: ContactMasked): Promise<MaskedContact> {
    const { personal, erased, restricted } = await openContact(this.vault, orderId, order.ordered);
    const { name, phone } = personal;
    return {
      ...(name !== undefined && { name: maskName(name) }),
      ...(phone !== undefined && { phone: maskPhone(phone) }),
      erased,
      restricted,
    };
  }
}
