import { Catalogue } from '@app/catalogue';
import { recalculateDeadlines } from '@app/deadlines';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, type Instant } from '@app/kernel';
import {
  type RecalculationReason,
  whistle,
  whistleCodec,
  type WhistleEvent,
  type WhistleEventOf,
  whistleStream,
} from '@app/whistles';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { concurrently } from '../import/concurrently.js';
import { Progress } from '../progress.js';

export interface Which {
  readonly reason: RecalculationReason;
  /** An area and all below it. */
  readonly area?: string | undefined;
  readonly category?: string | undefined;
  /** Only say what would change. */
  readonly preview: boolean;
}

export type Recalculated = WhistleEventOf<'DeadlineRecalculated'>['data'] & { readonly whistleId: string };

const OPERATOR: Actor = { id: 'deadlines', role: 'SYSTEM', channel: 'cli' };
const PAGE = 1_000;
const AT_ONCE = 16;

const WHISTLES = `
  SELECT DISTINCT clock.whistle_id FROM open_clocks AS clock JOIN whistle_search AS search USING (whistle_id)
  WHERE NOT clock.missed AND clock."limit" IS NOT NULL AND (clock.paused_at IS NOT NULL OR clock.due_at >= $1)
    AND ($2::text IS NULL OR search.area_path = $2 OR starts_with(search.area_path, $2 || '/'))
    AND ($3::text IS NULL OR search.category_code = $3)
    AND ($4::uuid IS NULL OR clock.whistle_id > $4)
  ORDER BY clock.whistle_id LIMIT ${PAGE}`;

/**
 * Reckons the running clocks of whistles again, and records each that changes; a preview decides the same and records nothing.
 * @param told every deadline that changes
 * @returns how many whistles have clocks that it looked at
 */
export async function recalculate(
  app: INestApplicationContext,
  { reason, area, category, preview }: Which,
  told: (one: Recalculated) => void,
): Promise<number> {
  const at = app.get(Clock).now();
  const progress = new Progress(preview ? 'Looking' : 'Recalculating', 'whistles');
  let done = 0;
  const one = async (whistleId: string): Promise<void> => {
    for (const event of await (preview ? wouldBe(app, whistleId, reason, at) : recorded(app, whistleId, reason))) {
      if (event.type === 'DeadlineRecalculated') told({ ...event.data, whistleId });
    }
    progress.update(++done);
  };
  await concurrently(whistles(app.get(DataSource), { at, area, category }), AT_ONCE, one);
  progress.end();
  return done;
}

async function* whistles(
  dataSource: DataSource,
  { at, area, category }: Pick<Which, 'area' | 'category'> & { readonly at: Instant },
): AsyncGenerator<string> {
  let last: string | undefined;
  do {
    const rows: { readonly whistle_id: string }[] = await dataSource.query(WHISTLES, [
      at,
      area ?? null,
      category ?? null,
      last ?? null,
    ]);
    for (const { whistle_id: id } of rows) yield id;
    last = rows.length < PAGE ? undefined : rows.at(-1)?.whistle_id;
  } while (last);
}

async function wouldBe(
  app: INestApplicationContext,
  whistleId: string,
  reason: RecalculationReason,
  at: Instant,
): Promise<readonly WhistleEvent[]> {
  const history = await app.get(EventStore).readStream(whistleStream(whistleId));
  const state = history.map((event) => whistleCodec.parse(event)).reduce(whistle.evolve, whistle.initial);
  const facts = { directory: app.get(Directory).view(), catalogue: app.get(Catalogue).view() };
  return whistle.decide(recalculateDeadlines(whistleId, reason, at, OPERATOR), state, facts);
}

async function recorded(
  app: INestApplicationContext,
  whistleId: string,
  reason: RecalculationReason,
): Promise<readonly WhistleEvent[]> {
  const command = recalculateDeadlines(whistleId, reason, app.get(Clock).now(), OPERATOR);
  await app.get(CommandBus).execute(command);
  const history = await app.get(EventStore).readStream(whistleStream(whistleId));
  return history
    .filter(({ metadata }) => metadata.commandId === command.context.commandId)
    .map((event) => whistleCodec.parse(event));
}
