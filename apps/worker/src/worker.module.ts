import { CalendarRevisions, DeadlinesModule } from '@app/deadlines';
import { Deliveries } from '@app/notifications';
import { allProjections } from '@app/process';
import { Followers } from '@app/followers';
import { LeasedWorkModule, ProjectionsModule } from '@app/projections';
import type { Config } from '@app/runtime';
import { ServiceOrderClocks } from '@app/service-orders';
import { RetentionEnds, UnitSuccessions } from '@app/whistles';
import { type DynamicModule, Module } from '@nestjs/common';

/** Each in one process of the installation at a time. */
const BESIDE_REQUESTS = [CalendarRevisions, Followers, UnitSuccessions, RetentionEnds, ServiceOrderClocks, Deliveries];

/** What runs beside requests: projections, process managers, timers. Any number of processes may run it. */
@Module({})
export class WorkerModule {
  static forRoot(config: Config): DynamicModule {
    const databaseUrl = config.databaseUrl ?? '';
    return {
      module: WorkerModule,
      imports: [
        ProjectionsModule.forRoot({ projections: allProjections, databaseUrl }),
        DeadlinesModule.forRoot({ databaseUrl, redisUrl: config.redisUrl }),
        LeasedWorkModule.forRoot(databaseUrl, BESIDE_REQUESTS),
      ],
    };
  }
}
