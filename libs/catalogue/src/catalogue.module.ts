import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { catalogueHandlers } from './catalogue.handlers.js';
import { Catalogue } from './catalogue.js';

/** `Catalogue` everywhere, and the commands that write it. Needs the process's `EventStore`. */
@Global()
@Module({ imports: [CqrsModule], providers: [Catalogue, ...catalogueHandlers], exports: [Catalogue] })
export class CatalogueModule {}
