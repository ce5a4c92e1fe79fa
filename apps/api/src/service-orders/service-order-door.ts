import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Decided, WrongExpectedRevision } from '@app/event-store';
import { actorOf, type Caller, grantAs, mayAct, requireGrant } from '@app/identity';
import { type Actor, type CommandContext, DomainError } from '@app/kernel';
import { GetServiceOrder, type OrderAtRevision, type ServiceOrder, type ServiceOrderState } from '@app/service-orders';
import * as commands from '@app/service-orders/domain';
import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { CommandContexts } from '../request/command-contexts.js';
import type { Exchange } from '../request/exchange.decorator.js';
import { isInvolved } from './service-order-sight.js';
import { linesOf } from './service-order-texts.js';
import { type decided, ORDER_STEPS, type OrderStep } from './service-order.schemas.js';

type Make = (context: CommandContext) => commands.ServiceOrderCommand;

/** Lets a caller at service orders: who sees which, under which grant each step is taken, and what comes of it. */
@Injectable()
export class ServiceOrderDoor {
  constructor(
    private readonly bus: CommandBus,
    private readonly queries: QueryBus,
    private readonly contexts: CommandContexts,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /**
   * What may be claimed is everybody's to see.
   * @param claiming whoever comes too late is to learn that it is taken, though they no longer see it
   * @throws DomainError service-order/not-found, also for what the caller may not see
   */
  async see(caller: Caller, orderId: string, claiming = false): Promise<OrderAtRevision> {
    const found = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));
    const { order } = found;
    const isOpen = order.status === 'APPROVED' || (claiming && 'claimer' in order);
    if (!isOpen && !isInvolved(caller, order)) throw new DomainError('service-order/not-found');
    return found;
  }

  /**
   * Sends a command, and answers with where the order and the log stand after it.
   * @throws DomainError service-order/taken somebody else claimed it since, request/stale with what came between
   */
  async send(http: Exchange, actor: Actor, make: Make): Promise<z.infer<typeof decided>> {
    const context = this.contexts.of(http.request, actor);
    const command = make(context);
    try {
      const done = await this.bus.execute<typeof command, Decided<ServiceOrderState>>(command);
      if (done.state.status === 'NONE') throw new Error('a command left no order behind');
      const { revision } = done;
      const position = String(done.position ?? 0n);
      void http.reply.header('ETag', `"${revision}"`).header('X-Position', position);
      return { id: command.orderId, status: done.state.status, revision, position };
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || context.expectedRevision === undefined) throw error;
      void http.reply.header('ETag', `"${error.current}"`);
      throw await this.stale(http, command, context.expectedRevision);
    }
  }

  private async stale(
    { caller, language }: Exchange,
    { type, orderId }: commands.ServiceOrderCommand,
    expected: number,
  ): Promise<DomainError> {
    const found = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));
    const { order, revision: current, history } = found;
    if (type === 'ClaimOrder' && 'claimer' in order) {
      return new DomainError('service-order/taken', { status: order.status });
    }
    const since = history.filter(({ recorded }) => recorded.revision > expected);
    const events = isInvolved(caller, order) ? linesOf({ history: since }, this.directory.view(), language) : [];
    return new DomainError('request/stale', { expected, current, events });
  }

  /** Under which grant the caller takes a step. @throws DomainError auth/not-allowed */
  actorFor(step: OrderStep, caller: Caller, order: ServiceOrder): Actor {
    const { areaPath, orderer } = order.ordered;
    const own = caller.id === orderer.actorId;
    switch (step) {
      case 'REVIEW':
        return actorOf(caller, requireGrant(caller, 'REVIEW_ORDER', { areaPath }));
      case 'WITHDRAW':
      case 'CONFIRM':
        return actorOf(caller, requireGrant(caller, own ? 'ORDER_SERVICE' : 'REVIEW_ORDER', { areaPath }));
      case 'CONTACT':
        return mayAct(caller, 'REVIEW_ORDER', { areaPath })
          ? actorOf(caller, requireGrant(caller, 'REVIEW_ORDER', { areaPath }))
          : this.claimant(caller, claimingUnit(order));
      case 'CLAIM':
      case 'RELEASE':
      case 'DELIVER':
        return this.claimant(caller, claimingUnit(order));
    }
  }

  /** For a unit by a grant that speaks for it; else as the person that the caller is. @throws DomainError auth/not-allowed */
  claimant(caller: Caller, unitId: string | undefined): Actor {
    if (unitId !== undefined) return actorOf(caller, requireGrant(caller, 'CLAIM_ORDER', { unitId }));
    requireGrant(caller, 'CLAIM_ORDER');
    const person = grantAs(caller, ['RESIDENT']);
    if (!person) throw new DomainError('auth/not-allowed', { capability: 'CLAIM_ORDER' });
    return actorOf(caller, person);
  }

  /** What the caller may do now: what neither their grants nor the rules refuse. */
  stepsFor(caller: Caller, { orderId, order }: OrderAtRevision, at: string): OrderStep[] {
    const facts = { directory: this.directory.view(), catalogue: this.catalogue.view() };
    return ORDER_STEPS.filter((step) => {
      try {
        const context = { actor: this.actorFor(step, caller, order), at, commandId: step, commandHash: step };
        commands.serviceOrder.decide(tried(step, orderId, order, context), order, facts);
        return true;
      } catch (refusal) {
        if (refusal instanceof DomainError) return false;
        throw refusal;
      }
    });
  }
}

/** The unit that an order is claimed for. */
export const claimingUnit = (order: ServiceOrder): string | undefined =>
  'claimer' in order ? order.claimer.unitId : undefined;

/** The step as it would be taken now, with something written where something has to be. */
function tried(
  step: OrderStep,
  orderId: string,
  order: ServiceOrder,
  context: CommandContext,
): commands.ServiceOrderCommand {
  const note = '…';
  const unitId = claimingUnit(order);
  switch (step) {
    case 'REVIEW':
      return new commands.ReviewOrder(orderId, { approved: true }, context);
    case 'CLAIM':
      return new commands.ClaimOrder(orderId, {}, context);
    case 'RELEASE':
      return new commands.ReleaseClaim(orderId, { unitId, note }, context);
    case 'DELIVER':
      return new commands.DeliverService(orderId, { unitId, note }, context);
    case 'CONFIRM':
      return new commands.ConfirmService(orderId, { received: true }, context);
    case 'WITHDRAW':
      return new commands.WithdrawOrder(orderId, { note }, context);
    case 'CONTACT':
      return new commands.ShowContact(orderId, { unitId, note }, context);
  }
}
