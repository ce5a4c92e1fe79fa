import { eventCodec } from '@app/event-store';
import { type WhistleEvent, whistleEvents } from './domain/index.js';

/** How the events of whistles are stored and read back. */
export const whistleCodec = eventCodec<WhistleEvent>(whistleEvents);

/** Streams `whistle-{id}`. */
export const WHISTLE_CATEGORY = 'whistle';
export const whistleStream = (whistleId: string): string => `${WHISTLE_CATEGORY}-${whistleId}`;
