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
import { soon } from './soon.js';

const ROLE = Symbol('role');

/** What a process does: `up` is API and worker in one. */
export type ProcessRole = 'api' | 'worker' | 'up';

/** What operators see of this process: its health, metrics, queues and traces. Loads nothing of what is not configured. */
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
    if (this.works) this.ends.push((await import('./correlate.js')).correlateWork());
    await this.trace();
    await this.listen();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const end of this.ends.toReversed()) await end();
  }

  private get works(): boolean {
    return this.role !== 'api';
  }

  private async trace(): Promise<void> {
    if (!this.config.traces) return;
    const [{ openTracer }, { traceWork }] = await Promise.all([
      import('./traces/tracer.js'),
      import('./traces/spans.js'),
    ]);
    const tracer = openTracer(this.config.traces, `chuishao-${this.role}`);
    this.ends.push(() => soon(tracer.end()).catch(() => undefined), traceWork(tracer));
    if (this.works) this.ends.push((await import('./traces/alarms.js')).traceAlarms(tracer));
  }

  private async listen(): Promise<void> {
    const { operations: place, databaseUrl = '', redisUrl } = this.config;
    if (!place) return;
    const [{ openListener }, { measure }] = await Promise.all([
      import('./listener.js'),
      import('./metrics/metrics.js'),
    ]);
    const { register, end } = measure(this.store, this.dataSource, { views: this.works });
    this.ends.push(end);
    const queues = this.works
      ? (await import('./queues.js')).showQueues({ databaseUrl, redisUrl }, register)
      : undefined;
    this.ends.push(() => queues?.close());
    const reasons = () => this.reasons();
    const listener = await openListener(place, { reasons, metrics: register, queues: queues?.dashboard });
    this.ends.push(listener.close);
    this.address = listener.address;
    new Logger('Operations').log(`operations at ${listener.address}`);
  }

  private async reasons(): Promise<string[]> {
    if (this.stopping) return ['stopping'];
    return this.works ? this.readiness.reasonsOfWorker() : this.readiness.reasons();
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
