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
