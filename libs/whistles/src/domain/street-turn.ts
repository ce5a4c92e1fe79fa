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

/** Whether and how the street is waited for after an event. */
export function streetResponseOn({ awaitedStreet, blownOnBy }: StreetResponse, event: WhistleEvent): StreetResponse {
  const before = { awaitedStreet, blownOnBy };
  const beside: StreetResponse = {
    awaitedStreet: awaitedStreet && { ...awaitedStreet, turn: 'BESIDE' as const },
    blownOnBy,
  };
  switch (event.type) {
    case 'StreetCalled':
      return { awaitedStreet: event.data, blownOnBy };
    case 'StreetResponded':
      return event.data.outcome === 'BLOWN_ON' ? { blownOnBy: event.data.by, awaitedStreet: undefined } : over(before);
    case 'SelfResolved':
    case 'WhistleDispatched':
    case 'FallbackDispatched':
    case 'WhistleMerged':
    case 'WhistleWithdrawn':
    case 'WhistleRedirected':
    case 'WhistleVoided':
      return over(before);
    case 'UrgencyChanged':
      return isUrgent(event.data.to) ? beside : before;
    case 'WhistleReclassified':
      return isUrgent(event.data.urgency) ? beside : before;
    case 'DeadlineMissed':
      return event.data.clock === 'STREET_RESPONSE' ? beside : before;
    default:
      return before;
  }
}

const over = ({ blownOnBy }: StreetResponse): StreetResponse => ({ awaitedStreet: undefined, blownOnBy });
