import { type DirectoryEvent, directoryEventSchemas } from '@app/directory/domain';
import { eventCodec } from '@app/event-store';
import { type WhistleEvent, whistleEvents } from '@app/whistles/domain';
import { type EvaluationEvent, evaluationEvents } from './domain/index.js';

export const evaluationCodec = eventCodec<EvaluationEvent>(evaluationEvents);
/** Of what evaluation follows in memory: who is who, and its own periods and policies. */
export const referenceCodec = eventCodec<DirectoryEvent | EvaluationEvent>({
  ...directoryEventSchemas,
  ...evaluationEvents,
});
/** Of what is counted. */
export const countedCodec = eventCodec<WhistleEvent>(whistleEvents);
export const WHISTLE_CATEGORY = 'whistle';
