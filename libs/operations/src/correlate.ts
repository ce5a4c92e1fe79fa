import { recalculating, ringing } from '@app/deadlines';
import { projecting } from '@app/projections';
import { correlation } from '@app/runtime';

/** Lines of the log that belong to an alarm, or to a page of one request's events, say so from now on. */
export function correlateWork(): () => void {
  ringing.start.bindStore(correlation, ({ commandId }) => commandId);
  recalculating.start.bindStore(correlation, ({ commandId }) => commandId);
  projecting.start.bindStore(correlation, ({ events: [first, ...others] }) => {
    const id = first?.metadata.correlationId;
    return others.every(({ metadata }) => metadata.correlationId === id) ? id : undefined;
  });
  return () => {
    ringing.start.unbindStore(correlation);
    recalculating.start.unbindStore(correlation);
    projecting.start.unbindStore(correlation);
  };
}
