import type { Instant } from '@app/kernel';
import { OpenClockRow } from '@app/whistles';
import type { DataSource } from 'typeorm';
import { type Alarm, ringsAt } from './alarm.js';

const PAGE = 2_000;

/**
 * The running clocks that somebody waits for and that run out by `until` or have run out already, the oldest first, in
 * pages. A ring records all that its whistle has missed by then: so of the clocks that a whistle has missed by `now`, and
 * of those that run out at one moment, the first stands for all.
 */
export async function* dueClocks(dataSource: DataSource, now: Instant, until: Instant): AsyncGenerator<Alarm[]> {
  const stoodFor = new Set<string>();
  const standsForItself = (alarm: Alarm): boolean => {
    const group = ringsAt(alarm) <= now ? alarm.whistleId : `${alarm.whistleId} ${alarm.dueAt}`;
    const first = !stoodFor.has(group);
    stoodFor.add(group);
    return first;
  };
  for (let page = await pageOfDueClocks(dataSource, until); page.length > 0;) {
    yield page.filter(standsForItself);
    page = page.length < PAGE ? [] : await pageOfDueClocks(dataSource, until, page.at(-1));
  }
}

async function pageOfDueClocks(dataSource: DataSource, until: Instant, after?: Alarm): Promise<Alarm[]> {
  const query = dataSource
    .createQueryBuilder(OpenClockRow, 'clock')
    .select(['clock.whistleId', 'clock.clockId', 'clock.dueAt'])
    .where('clock.timer AND NOT clock.missed AND clock.due_at <= :until', { until })
    .orderBy('clock.dueAt')
    .addOrderBy('clock.whistleId')
    .addOrderBy('clock.clockId')
    .limit(PAGE);
  if (after) query.andWhere('(clock.due_at, clock.whistle_id, clock.clock_id) > (:dueAt, :whistleId, :clockId)', after);
  const rows = await query.getMany();
  return rows.map(({ whistleId, clockId, dueAt }) => ({ whistleId, clockId, dueAt }));
}
