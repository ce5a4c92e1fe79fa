import { eventCodec } from '@app/event-store';
import { type CatalogueEvent, catalogueEventSchemas } from './domain/index.js';

export const catalogueCodec = eventCodec<CatalogueEvent>(catalogueEventSchemas);
