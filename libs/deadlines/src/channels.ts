import { tracingChannel } from 'node:diagnostics_channel';
import type { Alarm } from './alarm.js';

export interface Ringing {
  readonly alarm: Alarm;
  /** Milliseconds since its moment. */
  readonly lateMs: number;
  /** Of the command that it sends. */
  readonly commandId: string;
}

/** Tells of each alarm that rings, until its command is answered. Costs nothing while nobody listens. */
export const ringing = tracingChannel<unknown, Ringing>('chuishao:ring');

export interface Recalculating {
  readonly whistleId: string;
  /** Of the command that it sends. */
  readonly commandId: string;
}

/** Tells of each whistle whose deadlines are reckoned again because a calendar was revised, until its command is answered. */
export const recalculating = tracingChannel<unknown, Recalculating>('chuishao:recalculate');
