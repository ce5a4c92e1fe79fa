import { type DynamicModule, type FactoryProvider, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EventStore } from './event-store.js';
import { PostgresEventStore, type PostgresOptions } from './postgres.event-store.js';

export interface EventStoreModuleAsyncOptions extends Pick<FactoryProvider, 'inject'> {
  readonly imports?: NonNullable<DynamicModule['imports']>;
  /** The options of the store on Postgres, or a store of the caller's choice. */
  readonly useFactory: FactoryProvider<PostgresOptions | EventStore>['useFactory'];
}

/** Provides the one `EventStore` of the process everywhere, and closes it after the last request has been answered. */
@Module({})
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  static forRoot(options: PostgresOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  static forRootAsync({ imports = [], inject = [], useFactory }: EventStoreModuleAsyncOptions): DynamicModule {
    const store: FactoryProvider<EventStore> = {
      provide: EventStore,
      inject,
      useFactory: async (...dependencies) => {
        const chosen = await useFactory(...dependencies);
        return chosen instanceof EventStore ? chosen : new PostgresEventStore(chosen);
      },
    };
    return { module: EventStoreModule, global: true, imports, providers: [store], exports: [EventStore] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
