import { EventStore } from '@app/event-store';
import { type Position, START } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { type Webhook, webhook, type WebhookState } from '../domain/index.js';
import { WEBHOOK_CATEGORY, webhookCodec } from './webhook.codec.js';

export interface Subscription {
  readonly webhookId: string;
  readonly webhook: Webhook;
}

const PAGE = 500;

/** Who is subscribed, as the log has it: read on from where the last look ended. */
@Injectable()
export class Subscriptions {
  private readonly states = new Map<string, WebhookState>();
  private position: Position = START;
  private looking: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: EventStore) {}

  /** All that are not removed, by id: never behind. */
  async all(): Promise<Subscription[]> {
    const look = this.looking.then(() => this.catchUp());
    this.looking = look.catch(() => undefined);
    await look;
    return [...this.states]
      .flatMap(([webhookId, state]) =>
        state.status === 'NONE' || state.status === 'REMOVED' ? [] : [{ webhookId, webhook: state }],
      )
      .sort((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  }

  private async catchUp(): Promise<void> {
    for (const head = await this.store.head(); this.position < head;) {
      const page = await this.store.readAll(this.position, { limit: PAGE, categories: [WEBHOOK_CATEGORY] });
      for (const recorded of page.events) {
        const webhookId = recorded.streamId.slice(WEBHOOK_CATEGORY.length + 1);
        const before = this.states.get(webhookId) ?? webhook.initial;
        this.states.set(webhookId, webhook.evolve(before, webhookCodec.parse(recorded)));
      }
      if (page.next <= this.position) return;
      this.position = page.next;
    }
  }
}
