import type { RecordedEvent } from '@app/kernel';
import { type Projection, rowPerEvent } from '@app/projections';
import type { WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { WhistleTimelineRow } from './whistle-timeline.row.js';

/** Sealed fields stay in the log: a view holds nothing that destroying a key would have to reach. */
function facts(event: WhistleEvent): Record<string, unknown> {
  if (event.type === 'EvidenceAttached') {
    const { key: _key, shared: _copy, original, ...about } = event.data;
    return { ...about, bytes: original.bytes, sha256: original.sha256 };
  }
  if (event.type !== 'WhistleRaised') return event.data;
  const { reporter: _reporter, words: _words, ...open } = event.data;
  return open;
}

/** The line that an event is. */
export function timelineRow(recorded: RecordedEvent): WhistleTimelineRow {
  const event = whistleCodec.parse(recorded);
  const { streamId, revision, metadata, recordedAt, position } = recorded;
  return {
    whistleId: streamId.slice(streamId.indexOf('-') + 1),
    revision,
    type: event.type,
    facts: facts(event),
    actor: metadata.actor,
    occurredAt: metadata.occurredAt,
    recordedAt,
    position: position.toString(),
  };
}

/** "What has happened, in order?" Every event is a line, so there is no table of handlers: a new event shows by itself. */
export const whistleTimeline: Projection = {
  name: 'whistle-timeline',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [WhistleTimelineRow],
  ...rowPerEvent(WhistleTimelineRow, timelineRow),
};
