import type { Instant, Position, RecordedEvent } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Webhook } from '../domain/index.js';

/** How far a subscriber has come, and what it fails at. */
export interface DeliveryState {
  readonly position: Position;
  /** Of the event that is next, so far. */
  readonly attempts: number;
  readonly nextAttemptAt?: Instant | undefined;
  readonly lastError?: string | undefined;
  readonly deliveredAt?: Instant | undefined;
  readonly deadLetters: number;
}

/** An event that was given up after too many attempts. */
export interface DeadLetter {
  readonly position: Position;
  readonly eventId: string;
  readonly streamId: string;
  readonly revision: number;
  readonly type: string;
  readonly attempts: number;
  readonly error: string;
  readonly diedAt: Instant;
  /** Since when it waits to be sent again. */
  readonly replayAt?: Instant | undefined;
}

interface StateRow {
  readonly position: string;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly last_error: string | null;
  readonly delivered_at: Date | null;
  readonly dead_letters: number;
}
interface LetterRow {
  readonly position: string;
  readonly event_id: string;
  readonly stream_id: string;
  readonly revision: number;
  readonly type: string;
  readonly attempts: number;
  readonly error: string;
  readonly died_at: Date;
  readonly replay_at: Date | null;
}

/** What is remembered of deliveries: moves on only once a subscriber has acknowledged, or an event was given up. */
@Injectable()
export class DeliveryStates {
  constructor(private readonly database: DataSource) {}

  /** Where a subscriber stands; after a rewind that it has not seen yet, where that leads. */
  async begin(webhookId: string, { after, rewinds }: Webhook): Promise<DeliveryState> {
    await this.database.query(
      `INSERT INTO delivery.webhook AS it (webhook_id, position, rewinds) VALUES ($1, $2, $3)
       ON CONFLICT (webhook_id) DO UPDATE
       SET position = excluded.position, rewinds = excluded.rewinds, attempts = 0, next_attempt_at = NULL
       WHERE it.rewinds < excluded.rewinds`,
      [webhookId, after, rewinds],
    );
    const [state] = await this.of([webhookId]);
    if (!state) throw new Error(`webhook ${webhookId} has no state`);
    return state[1];
  }

  async of(webhookIds: readonly string[]): Promise<[webhookId: string, state: DeliveryState][]> {
    const rows = await this.database.query<(StateRow & { readonly webhook_id: string })[]>(
      `SELECT it.*, (SELECT count(*)::integer FROM delivery.dead_letter WHERE webhook_id = it.webhook_id) AS dead_letters
       FROM delivery.webhook AS it WHERE it.webhook_id = ANY($1)`,
      [webhookIds],
    );
    return rows.map((row) => [row.webhook_id, stateOf(row)]);
  }

  /** Everything up to there is acknowledged, or none of the subscriber's. */
  async reached(webhookId: string, position: Position, deliveredAt?: Instant): Promise<void> {
    await this.database.query(
      `UPDATE delivery.webhook SET position = $2, attempts = 0, next_attempt_at = NULL,
         last_error = CASE WHEN $3::timestamptz IS NULL THEN last_error END, delivered_at = coalesce($3, delivered_at)
       WHERE webhook_id = $1`,
      [webhookId, position.toString(), deliveredAt ?? null],
    );
  }

  async failed(webhookId: string, attempts: number, nextAttemptAt: Instant, error: string): Promise<void> {
    await this.database.query(
      `UPDATE delivery.webhook SET attempts = $2, next_attempt_at = $3, last_error = $4 WHERE webhook_id = $1`,
      [webhookId, attempts, nextAttemptAt, error],
    );
  }

  /** Gives an event up, and goes on with the next. */
  async bury(webhookId: string, event: RecordedEvent, attempts: number, at: Instant, error: string): Promise<void> {
    const { eventId, streamId, revision, type } = event;
    const position = event.position.toString();
    await this.database.transaction(async (db) => {
      await db.query(
        `INSERT INTO delivery.dead_letter
           (webhook_id, position, event_id, stream_id, revision, type, attempts, error, died_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (webhook_id, position) DO UPDATE
         SET attempts = excluded.attempts, error = excluded.error, died_at = excluded.died_at, replay_at = NULL`,
        [webhookId, position, eventId, streamId, revision, type, attempts, error, at],
      );
      await db.query(
        `UPDATE delivery.webhook SET position = $2, attempts = 0, next_attempt_at = NULL, last_error = $3
         WHERE webhook_id = $1`,
        [webhookId, position, error],
      );
    });
  }

  /** Oldest first. */
  async deadLetters(webhookId: string, after: string, limit: number): Promise<DeadLetter[]> {
    const rows = await this.database.query<LetterRow[]>(
      `SELECT * FROM delivery.dead_letter WHERE webhook_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
      [webhookId, after, limit],
    );
    return rows.map(letterOf);
  }

  /** Those that somebody wants sent again, oldest first. */
  async toReplay(webhookId: string, limit: number): Promise<DeadLetter[]> {
    const rows = await this.database.query<LetterRow[]>(
      `SELECT * FROM delivery.dead_letter WHERE webhook_id = $1 AND replay_at IS NOT NULL ORDER BY position LIMIT $2`,
      [webhookId, limit],
    );
    return rows.map(letterOf);
  }

  /** Asks for these to be sent again, or for all. @returns how many */
  async askReplay(webhookId: string, eventIds: readonly string[] | undefined, at: Instant): Promise<number> {
    const [, count] = await this.database.query<[unknown[], number]>(
      `UPDATE delivery.dead_letter SET replay_at = $3
       WHERE webhook_id = $1 AND ($2::text[] IS NULL OR event_id = ANY($2))`,
      [webhookId, eventIds ?? null, at],
    );
    return count;
  }

  async raised(webhookId: string, position: Position): Promise<void> {
    await this.database.query('DELETE FROM delivery.dead_letter WHERE webhook_id = $1 AND position = $2', [
      webhookId,
      position.toString(),
    ]);
  }

  async diedAgain(webhookId: string, position: Position, error: string): Promise<void> {
    await this.database.query(
      `UPDATE delivery.dead_letter SET attempts = attempts + 1, error = $3, replay_at = NULL
       WHERE webhook_id = $1 AND position = $2`,
      [webhookId, position.toString(), error],
    );
  }

  async forget(webhookId: string): Promise<void> {
    await this.database.query('DELETE FROM delivery.dead_letter WHERE webhook_id = $1', [webhookId]);
    await this.database.query('DELETE FROM delivery.webhook WHERE webhook_id = $1', [webhookId]);
  }
}

const stateOf = (row: StateRow): DeliveryState => ({
  position: BigInt(row.position),
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at?.toISOString(),
  lastError: row.last_error ?? undefined,
  deliveredAt: row.delivered_at?.toISOString(),
  deadLetters: row.dead_letters,
});

const letterOf = (row: LetterRow): DeadLetter => ({
  position: BigInt(row.position),
  eventId: row.event_id,
  streamId: row.stream_id,
  revision: row.revision,
  type: row.type,
  attempts: row.attempts,
  error: row.error,
  diedAt: row.died_at.toISOString(),
  replayAt: row.replay_at?.toISOString(),
});
