import { eventCodec } from '@app/event-store';
import { type DirectoryEvent, directoryEventSchemas } from './domain/index.js';

export const directoryCodec = eventCodec<DirectoryEvent>(directoryEventSchemas);
