import type { Instant } from '@app/kernel';
import { WHISTLE_CATEGORY, whistleStream } from '@app/whistles';
import pg from 'pg';
import { CopiedTable } from './copied-table.js';
import { Ids } from './ids.js';
import type { Life } from './lives.js';
import { type Copy, dateOf, dayOf } from './pieces.js';
import { withoutIndexes } from './without-indexes.js';

export interface HistoryOptions {
  readonly lives: readonly Life[];
  readonly whistles: number;
  readonly until: Instant;
}

/** As many as a large city has in a day, and the share of those that still wait at the end. */
const A_DAY = 3_000;
const OPEN_SHARE = 0.03;
const LEAST_DAYS = 14;
const COLUMNS = `position, recorded_at, revision, schema_version, event_id, stream_id, category, type, data, metadata,
  command_id, command_hash`;

interface Whistle extends Copy {
  readonly life: Life;
  readonly streamId: string;
  revision: number;
}

/**
 * Copies a city's past into the log: lives of the sample district, moved by whole days and interleaved as they happened,
 * in positions that go on from the log's head. Events only; views are for the projectors to make.
 * @returns how many events it wrote
 */
export async function copyHistory(url: string, options: HistoryOptions): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ position: string }>('SELECT max(position) AS position FROM log.event');
    const first = Number(rows[0]?.position ?? 0);
    let last = first;
    await withoutIndexes(client, 'log.event', async () => {
      last = await copyEvents(url, first, options);
    });
    await client.query(`SELECT setval('whistle_number', $1)`, [options.whistles + 1]);
    return last - first;
  } finally {
    await client.end();
  }
}

async function copyEvents(url: string, first: number, options: HistoryOptions): Promise<number> {
  const table = await CopiedTable.begin(url, `log.event (${COLUMNS})`);
  const ids = new Ids();
  let position = first;
  for (const { whistle, step, at } of happenings(options, ids)) {
    const commandId = ids.next();
    for (const [index, { type, schemaVersion, data, metadata }] of step.events.entries()) {
      const stored = `${++position}\t${at}\t${++whistle.revision}\t${schemaVersion}\t${ids.next()}`;
      const content = `${data.filled(whistle, commandId)}\t${metadata.filled(whistle, commandId)}`;
      const command = index === step.events.length - 1 ? `${commandId}\t${step.commandHash}` : '\\N\t\\N';
      table.add(`${stored}\t${whistle.streamId}\t${WHISTLE_CATEGORY}\t${type}\t${content}\t${command}\n`);
    }
    await table.pass();
  }
  await table.end();
  return position;
}

/** Every command of every whistle, in order of time. */
function* happenings({ lives, whistles, until }: HistoryOptions, ids: Ids) {
  const ended = lives.filter((life) => life.ended);
  const open = lives.filter((life) => !life.ended);
  const days = Math.max(LEAST_DAYS, Math.ceil(whistles / A_DAY));
  const lastDay = dayOf(until);
  const starting: Life[][] = Array.from({ length: days + 1 }, () => []);
  for (let n = 0; n < whistles; n++) {
    const from = n < whistles * OPEN_SHARE ? open : ended;
    const life = from[Math.floor(ids.share() * from.length)];
    if (!life) throw new Error('there is no life to copy');
    // whoever has ended did so before the last day; whoever has not stands where its week has left it
    const day = life.ended ? Math.floor(ids.share() * (days - life.days)) : days - life.daysToEnd;
    starting[day]?.push(life);
  }

  const dates = Array.from({ length: days + 400 }, (_, day) => dateOf(lastDay - days + day));
  const agenda: { whistle: Whistle; step: Life['steps'][number] }[][] = starting.map(() => []);
  let number = 0;
  for (const [day, beginning] of starting.entries()) {
    for (const life of beginning) {
      const date = (offset: number): string => dates[day + offset] ?? dateOf(lastDay - days + day + offset);
      const name = `XY${date(0).replaceAll('-', '').slice(2)}-${++number}`;
      const whistle: Whistle = { life, streamId: whistleStream(ids.next()), revision: -1, date, number: name };
      for (const step of life.steps) agenda[day + step.day]?.push({ whistle, step });
    }
    const today = (agenda[day] ?? []).sort((a, b) => a.step.moment - b.step.moment);
    agenda[day] = [];
    for (const { whistle, step } of today) {
      const time = new Date(step.moment).toISOString().slice(11);
      yield { whistle, step, at: `${dates[day]}T${time}` };
    }
  }
}
