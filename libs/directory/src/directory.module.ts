import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { directoryHandlers } from './directory.handlers.js';
import { Directory } from './directory.js';

/** `Directory` everywhere, and the commands that write it. Needs the process's `EventStore`. */
@Global()
@Module({ imports: [CqrsModule], providers: [Directory, ...directoryHandlers], exports: [Directory] })
export class DirectoryModule {}
