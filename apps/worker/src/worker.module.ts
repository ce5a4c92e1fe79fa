import { DeadlinesModule } from '@app/deadlines';
import { evaluationProjections } from '@app/evaluation';
import { ProjectionsModule } from '@app/projections';
import type { Config } from '@app/runtime';
import { whistleProjections } from '@app/whistles';
import { type DynamicModule, Module } from '@nestjs/common';

/** What runs beside requests: projections, process managers, timers. Any number of processes may run it. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    const databaseUrl = config.databaseUrl ?? '';
    return {
      module: WorkerModule,
      imports: [
        ProjectionsModule.forRoot({ projections: [...whistleProjections, ...evaluationProjections], databaseUrl }),
        DeadlinesModule.forRoot({ databaseUrl, redisUrl: config.redisUrl }),
      ],
    };
  }
}
