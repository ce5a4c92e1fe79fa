import { OpenClockRow } from '@app/whistles';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Alarms, type DeadlinesOptions, OPTIONS } from './alarms.js';

/** Rings when a clock has run out, for as long as the application runs. Needs the process's buses and `Clock`, and the commands of whistles. */
@Module({})
export class DeadlinesModule {
  static forRoot(options: DeadlinesOptions): DynamicModule {
    return {
      module: DeadlinesModule,
      imports: [TypeOrmModule.forFeature([OpenClockRow])],
      providers: [{ provide: OPTIONS, useValue: options }, Alarms],
      exports: [Alarms],
    };
  }
}
