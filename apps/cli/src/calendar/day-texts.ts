import type { CalendarDay, CalendarDefinition } from '@app/working-time';

const weekdayFormat = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' });
const weekdayOf = (date: string): string => weekdayFormat.format(new Date(date));

/** `2027-01-01 Fri  off 元旦`. */
export const dayText = (day: CalendarDay): string => `${day.date} ${weekdayOf(day.date)}  ${stateText(day)}`;

/** A line for every date that is another day than before: `2027-01-01 Fri  works → off 元旦`. */
export function changedDays(before: CalendarDefinition, after: CalendarDefinition): string[] {
  const dates = new Set([...before.days, ...after.days].map(({ date }) => date));
  return [...dates].sort().flatMap((date) => {
    const [was, is] = [before, after].map((calendar) => stateText(dayOf(calendar, date)));
    return was === is ? [] : [`${date} ${weekdayOf(date)}  ${was} → ${is}`];
  });
}

const stateText = ({ working, slots, name }: CalendarDay): string =>
  [
    working ? 'works' : 'off',
    ...(slots ?? []).map(({ from, to }) => `${from}-${to}`),
    ...(name === undefined ? [] : [name]),
  ].join(' ');

/** As it is named, or else by the week. */
function dayOf({ days, week }: CalendarDefinition, date: string): CalendarDay {
  const monday0 = (new Date(date).getUTCDay() + 6) % 7;
  return days.find((day) => day.date === date) ?? { date, working: (week[monday0]?.length ?? 0) > 0 };
}
