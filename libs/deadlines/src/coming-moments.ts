import { type Instant, plusMs } from '@app/kernel';
import { OpenClockRow } from '@app/whistles';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Alarm } from './alarm.js';

const PAGE = 2_000;

/**
 * What comes after `after` and by `until`, the next first, in pages. The view knows of each clock the next moment only: those
 * that follow it within `aheadMs` come with it, for they may come before anybody looks again.
 */
export async function* comingMoments(
  dataSource: DataSource,
  after: Instant,
  until: Instant,
  aheadMs: number,
): AsyncGenerator<Alarm[]> {
  const query = () =>
    clocks(dataSource)
      .where('clock.next_alarm_at > :after AND clock.next_alarm_at <= :until', { after, until })
      .orderBy('clock.nextAlarmAt')
      .addOrderBy('clock.whistleId')
      .addOrderBy('clock.clockId');
  for await (const rows of pages(query, '>')) {
    yield rows.flatMap((row) => [alarmOf(row), ...following(row, aheadMs)]);
  }
}

/** What should have rung before a moment, the latest first, in pages: the queue works from the other end. */
export async function* passedMoments(dataSource: DataSource, before: Instant): AsyncGenerator<Alarm[]> {
  const query = () =>
    clocks(dataSource)
      .where('clock.next_alarm_at < :before', { before })
      .orderBy('clock.nextAlarmAt', 'DESC')
      .addOrderBy('clock.whistleId', 'DESC')
      .addOrderBy('clock.clockId', 'DESC');
  for await (const rows of pages(query, '<')) yield rows.map(alarmOf);
}

type Clock = Pick<OpenClockRow, 'whistleId' | 'clockId' | 'dueAt' | 'marks'> & { readonly nextAlarmAt: Instant };

const clocks = (dataSource: DataSource): SelectQueryBuilder<OpenClockRow> =>
  dataSource
    .createQueryBuilder(OpenClockRow, 'clock')
    .select(['clock.whistleId', 'clock.clockId', 'clock.dueAt', 'clock.marks', 'clock.nextAlarmAt'])
    .limit(PAGE);

async function* pages(query: () => SelectQueryBuilder<OpenClockRow>, beyond: '<' | '>'): AsyncGenerator<Clock[]> {
  let last: Clock | undefined;
  do {
    const next = query();
    if (last) {
      next.andWhere(
        `(clock.next_alarm_at, clock.whistle_id, clock.clock_id) ${beyond} (:nextAlarmAt, :whistleId, :clockId)`,
        last,
      );
    }
    const rows = (await next.getMany()).flatMap(({ whistleId, clockId, dueAt, marks, nextAlarmAt }) =>
      nextAlarmAt === null ? [] : [{ whistleId, clockId, dueAt, marks, nextAlarmAt }],
    );
    if (rows.length > 0) yield rows;
    last = rows.length < PAGE ? undefined : rows.at(-1);
  } while (last);
}

const alarmOf = ({ whistleId, clockId, nextAlarmAt }: Clock): Alarm => ({ whistleId, clockId, at: nextAlarmAt });

function following({ whistleId, clockId, nextAlarmAt, dueAt, marks }: Clock, aheadMs: number): Alarm[] {
  const until = plusMs(nextAlarmAt, aheadMs);
  const moments = [...marks.map(({ at }) => at), dueAt].filter((at) => at > nextAlarmAt && at <= until);
  return moments.map((at) => ({ whistleId, clockId, at }));
}
