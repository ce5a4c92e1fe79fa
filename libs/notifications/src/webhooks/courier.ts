import type { EventStore } from '@app/event-store';
import type { Caller } from '@app/identity';
import { type Clock, plusMs, type RecordedEvent } from '@app/kernel';
import { keepTrying } from '@app/projections';
import { WHISTLE_CATEGORY } from '@app/whistles';
import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryState, DeliveryStates } from './delivery-states.js';
import type { Messenger } from './messenger.js';
import { NotAcknowledged } from './post.js';
import type { Subscription } from './subscriptions.js';

export interface CourierMeans {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly states: DeliveryStates;
  readonly messenger: Messenger;
  readonly retryDelaysMs: readonly number[];
}

const PAGE = 100;
const LOOK_MS = 1_000;
const SENT_AGAIN_AT_ONCE = 20;

/**
 * Brings one subscriber what it may know, one event after the other in the order of the log: the next one only when it has
 * acknowledged this one, or this one was given up. Whoever is killed in between sends again what was not written down as
 * acknowledged, under the same id.
 */
export class Courier {
  private readonly logger = new Logger('Webhooks');

  constructor(
    private readonly subscription: Subscription,
    private readonly means: CourierMeans,
  ) {}

  /** Until the signal says stop; what it fails at itself it tries again. */
  async run(signal: AbortSignal): Promise<void> {
    const what = `webhook ${this.subscription.webhookId}`;
    const works = [() => this.follow(signal), () => this.replay(signal)];
    await Promise.all(works.map((work) => keepTrying(what, signal, work)));
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { store, states } = this.means;
    const { webhookId, webhook } = this.subscription;
    let state: DeliveryState | undefined = await states.begin(webhookId, webhook);
    const options = { limit: PAGE, categories: [WHISTLE_CATEGORY], signal };
    for await (const page of store.subscribe(state.position, options)) {
      for (const event of page.events) {
        if (!(await this.deliver(event, state, signal))) return;
        state = undefined;
      }
      await states.reached(webhookId, page.next);
    }
  }

  /** @param begun what is known of earlier attempts at the first event @returns false if it was stopped on the way */
  private async deliver(event: RecordedEvent, begun: DeliveryState | undefined, signal: AbortSignal): Promise<boolean> {
    const { messenger, states, clock, retryDelaysMs } = this.means;
    const { webhookId } = this.subscription;
    let attempts = begun?.attempts ?? 0;
    let waitUntil = begun?.nextAttemptAt;
    for (;;) {
      if (waitUntil) await pause(Date.parse(waitUntil) - Date.parse(clock.now()), signal);
      const caller = await this.allowed(signal);
      if (!caller || signal.aborted) return false;
      const body = await messenger.messageFor(this.subscription, caller, event);
      if (body === undefined) return true;
      const error = await this.attempt(event.eventId, body, signal);
      if (signal.aborted) return false;
      if (error === undefined) {
        await states.reached(webhookId, event.position, clock.now());
        return true;
      }
      const delay = retryDelaysMs[attempts++];
      if (delay === undefined) {
        this.logger.warn(`webhook ${webhookId} was given event ${event.eventId} in vain ${attempts} times: ${error}`);
        await states.bury(webhookId, event, attempts, clock.now(), error);
        return true;
      }
      waitUntil = plusMs(clock.now(), delay);
      await states.failed(webhookId, attempts, waitUntil, error);
    }
  }

  /** Waits for as long as the key that the subscription belongs to is of no use: nothing is sent, nothing is lost. */
  private async allowed(signal: AbortSignal): Promise<Caller | undefined> {
    while (!signal.aborted) {
      const caller = this.means.messenger.subscriber(this.subscription);
      if (caller) return caller;
      await pause(LOOK_MS, signal);
    }
    return undefined;
  }

  /** @returns why it was not acknowledged */
  private async attempt(eventId: string, body: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      await this.means.messenger.send(this.subscription, eventId, body, signal);
      return undefined;
    } catch (error) {
      if (error instanceof NotAcknowledged) return error.message;
      throw error;
    }
  }

  /** Sends again what was given up and is asked for: each once, beside the rest, under the id that it had. */
  private async replay(signal: AbortSignal): Promise<void> {
    const { store, states, messenger } = this.means;
    const { webhookId } = this.subscription;
    while (!signal.aborted) {
      for (const letter of await states.toReplay(webhookId, SENT_AGAIN_AT_ONCE)) {
        const caller = await this.allowed(signal);
        if (!caller) return;
        const [event] = await store.readStream(letter.streamId, letter.revision, 1);
        const body = event && (await messenger.messageFor(this.subscription, caller, event));
        const error = body === undefined ? undefined : await this.attempt(letter.eventId, body, signal);
        if (signal.aborted) return;
        await (error === undefined
          ? states.raised(webhookId, letter.position)
          : states.diedAgain(webhookId, letter.position, error));
      }
      await pause(LOOK_MS, signal);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  ms > 0 ? sleep(ms, undefined, { signal }).catch(() => undefined) : Promise.resolve();
