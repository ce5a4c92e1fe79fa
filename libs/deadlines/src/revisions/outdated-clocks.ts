import type { CatalogueView } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { DATED_BY_CALENDAR } from '@app/whistles/domain';
import { differsBetween } from '@app/working-time';
import type { DataSource } from 'typeorm';

/** A whistle with a clock that was set by a calendar which is another now, with a difference that concerns it. */
export interface OutdatedWhistle {
  readonly whistleId: string;
  readonly calendarVersion: string;
  /** By which it would be reckoned now. */
  readonly now: string;
}

interface Row {
  readonly whistle_id: string;
  readonly clock_id: string;
  readonly area_path: string | null;
  readonly started_at: Date;
  readonly due_at: Date;
  readonly calendar_version: string;
  readonly paused_at: Date | null;
}

const PAGE = 2_000;

/**
 * Those that run or stand still; what has run out by `at` is judged by what was known then, and imported deadlines and those
 * of before there were calendars are none of ours. Whether a clock is concerned: if its calendar is otherwise now between
 * its start and its due moment, or covers that time now (EC-08, EC-31); if it stands still, in any case: nobody knows when it
 * will go on.
 */
const OPEN = `
  SELECT clock.whistle_id, clock.clock_id, search.area_path, clock.started_at, clock.due_at, clock.calendar_version,
    clock.paused_at
  FROM open_clocks AS clock LEFT JOIN whistle_search AS search USING (whistle_id)
  WHERE NOT clock.missed AND (clock."limit" IS NOT NULL OR clock.clock = ANY ($5::text[]))
    AND clock.policy_version NOT IN ('continuous-1', 'source')
    AND clock.calendar_version <> ALL ($1::text[]) AND (clock.paused_at IS NOT NULL OR clock.due_at >= $2)
    AND ($3::uuid IS NULL OR (clock.whistle_id, clock.clock_id) > ($3::uuid, $4::text))
  ORDER BY clock.whistle_id, clock.clock_id LIMIT ${PAGE}`;

/**
 * @param catalogue as it stands, or as it would be
 * @param upToDate versions whose clocks need no look
 * @returns pages; each whistle once
 */
export async function* outdatedWhistles(
  dataSource: DataSource,
  catalogue: CatalogueView,
  at: Instant,
  upToDate: readonly string[] = [],
): AsyncGenerator<OutdatedWhistle[]> {
  let last: Row | undefined;
  let told: string | undefined;
  do {
    const after = [last?.whistle_id ?? null, last?.clock_id ?? null];
    const rows: Row[] = await dataSource.query(OPEN, [upToDate, at, ...after, DATED_BY_CALENDAR]);
    const outdated: OutdatedWhistle[] = [];
    for (const row of rows) {
      const now = row.whistle_id === told ? undefined : calendarInstead(row, catalogue, at);
      if (now === undefined) continue;
      told = row.whistle_id;
      outdated.push({ whistleId: told, calendarVersion: row.calendar_version, now });
    }
    if (outdated.length > 0) yield outdated;
    last = rows.length < PAGE ? undefined : rows.at(-1);
  } while (last);
}

/** A clock whose whistle no list knows yet is for the rules to look at. @returns nothing where it is none of its concern */
function calendarInstead(row: Row, catalogue: CatalogueView, at: Instant): string | undefined {
  if (row.area_path === null) return 'unknown';
  const before = row.calendar_version;
  // the zone matters only where there is no calendar, and from none to none nothing changes
  const now = catalogue.calendarFor(row.area_path, 'UTC', at);
  if (now.version === before) return undefined;
  if (row.paused_at !== null) return now.version;
  const was = catalogue.calendar(before.slice(0, before.indexOf('@')), before);
  const [from, to] = [row.started_at.toISOString(), row.due_at.toISOString()];
  return !was || differsBetween(was, now, from, to) ? now.version : undefined;
}
