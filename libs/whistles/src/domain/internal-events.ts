import type { WhistleEventType } from './whistle.events.js';

/** Between one unit and the desk: other departments see results, not internal notes (domain §4.1). */
export const INTERNAL_EVENTS: readonly WhistleEventType[] = [
  'ProgressLogged',
  'ContactRecorded',
  'ExtensionRequested',
  'ExtensionDenied',
  'SuspensionRequested',
  'SuspensionDenied',
  'ReturnRequested',
  'ReturnRejected',
  'ArbitrationRequested',
  'AssistExcused',
  'DeadlineWarned',
  'SupervisionOpened',
  'SupervisionAnswered',
  'AppealSubmitted',
  'AppealReviewed',
  'AppealRejected',
  'TerminationRequested',
  'TerminationDenied',
  'VoidingRequested',
  'VoidingDenied',
];
