import { EventStore } from '@app/event-store';
import type { Position } from '@app/kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { LeasedWorks } from './leased-work.js';
import type { Projection } from './projection.js';
import { ProjectionRunner } from './projection-runner.js';

/** A view has committed a page: for live screens. Best effort, never for anything that must happen. */
export class ViewMoved {
  constructor(
    readonly view: string,
    readonly position: Position,
  ) {}
}

export interface ProjectionsOptions {
  readonly projections: readonly Projection[];
  readonly databaseUrl: string;
}

/** Runs every projection it is given, for as long as the application runs. */
@Module({})
export class ProjectionsModule {
  static forRoot({ projections, databaseUrl }: ProjectionsOptions): DynamicModule {
    const running = {
      provide: LeasedWorks,
      inject: [EventStore, DataSource, EventBus],
      useFactory: (store: EventStore, dataSource: DataSource, bus: EventBus) => {
        const committed = ({ name }: Projection, position: Position): void =>
          void bus.publish(new ViewMoved(name, position));
        const runners = projections.map((one) => new ProjectionRunner(one, store, dataSource, committed));
        return new LeasedWorks(databaseUrl, runners);
      },
    };
    return { module: ProjectionsModule, providers: [running] };
  }
}
