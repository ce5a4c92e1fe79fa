import type { Instant } from '@app/kernel';
import { OpenClockRow } from '@app/whistles';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Alarm } from './alarm.js';

const PAGE = 2_000;

/** Clocks that somebody waits for. */
const WAITED_FOR = 'clock.timer AND NOT clock.missed';

/** What comes after `after` and by `until`, the next first, in pages. */
export async function* comingMoments(dataSource: DataSource, after: Instant, until: Instant): AsyncGenerator<Alarm[]> {
  let last: Alarm | undefined;
  do {
    const query = clocks(dataSource)
      .andWhere('clock.due_at > :after AND clock.due_at <= :until', { after, until })
      .orderBy('clock.dueAt')
      .addOrderBy('clock.whistleId')
      .addOrderBy('clock.clockId');
    if (last) query.andWhere('(clock.due_at, clock.whistle_id, clock.clock_id) > (:at, :whistleId, :clockId)', last);
    const page = await alarms(query);
    if (page.length > 0) yield page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last);
}

/** What should have rung before a moment, the latest first, in pages: the queue works from the other end. */
export async function* passedMoments(dataSource: DataSource, before: Instant): AsyncGenerator<Alarm[]> {
  let last: Alarm | undefined;
  do {
    const query = clocks(dataSource)
      .andWhere('clock.due_at < :before', { before })
      .orderBy('clock.dueAt', 'DESC')
      .addOrderBy('clock.whistleId', 'DESC')
      .addOrderBy('clock.clockId', 'DESC');
    if (last) query.andWhere('(clock.due_at, clock.whistle_id, clock.clock_id) < (:at, :whistleId, :clockId)', last);
    const page = await alarms(query);
    if (page.length > 0) yield page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last);
}

const clocks = (dataSource: DataSource): SelectQueryBuilder<OpenClockRow> =>
  dataSource
    .createQueryBuilder(OpenClockRow, 'clock')
    .select(['clock.whistleId', 'clock.clockId', 'clock.dueAt'])
    .where(WAITED_FOR)
    .limit(PAGE);

async function alarms(query: SelectQueryBuilder<OpenClockRow>): Promise<Alarm[]> {
  const rows = await query.getMany();
  return rows.map(({ whistleId, clockId, dueAt }) => ({ whistleId, clockId, at: dueAt }));
}
