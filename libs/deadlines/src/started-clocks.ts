import type { EventStore } from '@app/event-store';
import { START } from '@app/kernel';
import { viewStatus } from '@app/projections';
import { WHISTLE_CATEGORY, whistleCodec, type WhistleEventType, whistleEvents, whistleStream } from '@app/whistles';
import type { DataSource } from 'typeorm';
import type { Alarm } from './alarm.js';

const SETTING = ['DeadlineSet', 'DeadlineRecalculated'] as const satisfies readonly WhistleEventType[];
const OTHERS = Object.keys(whistleEvents).filter((type) => !SETTING.some((setting) => setting === type));
const PAGE = 500;

/**
 * The moments of clocks that are set, as the log tells of them: a view would be a little late. Begins where the view stands,
 * so that what is not told of here is in the view.
 * @throws EventStoreUnavailable
 */
export async function* startedClocks(
  store: EventStore,
  dataSource: DataSource,
  signal: AbortSignal,
): AsyncGenerator<Alarm[]> {
  const { position = START } = (await viewStatus(dataSource, 'open-clocks')) ?? {};
  const options = { limit: PAGE, categories: [WHISTLE_CATEGORY], except: OTHERS, signal };
  for await (const { events } of store.subscribe(position, options)) {
    const alarms = events.flatMap((recorded): Alarm[] => {
      if (!SETTING.some((type) => type === recorded.type)) return [];
      const event = whistleCodec.parse(recorded);
      if (event.type !== 'DeadlineSet' && event.type !== 'DeadlineRecalculated') return [];
      if (event.type === 'DeadlineSet' && !event.data.timer) return [];
      const { clockId, dueAt, marks } = event.data;
      const whistleId = recorded.streamId.slice(whistleStream('').length);
      return [...marks.map(({ at }) => at), dueAt].map((at) => ({ whistleId, clockId, at }));
    });
    if (alarms.length > 0) yield alarms;
  }
}
