import type { AlarmPlace } from './alarm-queue.js';

export const OPTIONS = Symbol('deadlines');

export interface DeadlinesOptions extends AlarmPlace {
  /** Milliseconds between two looks at the view; 5,000 unless given. */
  readonly roundMs?: number;
  /** Alarms are set so many milliseconds ahead; ten minutes unless given. */
  readonly horizonMs?: number;
}
