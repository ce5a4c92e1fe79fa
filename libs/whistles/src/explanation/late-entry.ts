import type { Actor, Instant, RecordedEvent } from '@app/kernel';
import { whistleCodec } from '../whistle.codec.js';
import type { EventRef } from './clock-story.js';

/** 补录: why what started a clock was recorded later than it counts from, and by whom (EC-23). */
export interface LateEntry {
  readonly reason: string;
  readonly by: Pick<Actor, 'id' | 'role' | 'unitId'>;
  readonly recordedAt: Instant;
}

/** Only a whistle is entered late; what units do without a network is dated by what they did. */
export function lateEntryOf(start: EventRef, history: readonly RecordedEvent[]): LateEntry | undefined {
  const recorded = history.find(({ revision }) => revision === start.revision);
  if (!recorded) return undefined;
  const event = whistleCodec.parse(recorded);
  if (event.type !== 'WhistleRaised' || event.data.lateEntryReason === undefined) return undefined;
  const { id, role, unitId } = recorded.metadata.actor;
  const by = { id, role, ...(unitId !== undefined && { unitId }) };
  return { reason: event.data.lateEntryReason, by, recordedAt: recorded.recordedAt };
}
