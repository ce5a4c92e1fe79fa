import { EventStore } from '@app/event-store';
import { Config } from '@app/runtime';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Readiness } from './readiness.js';

const ROLE = Symbol('role');

/** What a process does: `up` is API and worker in one. */
export type ProcessRole = 'api' | 'worker' | 'up';

/** What operators see of this process, if it is configured: its health, its metrics, its queues. Loads nothing otherwise. */
@Injectable()
export class Operations implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly ends: (() => unknown)[] = [];
  private stopping = false;
  /** Of the operations listener, `http://host:port`; absent without one. */
  address: string | undefined;

  constructor(
    @Inject(ROLE) private readonly role: ProcessRole,
    private readonly config: Config,
    private readonly readiness: Readiness,
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
  ) {}

  /** @throws Error one line, if the listener cannot listen */
  async onApplicationBootstrap(): Promise<void> {
    const place = this.config.operations;
    if (!place) return;
    const [{ openListener }, { measure }] = await Promise.all([
      import('./listener.js'),
      import('./metrics/metrics.js'),
    ]);
    const works = this.role !== 'api';
    const metrics = measure(this.store, this.dataSource, { views: works });
    this.ends.push(metrics.end);
    const listener = await openListener(place, { reasons: () => this.reasons(), metrics: metrics.register });
    this.ends.push(listener.close);
    this.address = listener.address;
    new Logger('Operations').log(`operations at ${listener.address}`);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const end of this.ends.reverse()) await end();
  }

  private async reasons(): Promise<string[]> {
    if (this.stopping) return ['stopping'];
    return this.role === 'api' ? this.readiness.reasons() : this.readiness.reasonsOfWorker();
  }
}

@Module({})
export class OperationsModule {
  static forRole(role: ProcessRole): DynamicModule {
    return {
      module: OperationsModule,
      providers: [{ provide: ROLE, useValue: role }, Readiness, Operations],
      exports: [Operations],
    };
  }
}
