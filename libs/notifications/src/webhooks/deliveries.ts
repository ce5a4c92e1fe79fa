import { EventStore } from '@app/event-store';
import { Clock } from '@app/kernel';
import type { LeasedWork } from '@app/projections';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NotificationsOptions, OPTIONS } from '../options.js';
import { Courier, type CourierMeans } from './courier.js';
import { DeliveryStates } from './delivery-states.js';
import { Messenger } from './messenger.js';
import { type Subscription, Subscriptions } from './subscriptions.js';

const LOOK_MS = 500;

interface Round {
  readonly subscription: Subscription;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Runs a courier for each subscription: each has a place of its own in the log. */
@Injectable()
export class Deliveries implements LeasedWork {
  readonly name = 'webhooks';
  private readonly rounds = new Map<string, Round>();

  constructor(
    @Inject(OPTIONS) private readonly options: NotificationsOptions,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
    private readonly states: DeliveryStates,
    private readonly messenger: Messenger,
    private readonly clock: Clock,
  ) {}

  async work(held: AbortSignal): Promise<void> {
    try {
      while (!held.aborted) {
        await this.look(held);
        await sleep(LOOK_MS, undefined, { signal: held }).catch(() => undefined);
      }
    } finally {
      await Promise.all([...this.rounds.keys()].map((webhookId) => this.end(webhookId)));
    }
  }

  /** Ends the couriers of those that are paused, removed or changed, and sends out those that are missing. */
  private async look(held: AbortSignal): Promise<void> {
    const wanted = new Map(
      (await this.subscriptions.all())
        .filter(({ webhook }) => webhook.status === 'ACTIVE')
        .map((subscription) => [subscription.webhookId, subscription]),
    );
    for (const [webhookId, { subscription }] of this.rounds) {
      if (wanted.get(webhookId)?.webhook !== subscription.webhook) await this.end(webhookId);
    }
    for (const [webhookId, subscription] of wanted) {
      if (!this.rounds.has(webhookId)) this.rounds.set(webhookId, this.begin(subscription, held));
    }
  }

  private begin(subscription: Subscription, held: AbortSignal): Round {
    const stop = new AbortController();
    const { store, clock, states, messenger } = this;
    const means: CourierMeans = { store, clock, states, messenger, retryDelaysMs: this.options.retryDelaysMs };
    const done = new Courier(subscription, means).run(AbortSignal.any([held, stop.signal]));
    return { subscription, stop, done };
  }

  private async end(webhookId: string): Promise<void> {
    const round = this.rounds.get(webhookId);
    round?.stop.abort();
    await round?.done;
    this.rounds.delete(webhookId);
  }
}
