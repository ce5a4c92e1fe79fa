/** A moment in UTC, ISO 8601 with milliseconds and `Z`, so that text order is time order: `2026-11-21T08:00:00.000Z`. */
export type Instant = string;

/** A civil date in the zone of the calendar that it belongs to: `2026-11-21`. */
export type CivilDate = string;

/** Where "now" comes from. The domain never asks it: moments reach `decide` inside the command's context. */
export abstract class Clock {
  abstract now(): Instant;
}

export class SystemClock extends Clock {
  now(): Instant {
    return new Date().toISOString();
  }
}

/** The moment `ms` milliseconds after `instant`; negative goes back. */
export const plusMs = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();

/** The civil date of `instant` in an IANA zone such as `Asia/Shanghai`. */
export const civilDateIn = (zone: string, instant: Instant): CivilDate => dateFormat(zone).format(new Date(instant));

const formats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format;
}
