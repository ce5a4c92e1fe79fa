import { peer } from './peer.js';

interface LuxonDateTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  setupBusiness(options: { businessDays: number[]; holidayMatchers: ((date: LuxonDateTime) => boolean)[] }): void;
  plusBusiness(amount: { days: number }): LuxonDateTime;
  toMillis(): number;
}

/**
 * n working days later at the same time, Monday to Friday without these dates, by luxon-business-days 3: it knows neither
 * working hours nor working weekends.
 * @param holidays `2026-10-01`
 */
export function luxonBusinessDays(zone: string, holidays: readonly string[]): (start: string, days: number) => string {
  const { DateTime } = peer('luxon-business-days') as {
    DateTime: { now(): LuxonDateTime; fromISO(text: string, options: { zone: string }): LuxonDateTime };
  };
  const off = new Set(holidays.map((date) => Number(date.replaceAll('-', ''))));
  const isOff = ({ year, month, day }: LuxonDateTime): boolean => off.has(year * 10_000 + month * 100 + day);
  DateTime.now().setupBusiness({ businessDays: [1, 2, 3, 4, 5], holidayMatchers: [isOff] });
  return (start, days) => new Date(DateTime.fromISO(start, { zone }).plusBusiness({ days }).toMillis()).toISOString();
}
