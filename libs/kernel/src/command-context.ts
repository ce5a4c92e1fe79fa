import type { Actor } from './actor.js';
import type { Instant } from './clock.js';

/** What every command carries beside its own content. */
export interface CommandContext {
  readonly actor: Actor;
  /** The moment the command is judged by. `decide` takes it for "now". */
  readonly at: Instant;
  /** The same id is never decided twice: a repetition gets the first answer. */
  readonly commandId: string;
  /** Keyed hash of the command's content: the same id with another content is refused. */
  readonly commandHash: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** The stream revision that the caller has seen (`If-Match`); a stale one is refused. */
  readonly expectedRevision?: number;
}
