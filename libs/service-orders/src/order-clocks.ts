import { Clock, type Instant, systemActor } from '@app/kernel';
import type { LeasedWork } from '@app/projections';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { RunOrderClock } from './domain/index.js';

const PAUSE_MS = 10_000;
const AT_ONCE = 500;
const ACTOR = systemActor('service-order-clocks');

interface Late {
  readonly orderId: string;
  readonly dueAt: Date;
}

/**
 * Has recorded what time brings about: claims that are free again, and orders that nobody reviewed or claimed in time. Each is
 * dated at the moment that it was due, however late that is noticed, and recorded once.
 */
@Injectable()
export class ServiceOrderClocks implements LeasedWork {
  readonly name = 'service-order-clocks';
  private readonly logger = new Logger(ServiceOrderClocks.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      await this.sweep(held);
      await sleep(PAUSE_MS, undefined, { signal: held }).catch(() => undefined);
    }
  }

  /** One look at what has run out. What the view has not heard of yet is sent again, and comes to nothing. */
  async sweep(held: AbortSignal): Promise<void> {
    const now = this.clock.now();
    for (const late of await this.late(now)) {
      if (held.aborted) return;
      await this.run(late, now);
    }
  }

  private late(now: Instant): Promise<Late[]> {
    return this.dataSource.query<Late[]>(
      `SELECT order_id AS "orderId", due_at AS "dueAt" FROM views.service_orders
       WHERE due_at < $1 AND NOT overdue ORDER BY due_at, order_id LIMIT ${AT_ONCE}`,
      [now],
    );
  }

  /** An order that cannot be decided must not keep the others waiting. */
  private async run({ orderId, dueAt }: Late, at: Instant): Promise<void> {
    const commandId = `clock ${orderId} ${dueAt.toISOString()}`;
    const context = { actor: ACTOR, at, commandId, commandHash: commandId };
    await this.commands
      .execute(new RunOrderClock(orderId, {}, context))
      .catch((error: unknown) => this.logger.warn(`order ${orderId} stays as it is: ${String(error)}`));
  }
}
