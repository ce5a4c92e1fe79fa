import { Global, Module } from '@nestjs/common';
import { catalogueHandlers } from './catalogue.handlers.js';
import { Catalogue } from './catalogue.js';
import { PolicyHistory } from './policy-history.js';

/** `Catalogue` everywhere, and the commands that write it. Needs the process's `EventStore`. */
@Global()
@Module({ providers: [Catalogue, PolicyHistory, ...catalogueHandlers], exports: [Catalogue, PolicyHistory] })
export class CatalogueModule {}
