import { type DynamicModule, Module } from '@nestjs/common';
import { SUCCESSION_OPTIONS, type SuccessionOptions, UnitSuccessions } from './unit-successions.js';

/** Passes on what merged units had open, for as long as the application runs. Needs the process's buses and `Clock`. */
@Module({})
export class UnitSuccessionsModule {
  static forRoot(options: SuccessionOptions): DynamicModule {
    return {
      module: UnitSuccessionsModule,
      providers: [{ provide: SUCCESSION_OPTIONS, useValue: options }, UnitSuccessions],
      exports: [UnitSuccessions],
    };
  }
}
