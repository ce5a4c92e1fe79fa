import { Catalogue } from '@app/catalogue';
import { recalculateDeadlines } from '@app/deadlines';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, type Instant } from '@app/kernel';
import {
  expectedRecalculations,
  type RecalculatedClock,
  type RecalculationReason,
  recordedRecalculations,
  whistleStream,
} from '@app/whistles';
import { DATED_BY_CALENDAR } from '@app/whistles/domain';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { concurrently } from '../import/concurrently.js';
import { Unusable } from '../import/unusable.js';
import { Progress } from '../progress.js';

export interface Which {
  readonly reason: RecalculationReason;
  /** An area and all below it. */
  readonly area?: string | undefined;
  readonly category?: string | undefined;
  /** Only say what would change. */
  readonly preview: boolean;
}

const OPERATOR: Actor = { id: 'deadlines', role: 'SYSTEM', channel: 'cli' };
const PAGE = 1_000;
const AT_ONCE = 16;

const WHISTLES = `
  SELECT DISTINCT clock.whistle_id FROM open_clocks AS clock JOIN whistle_search AS search USING (whistle_id)
  WHERE NOT clock.missed AND (clock."limit" IS NOT NULL OR clock.clock = ANY ($5::text[]))
    AND (clock.paused_at IS NOT NULL OR clock.due_at >= $1)
    AND ($2::text IS NULL OR search.area_path = $2 OR starts_with(search.area_path, $2 || '/'))
    AND ($3::text IS NULL OR search.category_code = $3)
    AND ($4::uuid IS NULL OR clock.whistle_id > $4)
  ORDER BY clock.whistle_id LIMIT ${PAGE}`;

/**
 * Reckons the running clocks of whistles again, and records each that changes; a preview decides the same and records nothing.
 * @param told every deadline that is reckoned again, the same moment included
 * @returns how many whistles have clocks that it looked at @throws Unusable an area or a category that there is not
 */
export async function recalculate(
  app: INestApplicationContext,
  which: Which,
  told: (one: RecalculatedClock) => void,
): Promise<number> {
  const { reason, preview } = which;
  const at = app.get(Clock).now();
  await known(app, which, at);
  const progress = new Progress(preview ? 'Looking' : 'Recalculating', 'whistles');
  let done = 0;
  const one = async (whistleId: string): Promise<void> => {
    const clocks = await (preview ? wouldBe(app, whistleId, reason, at) : recorded(app, whistleId, reason));
    for (const clock of clocks) told(clock);
    progress.update(++done);
  };
  await concurrently(whistles(app.get(DataSource), which, at), AT_ONCE, one);
  progress.end();
  return done;
}

/** What is misspelt would concern nothing, and look as if nothing changed. What has ended may still have clocks. */
async function known(app: INestApplicationContext, { area, category }: Which, at: Instant): Promise<void> {
  const named = async (column: string, value: string): Promise<boolean> => {
    const sql = `SELECT 1 FROM whistle_search WHERE ${column} = $1 LIMIT 1`;
    return (await app.get(DataSource).query<unknown[]>(sql, [value])).length > 0;
  };
  const problems: string[] = [];
  if (area !== undefined && !app.get(Directory).view().area(area, at) && !(await named('area_path', area)))
    problems.push(`--area: there is no area ${area}`);
  if (
    category !== undefined &&
    !app.get(Catalogue).view().category(category, at) &&
    !(await named('category_code', category))
  )
    problems.push(`--category: there is no category ${category}`);
  if (problems.length > 0) throw new Unusable(problems);
}

async function* whistles(
  dataSource: DataSource,
  {
    area = null,
    category = null,
  }: { readonly area?: string | null | undefined; readonly category?: string | null | undefined },
  at: Instant,
): AsyncGenerator<string> {
  let last: string | undefined;
  do {
    const asked = [at, area, category, last ?? null, DATED_BY_CALENDAR];
    const rows: { readonly whistle_id: string }[] = await dataSource.query(WHISTLES, asked);
    for (const { whistle_id: id } of rows) yield id;
    last = rows.length < PAGE ? undefined : rows.at(-1)?.whistle_id;
  } while (last);
}

async function wouldBe(
  app: INestApplicationContext,
  whistleId: string,
  reason: RecalculationReason,
  at: Instant,
): Promise<RecalculatedClock[]> {
  const history = await app.get(EventStore).readStream(whistleStream(whistleId));
  const facts = { directory: app.get(Directory).view(), catalogue: app.get(Catalogue).view() };
  return expectedRecalculations(recalculateDeadlines(whistleId, reason, at, OPERATOR), history, facts);
}

async function recorded(
  app: INestApplicationContext,
  whistleId: string,
  reason: RecalculationReason,
): Promise<RecalculatedClock[]> {
  const command = recalculateDeadlines(whistleId, reason, app.get(Clock).now(), OPERATOR);
  await app.get(CommandBus).execute(command);
  const history = await app.get(EventStore).readStream(whistleStream(whistleId));
  return recordedRecalculations(command, history, app.get(Catalogue).view());
}
