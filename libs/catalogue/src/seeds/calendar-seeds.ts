import { DomainError } from '@app/kernel';
import { z } from 'zod';
import {
  calendarDaySchema,
  calendarSchema,
  catalogueOf,
  type CalendarContent,
  type CatalogueEvent,
  defineCalendar,
  emptyCatalogue,
  evolveCatalogue,
} from '../domain/index.js';
import { chineseDays } from './chinese-days.js';
import type { Placed, SeedFiles } from './seed-files.js';

const { basedOn, timeZone, areaPaths, coveredFrom, coveredThrough, source } = calendarSchema.shape;

const slot = z.string().transform((text, context) => {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { from, to };
  context.addIssue({ code: 'custom', message: `"${text}" is no slot; such as "08:00-12:00"` });
  return z.NEVER;
});
const slots = z.array(slot);

const calendarFile = z.strictObject({
  id: calendarSchema.shape.calendarId,
  basedOn,
  timeZone,
  /** Seven days, Monday first. */
  week: z.array(slots).length(7).exactOptional(),
  /** Days from a package, for the years that it has; those named in `days` go before them. */
  holidays: z.literal('chinese-days').exactOptional(),
  days: z.array(calendarDaySchema.extend({ slots: slots.exactOptional() })).default([]),
  coveredFrom: coveredFrom.exactOptional(),
  coveredThrough: coveredThrough.exactOptional(),
  source: source.exactOptional(),
  areaPaths,
});
type CalendarFile = z.infer<typeof calendarFile>;

/** The calendars of a folder, those that others are based on first; `areas` are all areas that the seeds define. */
export function readCalendars(files: SeedFiles, folder: string, areas: ReadonlySet<string>): CalendarContent[] {
  const read = files
    .list(folder, '.json')
    .map((file) => files.json(file, calendarFile))
    .filter((file) => file !== undefined)
    .sort((a, b) => Number(a.value.basedOn !== undefined) - Number(b.value.basedOn !== undefined));
  const ids = new Set<string>();
  let events: readonly CatalogueEvent[] = [];
  return read.flatMap((at) => {
    const content = contentOf(files, at);
    if (!content) return [];
    if (ids.has(content.calendarId))
      files.refuse({ ...at, place: 'id' }, `calendar ${content.calendarId} is defined twice`);
    ids.add(content.calendarId);
    content.areaPaths.forEach((path, index) => {
      if (!areas.has(path)) files.refuse({ ...at, place: `areaPaths[${index}]` }, `area ${path} is not defined`);
    });
    events = [...events, ...decided(files, at, content, events)];
    return [content];
  });
}

/** One calendar by itself: whether what it is based on is there is for others to see. */
export function readCalendar(files: SeedFiles, file: string): CalendarContent | undefined {
  const at = files.json(file, calendarFile);
  return at && contentOf(files, at);
}

function contentOf(files: SeedFiles, at: Placed<CalendarFile>): CalendarContent | undefined {
  const { id: calendarId, holidays, days, ...own } = at.value;
  const named = holidays && chineseDays();
  const dates = new Set(days.map(({ date }) => date));
  const { coveredFrom: from, coveredThrough: through, source: origin } = { ...named, ...own };
  for (const [place, value] of Object.entries({ coveredFrom: from, coveredThrough: through, source: origin })) {
    if (value === undefined) files.refuse({ ...at, place }, 'is needed where no package gives the days');
  }
  if (from === undefined || through === undefined || origin === undefined) return undefined;
  const others = named?.days.filter(({ date }) => !dates.has(date)) ?? [];
  return { ...own, calendarId, days: [...others, ...days], coveredFrom: from, coveredThrough: through, source: origin };
}

/** What the rules of calendars refuse, as a problem of the file; with the calendars of the files before it. */
function decided(
  files: SeedFiles,
  at: Placed<CalendarFile>,
  content: CalendarContent,
  before: readonly CatalogueEvent[],
): readonly CatalogueEvent[] {
  try {
    const state = before.reduce(evolveCatalogue, emptyCatalogue);
    return defineCalendar({ content }, state, { catalogue: catalogueOf(before) });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { problems } = error.facts;
    const reasons = Array.isArray(problems) ? problems.map(String) : [error.message];
    for (const reason of reasons) files.refuse({ ...at, place: '(whole file)' }, reason);
    return [];
  }
}
