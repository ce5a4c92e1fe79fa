import { OpenClockRow } from '@app/whistles';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Alarms } from './alarms.js';
import { type DeadlinesOptions, OPTIONS } from './options.js';
import { Ringer } from './ringer.js';

/**
 * Rings when a clock comes to its moment, for as long as the application runs. Needs the process's buses and `Clock`, and the
 * commands of whistles.
 */
@Module({})
export class DeadlinesModule {
  static forRoot(options: DeadlinesOptions): DynamicModule {
    return {
      module: DeadlinesModule,
      imports: [TypeOrmModule.forFeature([OpenClockRow])],
      providers: [{ provide: OPTIONS, useValue: options }, Ringer, Alarms],
      exports: [Alarms],
    };
  }
}
