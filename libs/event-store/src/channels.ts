import type { CommandContext } from '@app/kernel';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import type { AppendRequest } from './event-store.js';

export interface Deciding {
  readonly streamId: string;
  readonly command: { readonly context: CommandContext };
}

/** Tells of each command: from the reading of its history to the answer of the log. Costs nothing while nobody listens. */
export const deciding = tracingChannel<unknown, Deciding>('chuishao:decide');

/** Tells of each append of a decision, until the log has answered. */
export const appending = tracingChannel<unknown, { readonly request: AppendRequest }>('chuishao:append');

export interface Batch {
  readonly requests: number;
  readonly events: number;
}

/** Tells of each `Batch` that goes to the database. */
export const batches = channel('chuishao:append-batch');
