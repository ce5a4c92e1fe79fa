import type { Instant } from '@app/kernel';
import { type Calendar, type CalendarDefinition, compileCalendar, overlay } from '@app/working-time';
import type { CalendarContent, CalendarRevision, DefinedCalendar } from './calendar.types.js';

type Calendars = ReadonlyMap<string, readonly CalendarRevision[]>;

/** A revision of a calendar, and of its base where it has one; numbers count from 1. */
interface Chosen {
  readonly own: CalendarRevision;
  readonly base?: CalendarRevision;
  readonly version: string;
}

/** The calendars of a state: those of today, and every one that was. */
export interface CalendarsView {
  calendarFor(areaPath: string, timeZone: string, at?: Instant): Calendar;
  calendar(id: string, version?: string): Calendar | undefined;
  calendarDefinition(id: string, version?: string): DefinedCalendar | undefined;
  calendarRevisions(id: string): readonly CalendarRevision[];
  calendars(): readonly DefinedCalendar[];
}

export function calendarsView(calendars: Calendars): CalendarsView {
  let areas: ReadonlyMap<string, string> | undefined;
  const chosen = (id: string, version?: string) =>
    version === undefined ? chosenAt(calendars, id) : chosenBy(calendars, id, version);
  const definition = (id: string, version?: string) => {
    const found = chosen(id, version);
    return found && definitionOf(found);
  };
  return {
    calendarFor: (areaPath, timeZone, at) => {
      areas ??= calendarsByArea(calendars);
      for (let path = areaPath; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
        const found = chosenAt(calendars, areas.get(path) ?? '', at);
        if (found) return compiled(found);
      }
      return plainCalendar(timeZone);
    },
    calendar: (id, version) => {
      const found = chosen(id, version);
      return found && compiled(found);
    },
    calendarDefinition: definition,
    calendarRevisions: (id) => calendars.get(id) ?? [],
    calendars: () =>
      [...calendars.keys()]
        .sort()
        .map((id) => definition(id))
        .filter((found) => found !== undefined),
  };
}

/** By its latest revision; areas are checked to be of one calendar when it is defined, and a race goes to the first name. */
const calendarsByArea = (calendars: Calendars): ReadonlyMap<string, string> =>
  new Map(
    [...calendars.keys()]
      .sort()
      .toReversed()
      .flatMap((id) => (calendars.get(id)?.at(-1)?.content.areaPaths ?? []).map((path) => [path, id] as const)),
  );

/** As it was known at a moment, the latest without one. Before the first revision that one holds: a later notice is no news. */
function chosenAt(calendars: Calendars, id: string, at?: Instant): Chosen | undefined {
  const known = (revisions: readonly CalendarRevision[]) =>
    at === undefined ? revisions.length : Math.max(1, revisions.findLastIndex(({ definedAt }) => definedAt <= at) + 1);
  const own = calendars.get(id) ?? [];
  const basedOn = own.at(-1)?.content.basedOn;
  const base = calendars.get(basedOn ?? '') ?? [];
  return numbered(calendars, [id, known(own)], basedOn === undefined ? undefined : [basedOn, known(base)]);
}

/** `CN@5`, `CN-XZ@2+CN@5`. */
function chosenBy(calendars: Calendars, id: string, version: string): Chosen | undefined {
  const [own, base, ...more] = version.split('+').map((part) => {
    const [, name = '', number = ''] = /^(.+)@([1-9]\d{0,8})$/.exec(part) ?? [];
    return [name, Number(number)] as const;
  });
  if (own?.[0] !== id || more.length > 0) return undefined;
  return numbered(calendars, own, base);
}

type Reference = readonly [id: string, number: number];

function numbered(calendars: Calendars, own: Reference, base?: Reference): Chosen | undefined {
  const find = ([id, number]: Reference) => calendars.get(id)?.[number - 1];
  const revision = find(own);
  if (!revision || revision.content.basedOn !== base?.[0]) return undefined;
  const version = own.join('@');
  if (!base) return { own: revision, version };
  const below = find(base);
  return below && { own: revision, base: below, version: `${version}+${base.join('@')}` };
}

const definitionOf = ({ own, base, version }: Chosen): DefinedCalendar =>
  resolveCalendar(
    own.content,
    { version, definedAt: own.definedAt },
    base && resolveCalendar(base.content, { version, definedAt: base.definedAt }),
  );

/** A calendar with its base's days under its own. Covered is what both cover. */
export function resolveCalendar(
  { calendarId, basedOn, timeZone, week, days, coveredFrom, coveredThrough, areaPaths, source }: CalendarContent,
  { version, definedAt }: Pick<DefinedCalendar, 'version' | 'definedAt'>,
  base?: CalendarDefinition,
): DefinedCalendar {
  const own = days.map(({ notice: _notice, ...day }) => day);
  const meta = { areaPaths, source, definedAt, ...(basedOn !== undefined && { basedOn }) };
  if (!base)
    return { id: calendarId, version, timeZone, week: week ?? [], days: own, coveredFrom, coveredThrough, ...meta };
  const region = overlay(base, { id: calendarId, version, days: own, ...(week && { week }) });
  return {
    ...region,
    ...meta,
    coveredFrom: coveredFrom > base.coveredFrom ? coveredFrom : base.coveredFrom,
    coveredThrough: coveredThrough < base.coveredThrough ? coveredThrough : base.coveredThrough,
  };
}

/** One per pair of revisions, for as long as these are in memory. */
const memory = new WeakMap<CalendarRevision, WeakMap<CalendarRevision, Calendar>>();

function compiled(chosen: Chosen): Calendar {
  const { own, base = own } = chosen;
  const byBase = memory.get(own) ?? new WeakMap<CalendarRevision, Calendar>();
  memory.set(own, byBase);
  const calendar = byBase.get(base) ?? compileCalendar(definitionOf(chosen));
  byBase.set(base, calendar);
  return calendar;
}

const plainCalendars = new Map<string, Calendar>();
const DAY = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];

/**
 * For areas with no calendar: Monday to Friday, holidays unknown. It covers one Saturday long ago, on which no working time
 * falls, so that whatever is found by it is provisional.
 */
function plainCalendar(timeZone: string): Calendar {
  const week = [DAY, DAY, DAY, DAY, DAY, [], []];
  const never = { coveredFrom: '2000-01-01', coveredThrough: '2000-01-01' };
  const calendar =
    plainCalendars.get(timeZone) ??
    compileCalendar({ id: 'none', version: 'none', timeZone, week, days: [], ...never });
  plainCalendars.set(timeZone, calendar);
  return calendar;
}
