import { eventCodec } from '@app/event-store';
import type { RecordedEvent } from '@app/kernel';
import { destroyKeys, restrictKeys } from '@app/privacy';
import { type Projection, upsertRows } from '@app/projections';
import { type ErasureEvent, erasureEvents } from '../domain/index.js';
import { ErasureRow } from './erasure.row.js';

export const SUBJECT_CATEGORY = 'subject';
export const subjectStream = (subjectId: string): string => `${SUBJECT_CATEGORY}-${subjectId}`;
export const erasureCodec = eventCodec<ErasureEvent>(erasureEvents);

/**
 * "Whose data was restricted or erased, when and why?" What was decided is done to the keys in the same transaction: if the
 * process that decided it died before, and again when an older vault has been restored and its views are rebuilt.
 */
export const erasures: Projection = {
  name: 'erasures',
  version: 1,
  categories: [SUBJECT_CATEGORY],
  rows: [ErasureRow],
  async project(events, db) {
    const rows = events.map(rowOf);
    await upsertRows(db, ErasureRow, rows);
    const subjects = (outcome: ErasureRow['outcome']) =>
      rows.filter((row) => row.outcome === outcome).map(({ subjectId }) => subjectId);
    await restrictKeys(db, subjects('RESTRICTED'));
    await destroyKeys(db, subjects('ERASED'));
  },
};

function rowOf(recorded: RecordedEvent): ErasureRow {
  const { type, data } = erasureCodec.parse(recorded);
  const { revision, position, metadata } = recorded;
  return {
    subjectId: data.subjectId,
    revision,
    position: String(position),
    outcome: type === 'SubjectErased' ? 'ERASED' : 'RESTRICTED',
    whistleId: data.whistleId ?? null,
    orderIds: data.orderIds,
    until: type === 'SubjectErased' ? null : data.until,
    reason: data.reason,
    actorId: metadata.actor.id,
    decidedAt: metadata.occurredAt,
  };
}
