import { Directory } from '@app/directory';
import { decideAndAppend, EventStore } from '@app/event-store';
import { civilDateIn, DomainError } from '@app/kernel';
import { deIdentify, destroyKeys, PersonVault, restrictKeys } from '@app/privacy';
import type { KnownPersonalData } from '@app/privacy/domain';
import { waitForView } from '@app/projections';
import {
  GetServiceOrder,
  openContact,
  type OrderAtRevision,
  type OrderOfSubject,
  OrdersOfSubject,
} from '@app/service-orders';
import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  type AskedAt,
  erasure,
  type ErasureCommand,
  EraseSubject,
  OVER,
  RestrictPersonalData,
  type Whistle,
} from '../domain/index.js';
import { GetWhistle, type WhistleAtRevision } from '../get-whistle.query.js';
import { openReporter } from '../reporter.js';
import { erasureCodec, subjectStream } from './erasures.projector.js';

/** What was decided of whom. */
export interface DecidedErasure {
  readonly subjectId: string;
  readonly position: bigint | undefined;
}

/** Whose data it is, where, and what of it must not be in what is written about them. */
interface Concerned {
  readonly subjectId: string;
  readonly areaPath: string;
  readonly personal: KnownPersonalData;
}

/** Decides on a person's data, and does to their key what was decided. */
@Injectable()
export class Erasing {
  constructor(
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    private readonly vault: PersonVault,
    private readonly directory: Directory,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError whistle/not-found, service-order/not-found, erasure/nobody, and what it is refused for */
  async decide(given: ErasureCommand): Promise<DecidedErasure> {
    const { subjectId, areaPath, personal } = await this.concerned(given.askedAt);
    const command = scrubbed(given, personal);
    const zone = this.directory.view().timeZoneOf(areaPath) ?? 'UTC';
    const orders = await this.queries.execute<OrdersOfSubject, OrderOfSubject[]>(new OrdersOfSubject(subjectId));
    const facts = {
      subjectId,
      today: civilDateIn(zone, given.context.at),
      open: await this.openWhistlesOf(subjectId),
      orderIds: orders.map(({ orderId }) => orderId),
      openOrders: orders.filter(({ open }) => open).map(({ orderId }) => orderId),
    };
    const streamId = subjectStream(subjectId);
    const { position } = await decideAndAppend(this.store, {
      streamId,
      command,
      decider: erasure,
      codec: erasureCodec,
      facts,
    });
    const change = command.type === 'EraseSubject' ? destroyKeys : restrictKeys;
    await change(this.dataSource, [subjectId]);
    this.vault.forget([subjectId]);
    return { subjectId, position };
  }

  private async concerned(askedAt: AskedAt): Promise<Concerned> {
    if ('orderId' in askedAt) {
      const { orderId } = askedAt;
      const { order } = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));
      const { contact, areaPath } = order.ordered;
      const { personal } = await openContact(this.vault, orderId, order.ordered, 'SCRUB');
      return { subjectId: contact.subjectId, areaPath, personal };
    }
    const { whistleId } = askedAt;
    const { whistle } = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    const subjectId = subjectOf(whistle);
    if (subjectId === undefined) throw new DomainError('erasure/nobody');
    const { personal } = await openReporter(this.vault, whistleId, whistle.raised, 'SCRUB');
    return { subjectId, areaPath: whistle.raised.location.areaPath, personal };
  }

  /** Numbers of the person's whistles that go on, or wait for a decision. */
  private async openWhistlesOf(subjectId: string): Promise<string[]> {
    const [, kind, id] = /^(account|whistle)-(.+)$/.exec(subjectId) ?? [];
    if (id === undefined) return [];
    await waitForView(this.dataSource, 'whistle-search', await this.store.head());
    const rows = await this.dataSource.query<{ number: string }[]>(
      `SELECT number FROM views.whistle_search
       WHERE ${kind === 'whistle' ? 'whistle_id = $1' : `initiator_id = $1 AND level = 'RESIDENT'`}
         AND (NOT status = ANY ($2) OR pending <> '{}')
       ORDER BY raised_at LIMIT 20`,
      [id, OVER],
    );
    return rows.map(({ number }) => number);
  }
}

/** Nothing of the person is in what is written about them. */
function scrubbed(command: ErasureCommand, personal: KnownPersonalData): ErasureCommand {
  const { askedAt, input, context } = command;
  const reason = deIdentify(input.reason, personal);
  if (command.type === 'EraseSubject') return new EraseSubject(askedAt, { reason }, context);
  const { basis, until } = command.input;
  return new RestrictPersonalData(askedAt, { reason, basis: deIdentify(basis, personal), until }, context);
}

const subjectOf = ({ raised }: Whistle): string | undefined => raised.words?.subjectId ?? raised.reporter?.subjectId;

@CommandHandler(RestrictPersonalData)
class RestrictPersonalDataHandler implements ICommandHandler<RestrictPersonalData> {
  constructor(private readonly erasing: Erasing) {}

  execute(command: RestrictPersonalData): Promise<DecidedErasure> {
    return this.erasing.decide(command);
  }
}

@CommandHandler(EraseSubject)
class EraseSubjectHandler implements ICommandHandler<EraseSubject> {
  constructor(private readonly erasing: Erasing) {}

  execute(command: EraseSubject): Promise<DecidedErasure> {
    return this.erasing.decide(command);
  }
}

export const erasureHandlers = [RestrictPersonalDataHandler, EraseSubjectHandler];
