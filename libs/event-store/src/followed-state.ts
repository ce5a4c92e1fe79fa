import { setTimeout as delay } from 'node:timers/promises';
import { type DomainEvent, type Position, START } from '@app/kernel';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventCodec } from './event-codec.js';
import { type EventStore, EventStoreUnavailable, type Page } from './event-store.js';

export interface Following<State, Event extends DomainEvent> {
  /** For the log, and for whoever waits in vain. */
  readonly name: string;
  readonly categories: readonly string[];
  readonly codec: EventCodec<Event>;
  readonly initial: State;
  readonly fold: (state: State, events: readonly Event[]) => State;
}

interface Waiter {
  readonly position: Position;
  readonly done: (error?: Error) => void;
}

const PAGE = 500;
const RETRY_MS = 1_000;

/**
 * A few streams that every decision needs (reference data), folded in memory and kept current from the log, for as long as the
 * application runs. A store that cannot be reached is asked again; an event that nobody knows stops it for good: see `failure`.
 */
export abstract class FollowedState<State, Event extends DomainEvent> implements OnModuleInit, OnModuleDestroy {
  private readonly ending = new AbortController();
  private readonly waiting = new Set<Waiter>();
  private readonly logger: Logger;
  private position: Position = START;
  private followed: Promise<void> = Promise.resolve();
  private current: State;
  private failed: Error | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly following: Following<State, Event>,
  ) {
    this.logger = new Logger(following.name);
    this.current = following.initial;
  }

  protected get folded(): State {
    return this.current;
  }

  /** Why it no longer follows the log, if so; then the process is not ready. */
  failure(): Error | undefined {
    return this.failed;
  }

  /** Reads up to the present end of the log, then follows it in the background. */
  async onModuleInit(): Promise<void> {
    const { categories } = this.following;
    for (const head = await this.store.head(); this.position < head;) {
      const page = await this.store.readAll(this.position, { limit: PAGE, categories });
      if (page.next <= this.position) break;
      this.take(page);
    }
    this.followed = this.follow();
  }

  async onModuleDestroy(): Promise<void> {
    this.ending.abort();
    await this.followed;
  }

  /** Resolves once everything up to `position` is in the state. @throws Error after `timeoutMs`, or if it has failed */
  async caughtUpTo(position: Position, timeoutMs = 10_000): Promise<void> {
    if (this.failed) throw this.failed;
    if (position <= this.position) return;
    const { name } = this.following;
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        position,
        done: (error) => {
          clearTimeout(timer);
          this.waiting.delete(waiter);
          if (error) reject(error);
          else resolve();
        },
      };
      const late = () =>
        waiter.done(new Error(`${name} is at ${this.position} after ${timeoutMs} ms, not at ${position}`));
      const timer = setTimeout(late, timeoutMs);
      this.waiting.add(waiter);
    });
  }

  private async follow(): Promise<void> {
    const { signal } = this.ending;
    const { categories } = this.following;
    while (!signal.aborted) {
      try {
        for await (const page of this.store.subscribe(this.position, { limit: PAGE, categories, signal }))
          this.take(page);
        return;
      } catch (error) {
        if (!(error instanceof EventStoreUnavailable)) return this.fail(error as Error);
        this.logger.warn(`${error.message}; asking again`);
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private take({ events, next }: Page): void {
    const { codec, fold } = this.following;
    if (events.length > 0) {
      this.current = fold(
        this.current,
        events.map((event) => codec.parse(event)),
      );
    }
    this.position = next;
    for (const waiter of this.waiting) if (waiter.position <= next) waiter.done();
  }

  private fail(error: Error): void {
    this.failed = error;
    this.logger.error(`stopped at ${this.position}: ${error.message}`);
    for (const waiter of this.waiting) waiter.done(error);
  }
}

/** The view of a state, made once for as long as the state is the same. */
export function latestView<State, View>(viewOf: (state: State) => View): (state: State) => View {
  let latest: { readonly state: State; readonly view: View } | undefined;
  return (state) => {
    if (latest?.state !== state) latest = { state, view: viewOf(state) };
    return latest.view;
  };
}
