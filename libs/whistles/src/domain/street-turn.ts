import type { Urgency } from '@app/catalogue/domain';
import type { StreetTurn } from './intake.words.js';
import type { WhistleEvent } from './whistle.events.js';

/** 街居响应: the street that is waited for, and who blew it on to the departments. */
export interface StreetResponse {
  readonly awaitedStreet?: { readonly unitId: string; readonly turn: StreetTurn } | undefined;
  readonly blownOnBy?: string | undefined;
}

/** 特急、紧急: it waits for no street. */
export const isUrgent = (urgency: Urgency | undefined): boolean => urgency === 'P1' || urgency === 'P2';

/** From these on nobody waits for it any more. */
const ENDS: readonly WhistleEvent['type'][] = [
  'StreetResponded',
  'SelfResolved',
  'WhistleDispatched',
  'FallbackDispatched',
  'WhistleMerged',
  'WhistleWithdrawn',
  'WhistleRedirected',
  'WhistleVoided',
];

/** Whether and how the street is waited for after an event. */
export function streetResponseOn({ awaitedStreet, blownOnBy }: StreetResponse, event: WhistleEvent): StreetResponse {
  if (event.type === 'StreetCalled') return { awaitedStreet: event.data, blownOnBy };
  const blownOn = event.type === 'StreetResponded' && event.data.outcome === 'BLOWN_ON' ? event.data.by : blownOnBy;
  if (ENDS.includes(event.type)) return { awaitedStreet: undefined, blownOnBy: blownOn };
  const beside = awaitedStreet && cannotWait(event) ? { ...awaitedStreet, turn: 'BESIDE' as const } : awaitedStreet;
  return { awaitedStreet: beside, blownOnBy };
}

function cannotWait(event: WhistleEvent): boolean {
  if (event.type === 'UrgencyChanged') return isUrgent(event.data.to);
  if (event.type === 'WhistleReclassified') return isUrgent(event.data.urgency);
  return event.type === 'DeadlineMissed' && event.data.clock === 'STREET_RESPONSE';
}
