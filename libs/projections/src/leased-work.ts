import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Module,
  type OnApplicationBootstrap,
  type Type,
} from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { keepTrying } from './keep-trying.js';
import { Lease } from './lease.js';

/** What one process of the whole installation does at a time; another takes over when that one dies. */
export interface LeasedWork {
  /** Of the lease, in kebab case. */
  readonly name: string;
  /** Goes on until `held` is aborted. What it throws is said, and it begins again. */
  work(held: AbortSignal): Promise<void>;
}

/** Does it whenever the lease is to be had, until the signal says stop. */
export function keepAtWork(one: LeasedWork, lease: Lease, signal: AbortSignal): Promise<void> {
  setMaxListeners(Infinity, signal); // one of each work: more than ten are no leak
  return keepTrying(one.name, signal, () => lease.hold(one.name, signal, (held) => one.work(held)));
}

/** Each under a lease of its own, for as long as the application runs. */
export class LeasedWorks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly databaseUrl: string,
    private readonly works: readonly LeasedWork[],
  ) {}

  onApplicationBootstrap(): void {
    const lease = new Lease(this.databaseUrl);
    this.running = Promise.all(this.works.map((one) => keepAtWork(one, lease, this.stop.signal)));
  }

  /** Lets what is in hand finish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }
}

/** Runs process managers and whatever else goes on beside requests. Needs what these are made of: the process's buses, log, … */
@Module({})
export class LeasedWorkModule {
  static forRoot(databaseUrl: string, works: readonly Type<LeasedWork>[]): DynamicModule {
    const all = {
      provide: LeasedWorks,
      inject: [...works],
      useFactory: (...made: LeasedWork[]) => new LeasedWorks(databaseUrl, made),
    };
    return { module: LeasedWorkModule, providers: [...works, all] };
  }
}
