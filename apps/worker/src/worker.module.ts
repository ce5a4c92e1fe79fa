import { DeadlinesModule } from '@app/deadlines';
import { DeliveriesModule } from '@app/notifications';
import { allProjections } from '@app/process';
import { FollowersModule } from '@app/followers';
import { ProjectionsModule } from '@app/projections';
import type { Config } from '@app/runtime';
import { RetentionEndsModule, UnitSuccessionsModule } from '@app/whistles';
import { type DynamicModule, Module } from '@nestjs/common';

/** What runs beside requests: projections, process managers, timers. Any number of processes may run it. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    const databaseUrl = config.databaseUrl ?? '';
    return {
      module: WorkerModule,
      imports: [
        ProjectionsModule.forRoot({ projections: allProjections, databaseUrl }),
        FollowersModule.forRoot({ databaseUrl }),
        DeadlinesModule.forRoot({ databaseUrl, redisUrl: config.redisUrl }),
        UnitSuccessionsModule.forRoot({ databaseUrl }),
        RetentionEndsModule.forRoot({ databaseUrl }),
        DeliveriesModule,
      ],
    };
  }
}
