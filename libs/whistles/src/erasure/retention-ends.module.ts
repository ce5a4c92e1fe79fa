import { type DynamicModule, Module } from '@nestjs/common';
import { RETENTION_OPTIONS, RetentionEnds, type RetentionOptions } from './retention-ends.js';

/** Erases whom a retention has ended for, as long as the application runs. Needs the process's buses and `Clock`. */
@Module({})
export class RetentionEndsModule {
  static forRoot(options: RetentionOptions): DynamicModule {
    return {
      module: RetentionEndsModule,
      providers: [{ provide: RETENTION_OPTIONS, useValue: options }, RetentionEnds],
    };
  }
}
