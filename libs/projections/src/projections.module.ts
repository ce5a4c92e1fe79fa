import { EventStore } from '@app/event-store';
import type { Position } from '@app/kernel';
import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Lease } from './lease.js';
import type { Projection } from './projection.js';
import { ProjectionRunner } from './projection-runner.js';

/** A view has committed a page: for live screens. Best effort, never for anything that must happen. */
export class ViewMoved {
  constructor(
    readonly view: string,
    readonly position: Position,
  ) {}
}

const OPTIONS = Symbol('projections');

export interface ProjectionsOptions {
  readonly projections: readonly Projection[];
  readonly databaseUrl: string;
}

/** Runs every projection it is given, for as long as the application runs. */
@Injectable()
export class Projections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(OPTIONS) private readonly options: ProjectionsOptions,
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    private readonly events: EventBus,
  ) {}

  onApplicationBootstrap(): void {
    const lease = new Lease(this.options.databaseUrl);
    const { signal } = this.stop;
    const committed = ({ name }: Projection, position: Position): void => {
      void this.events.publish(new ViewMoved(name, position));
    };
    this.running = Promise.all(
      this.options.projections.map((projection) =>
        new ProjectionRunner(projection, this.store, this.dataSource, lease, committed).run(signal),
      ),
    );
  }

  /** Lets the pages in hand finish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}

@Module({})
export class ProjectionsModule {
  static forRoot(options: ProjectionsOptions): DynamicModule {
    return {
      module: ProjectionsModule,
      providers: [{ provide: OPTIONS, useValue: options }, Projections],
      exports: [Projections],
    };
  }
}
