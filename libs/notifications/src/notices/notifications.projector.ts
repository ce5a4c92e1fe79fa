import type { RecordedEvent, Role } from '@app/kernel';
import { type Projection, rowPerEvent } from '@app/projections';
import { WHISTLE_CATEGORY, whistleCodec } from '@app/whistles';
import { type Addressee, NOTICES } from '../domain/index.js';
import { NotificationRow } from './notification.row.js';

const ROLES: readonly (Addressee & Role)[] = ['DISPATCHER', 'SUPERVISOR'];

/** Nobody is told of what another system had done before it was imported. */
function row(recorded: RecordedEvent): NotificationRow | undefined {
  const { streamId, revision, position, metadata } = recorded;
  const { type, data } = whistleCodec.parse(recorded);
  const notice = NOTICES[type];
  if (notice === 'ignored' || notice.to.length === 0 || metadata.actor.channel === 'import') return undefined;
  const to = (addressee: Addressee): boolean => notice.to.includes(addressee);
  return {
    whistleId: streamId.slice(streamId.indexOf('-') + 1),
    revision,
    position: position.toString(),
    type,
    unitId: 'unitId' in data && typeof data.unitId === 'string' ? data.unitId : null,
    toInitiator: to('INITIATOR'),
    toUnit: to('UNIT'),
    toLead: to('LEAD'),
    toUnits: to('UNITS'),
    toRoles: ROLES.filter(to),
    at: metadata.occurredAt,
  };
}

/** "What is news to whom?" */
export const notifications: Projection = {
  name: 'notifications',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [NotificationRow],
  ignores: Object.entries(NOTICES).flatMap(([type, notice]) => (notice === 'ignored' ? [type] : [])),
  ...rowPerEvent(NotificationRow, row),
};
