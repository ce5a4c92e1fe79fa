import { readFileSync } from 'node:fs';
import { catalogueCodec, InvalidSeeds, readCalendarFile, readPolicyFile, shortTotals } from '@app/catalogue';
import {
  type CalendarContent,
  type CatalogueEvent,
  type Category,
  catalogueOf,
  problemsOfNotice,
  type SlaPack,
  uncountable,
  withNotice,
} from '@app/catalogue/domain';
import type { EventStore } from '@app/event-store';
import { DomainError, type Instant, START } from '@app/kernel';
import type { OtherRules } from '@app/whistles';
import { z } from 'zod';
import { readNotice } from '../calendar/notice-file.js';
import { Unusable } from '../import/unusable.js';

export interface OtherFiles {
  /** A time policy, laid out as `seeds/catalogue/sla-pack.json`. */
  readonly policy?: string | undefined;
  /** A year's notice, or a whole calendar laid out as `seeds/calendars/CN.json`. */
  readonly calendar?: string | undefined;
  /** Into which calendar a notice goes. */
  readonly calendarId: string;
}

/** Before any whistle. */
const ALWAYS: Instant = '1900-01-01T00:00:00.000Z';
const PAGE = 1_000;

/**
 * The catalogue as the log has it, and the same as if the files had always held.
 * @throws Unusable one line per problem of a file
 */
export async function readOtherRules(store: EventStore, files: OtherFiles): Promise<OtherRules> {
  const { policy, calendar, calendarId } = files;
  const events = await catalogueEvents(store);
  const [pack, content] = together(
    () => (policy === undefined ? undefined : onlyPack(policy)),
    () => (calendar === undefined ? undefined : contentOf(calendar, calendarId, events)),
  );
  const others = events.filter(
    ({ type, data }) =>
      !(type === 'SlaPackDefined' && data.jurisdiction === pack?.jurisdiction) &&
      !(type === 'CalendarDefined' && data.calendarId === content?.calendarId),
  );
  const other: CatalogueEvent[] = [
    ...(content ? [{ type: 'CalendarDefined' as const, data: content }] : []),
    ...others,
    ...(pack ? [{ type: 'SlaPackDefined' as const, data: always(pack) }] : []),
  ];
  const rules = { real: catalogueOf(events), other: catalogueOf(other) };
  const refused = pack ? refusedBySeeds(pack, categoriesOf(events, pack)) : [];
  if (refused.length > 0) throw new Unusable(refused.map((reason) => `${policy}: ${reason}`));
  if (content) checked(calendar ?? '', () => rules.other.calendar(content.calendarId));
  return { ...rules, policyOf: pack?.jurisdiction, calendarOf: content?.calendarId };
}

/** @throws Unusable what is wrong with either */
function together<A, B>(first: () => A, second: () => B): [A, B] {
  const lines: string[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      lines.push(...error.lines);
      return undefined;
    }
  };
  const read = [attempt(first), attempt(second)];
  if (lines.length > 0) throw new Unusable(lines);
  return read as [A, B];
}

async function catalogueEvents(store: EventStore): Promise<CatalogueEvent[]> {
  const found: CatalogueEvent[] = [];
  const head = await store.head();
  for (let after = START; after < head;) {
    const { events, next } = await store.readAll(after, { limit: PAGE, categories: ['catalogue', 'calendar'] });
    found.push(...events.map((event) => catalogueCodec.parse(event)));
    if (next <= after) break;
    after = next;
  }
  return found;
}

function onlyPack(file: string): SlaPack {
  const [pack, ...others] = read(file, readPolicyFile);
  if (!pack || others.length > 0) throw new Unusable([`${file}: slaPack: is needed`]);
  return pack;
}

const always = ({ to: _to, ...pack }: SlaPack): SlaPack => ({ ...pack, from: ALWAYS });

const categoriesOf = (events: readonly CatalogueEvent[], { jurisdiction }: SlaPack) =>
  events.flatMap(({ type, data }) => (type === 'CategoryDefined' && data.jurisdiction === jurisdiction ? [data] : []));

/** As where it is loaded, with the categories as they were defined last. */
function refusedBySeeds(pack: SlaPack, defined: readonly Category[]): string[] {
  const categories = [...new Map(defined.map((one) => [one.code, one])).values()];
  const placed = <T>(place: string, value: T) => ({ file: '', place, value });
  const short = shortTotals(
    categories.map((one) => placed(one.code, one)),
    [placed('slaPack', pack)],
  );
  return [
    ...uncountable(categories, [pack], pack).map(({ message }) => message),
    ...short.map(({ at, reason }) => `${at.place}: ${reason}`),
  ];
}

function contentOf(file: string, id: string, events: readonly CatalogueEvent[]): CalendarContent {
  if (!isNotice(file)) {
    const content = read(file, readCalendarFile);
    if (!content) throw new Unusable([`${file}: is no calendar`]);
    return content;
  }
  const notice = readNotice(file);
  const current = events.findLast(({ type, data }) => type === 'CalendarDefined' && data.calendarId === id);
  if (current?.type !== 'CalendarDefined') throw new Unusable([`there is no calendar ${id}`]);
  const problems = problemsOfNotice(notice, current.data);
  if (problems.length > 0) throw new Unusable(problems.map(({ place, reason }) => `${file}: ${place}: ${reason}`));
  return withNotice(current.data, notice);
}

/** A notice has a year, a calendar an id. What is no JSON is said by whoever reads it. */
function isNotice(file: string): boolean {
  try {
    return z.looseObject({ year: z.unknown() }).safeParse(JSON.parse(readFileSync(file, 'utf8'))).success;
  } catch {
    return false;
  }
}

/** @throws Unusable what is wrong with the file */
function read<T>(file: string, reader: (path: string) => T): T {
  try {
    return reader(file);
  } catch (error) {
    if (error instanceof InvalidSeeds)
      throw new Unusable(error.problems.map(({ place, reason }) => `${file}: ${place}: ${reason}`));
    throw new Unusable([`${file}: ${(error as Error).message}`]);
  }
}

function checked(file: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { problems } = error.facts;
    throw new Unusable((Array.isArray(problems) ? problems : [error.message]).map((one) => `${file}: ${String(one)}`));
  }
}
