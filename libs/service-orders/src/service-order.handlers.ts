import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { PersonVault } from '@app/privacy';
import { Injectable, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { openContact, type OpenedContact, sealOrder } from './contact.js';
import * as domain from './domain/index.js';
import { serviceOrderCodec, serviceOrderStream } from './service-order.codec.js';

/** Decides a command on the order's stream, by the directory and the catalogue as they stand. */
@Injectable()
export class ServiceOrderDecisions {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly vault: PersonVault,
  ) {}

  async decide(command: domain.ServiceOrderCommand): Promise<Decided<domain.ServiceOrderState>> {
    const streamId = serviceOrderStream(command.orderId);
    return decideAndAppend(this.store, {
      streamId,
      command,
      decider: domain.serviceOrder,
      codec: serviceOrderCodec,
      creates: command.type === 'OrderService',
      facts: { ...this.facts(), ...(await this.personal(command)) },
    });
  }

  /** Whom the order is for: sealed if it is new, else opened if there is text to take it out of. */
  private async personal(command: domain.ServiceOrderCommand): Promise<Partial<domain.ServiceOrderFacts>> {
    if (command.type === 'OrderService') {
      await this.askFirst(command);
      return { sealed: await sealOrder(this.vault, command) };
    }
    if (!('note' in command.input)) return {};
    const known = await this.contactOf(command.orderId, 'SCRUB');
    return known ? { known: known.personal } : {};
  }

  /** @returns undefined if there is no such order */
  async contactOf(orderId: string, purpose?: 'SCRUB'): Promise<OpenedContact | undefined> {
    const [first] = await this.store.readStream(serviceOrderStream(orderId), 0, 1);
    const event = first && serviceOrderCodec.parse(first);
    return event?.type === 'ServiceOrdered' ? openContact(this.vault, orderId, event.data, purpose) : undefined;
  }

  /** No key is made for what is refused. A repetition is let through: it gets its first answer. */
  private async askFirst(command: domain.OrderService): Promise<void> {
    try {
      domain.mayBeOrdered(command, this.facts());
    } catch (refusal) {
      if ((await this.store.readStream(serviceOrderStream(command.orderId), 0, 1)).length === 0) throw refusal;
    }
  }

  private facts = (): domain.ServiceOrderFacts => ({
    directory: this.directory.view(),
    catalogue: this.catalogue.view(),
  });
}

const PLAIN_COMMANDS: readonly Type<domain.ServiceOrderCommand>[] = [
  domain.OrderService,
  domain.ReviewOrder,
  domain.ClaimOrder,
  domain.ReleaseClaim,
  domain.DeliverService,
  domain.ConfirmService,
  domain.WithdrawOrder,
  domain.RunOrderClock,
];

@Injectable()
class Decides {
  constructor(private readonly decisions: ServiceOrderDecisions) {}

  execute(command: domain.ServiceOrderCommand): Promise<Decided<domain.ServiceOrderState>> {
    return this.decisions.decide(command);
  }
}

const decides = (command: Type<domain.ServiceOrderCommand>): Type<ICommandHandler> => {
  @CommandHandler(command)
  class Handler extends Decides {}
  return Handler;
};

/** Whom an order is for, in clear; each `null` if it was not given or has been erased. */
export interface ShownContact {
  readonly name: string | null;
  readonly phone: string | null;
  readonly address: string | null;
}

/** That it is shown is recorded first. */
@CommandHandler(domain.ShowContact)
class ShowContactHandler implements ICommandHandler<domain.ShowContact> {
  constructor(private readonly decisions: ServiceOrderDecisions) {}

  /** @throws DomainError reveal/restricted, and what it is refused with */
  async execute(command: domain.ShowContact): Promise<ShownContact> {
    const contact = await this.decisions.contactOf(command.orderId);
    if (contact?.restricted) throw new DomainError('reveal/restricted');
    await this.decisions.decide(command);
    return { name: null, phone: null, address: null, ...contact?.personal };
  }
}

export const serviceOrderHandlers = [...PLAIN_COMMANDS.map(decides), ShowContactHandler];
