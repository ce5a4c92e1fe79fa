import { sameContent } from '@app/directory/domain';
import { DomainError } from '@app/kernel';
import { compileCalendar } from '@app/working-time';
import type { ApplyHolidayNotice, DefineCalendar } from './catalogue.commands.js';
import type { CatalogueEvent } from './catalogue.events.js';
import type { CalendarContent } from './calendar.types.js';
import { resolveCalendar } from './calendars.view.js';
import type { CatalogueFacts, CatalogueState } from './catalogue.state.js';
import { inOrder, noticeOf, problemsOfNotice, withNotice, yearOf } from './holiday-notice.js';

/**
 * A whole calendar, as a seed gives it. What is covered stays covered: years that only later notices brought are kept.
 * What the stream held before adds nothing, so that the same seeds do not take back what was corrected since.
 */
export function defineCalendar(
  { content }: Pick<DefineCalendar, 'content'>,
  state: CatalogueState,
  facts: CatalogueFacts,
): CatalogueEvent[] {
  const revisions = (state.calendars.get(content.calendarId) ?? []).map((revision) => revision.content);
  const current = revisions.at(-1);
  const given = { ...content, days: inOrder(content.days), areaPaths: [...new Set(content.areaPaths)].sort() };
  if (current && current.basedOn !== given.basedOn) {
    throw new DomainError('calendar/other-base', { calendarId: given.calendarId, basedOn: current.basedOn ?? '' });
  }
  const next = current ? withLaterYears(given, current) : given;
  if ([given, next].some((one) => revisions.some((known) => sameDays(known, one)))) return [];
  return defined(next, facts);
}

/** A year's notice into the calendar as it stands. */
export function applyHolidayNotice(
  { calendarId, notice }: ApplyHolidayNotice,
  state: CatalogueState,
  facts: CatalogueFacts,
): CatalogueEvent[] {
  const current = state.calendars.get(calendarId)?.at(-1)?.content;
  if (!current) throw new DomainError('calendar/unknown', { calendarId });
  const problems = problemsOfNotice(notice, current);
  if (problems.length > 0) throw new DomainError('calendar/unusable-notice', { calendarId, problems });
  const next = withNotice(current, notice);
  return sameDays(current, next) ? [] : defined(next, facts);
}

/** From another source, but with the same days: nothing new. */
const sameDays = ({ source: _a, ...a }: CalendarContent, { source: _b, ...b }: CalendarContent): boolean =>
  sameContent(a, b);

function withLaterYears(given: CalendarContent, current: CalendarContent): CalendarContent {
  const { coveredFrom, coveredThrough } = given;
  if (coveredFrom > dayAfter(current.coveredThrough) || current.coveredFrom > dayAfter(coveredThrough)) {
    const { calendarId } = given;
    throw new DomainError('calendar/gap', { calendarId, from: current.coveredFrom, through: current.coveredThrough });
  }
  const dates = new Set(given.days.map(({ date }) => date));
  const kept = current.days.filter(
    (day) =>
      !dates.has(day.date) &&
      (day.date < coveredFrom || day.date > coveredThrough || noticeOf(day) > yearOf(coveredThrough)),
  );
  return {
    ...given,
    days: inOrder([...kept, ...given.days]),
    coveredFrom: coveredFrom < current.coveredFrom ? coveredFrom : current.coveredFrom,
    coveredThrough: coveredThrough > current.coveredThrough ? coveredThrough : current.coveredThrough,
  };
}

const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** @throws DomainError what makes it none, or none beside the others */
function defined(data: CalendarContent, { catalogue }: CatalogueFacts): CatalogueEvent[] {
  const { calendarId, basedOn, timeZone } = data;
  const base = basedOn === undefined ? undefined : catalogue.calendarDefinition(basedOn);
  if (basedOn !== undefined) {
    if (!base || basedOn === calendarId) throw new DomainError('calendar/unknown', { calendarId: basedOn });
    if (base.basedOn !== undefined) throw new DomainError('calendar/base-of-a-region', { calendarId, basedOn });
    if (base.timeZone !== timeZone) {
      throw new DomainError('calendar/other-time-zone', { calendarId, timeZone: base.timeZone });
    }
  } else if (!data.week) throw new DomainError('calendar/no-week', { calendarId });
  for (const other of catalogue.calendars()) {
    const areaPath =
      other.id === calendarId ? undefined : other.areaPaths.find((path) => data.areaPaths.includes(path));
    if (areaPath !== undefined) throw new DomainError('calendar/area-taken', { areaPath, calendarId: other.id });
  }
  compileCalendar(resolveCalendar(data, { version: 'new', definedAt: '' }, base));
  return [{ type: 'CalendarDefined', data }];
}
