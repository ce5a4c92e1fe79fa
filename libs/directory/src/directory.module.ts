import { Global, Module } from '@nestjs/common';
import { directoryHandlers } from './directory.handlers.js';
import { Directory } from './directory.js';

/** `Directory` everywhere, and the commands that write it. Needs the process's `EventStore`. */
@Global()
@Module({ providers: [Directory, ...directoryHandlers], exports: [Directory] })
export class DirectoryModule {}
