import { type Instant, plusMs } from '@app/kernel';

/** UH continuous hours · WH working hours · WD working days · ND natural days · MIN continuous minutes. */
export const LIMIT_UNITS = ['MIN', 'UH', 'WH', 'WD', 'ND'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

export interface Limit {
  readonly amount: number;
  readonly unit: LimitUnit;
}

/** A due instant, and by which rules and which calendar it was found. */
export interface Due {
  readonly dueAt: Instant;
  readonly policyVersion: string;
  readonly calendarVersion: string;
  readonly provisional: boolean;
}

const HOUR = 3_600_000;
const MS: Record<LimitUnit, number> = { MIN: 60_000, UH: HOUR, WH: HOUR, WD: 24 * HOUR, ND: 24 * HOUR };

/** When a limit that starts at `start` runs out. Continuous until calendars are loaded: n WD = n × 24 h, n WH = n h. */
export const dueAt = (start: Instant, limit: Limit): Due => ({
  dueAt: plusMs(start, limit.amount * MS[limit.unit]),
  policyVersion: 'continuous-1',
  calendarVersion: 'none',
  provisional: false,
});
