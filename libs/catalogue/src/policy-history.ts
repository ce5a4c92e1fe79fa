import { EventStore } from '@app/event-store';
import type { Actor, Instant } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { catalogueCodec } from './catalogue.codec.js';
import { catalogueStreamOf, type SlaPack } from './domain/index.js';

/** A definition of a time policy (时限规则): since when, by whom and why, and what it took the place of. */
export interface PolicyRevision extends Pick<SlaPack, 'from'> {
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  readonly version: string;
  readonly definedAt: Instant;
  readonly by: Pick<Actor, 'id' | 'role'>;
  /** The version that held at its `from` until then; absent: none did. */
  readonly replaces?: string | undefined;
}

/** Who defined what and when is in the log, and not in the catalogue that decisions use. */
@Injectable()
export class PolicyHistory {
  constructor(private readonly store: EventStore) {}

  /** @returns the n-th is `XY@n` */
  async of(jurisdiction: string): Promise<PolicyRevision[]> {
    const history = await this.store.readStream(catalogueStreamOf(jurisdiction));
    return history.reduce<PolicyRevision[]>((earlier, recorded) => {
      const { type, data } = catalogueCodec.parse(recorded);
      if (type !== 'SlaPackDefined') return earlier;
      const { from, to, reason } = data;
      const { id, role } = recorded.metadata.actor;
      const version = `${jurisdiction}@${earlier.length + 1}`;
      const definedAt = recorded.metadata.occurredAt;
      const replaces = heldAt(from, earlier)?.version;
      return [...earlier, { version, definedAt, by: { id, role }, from, to, reason, replaces }];
    }, []);
  }
}

/** Of those that began by then the last to begin; of several that began together the last to be defined. */
const heldAt = (at: Instant, revisions: readonly PolicyRevision[]): PolicyRevision | undefined =>
  revisions
    .filter(({ from, to }) => from <= at && (to === undefined || to > at))
    .reduce<PolicyRevision | undefined>((best, one) => (best && best.from > one.from ? best : one), undefined);
