import { CatalogueModule } from '@app/catalogue';
import { DirectoryModule } from '@app/directory';
import { EvaluationModule } from '@app/evaluation';
import { type EventStore, EventStoreModule, openKurrentDb, type PostgresOptions } from '@app/event-store';
import { Clock, SystemClock } from '@app/kernel';
import { NotificationsModule } from '@app/notifications';
import { PrivacyModule } from '@app/privacy';
import {
  type Config,
  ConfigError,
  ConfigModule,
  databaseOptions,
  oneLine,
  requireMigrated,
  UnfitDatabase,
} from '@app/runtime';
import { ServiceOrdersModule } from '@app/service-orders';
import { requireOwnLog } from './own-log.js';
import { WhistlesModule } from '@app/whistles';
import { type DynamicModule, Global, Module, type ModuleMetadata } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

/** Before anything else in the process can use the connection. */
async function connected(config: Config, options?: DataSourceOptions): Promise<DataSource> {
  if (!options) throw new Error('no database options');
  const dataSource = await new DataSource(options).initialize().catch((cause: unknown) => {
    throw new Error(`DATABASE_URL: ${oneLine(cause)}`, { cause });
  });
  const fit = requireMigrated(dataSource).then(() => requireOwnLog(dataSource, config.eventStore));
  await fit.catch(async (error: unknown) => {
    await dataSource.destroy();
    throw error;
  });
  return dataSource;
}

/** The log where the configuration says it is. @throws ConfigError without the url: it may hold a password */
function logOf({ eventStore, kurrentDbUrl }: Config, url: string): PostgresOptions | Promise<EventStore> {
  if (eventStore === 'postgres') return { url };
  return openKurrentDb({ url: kurrentDbUrl ?? '' }).catch((cause: unknown) => {
    throw new ConfigError('KURRENTDB_URL: is none that the client of KurrentDB can use', { cause });
  });
}

/** The root of every process: configuration, clock, database, log, reference data, vault, whistles, evaluation and service orders once, then what this process does. */
@Module({})
export class ProcessModule {
  /** @throws ConfigError if the configuration names no database: start the embedded one first, and put its url in */
  static forRoot(config: Config, imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    const url = config.databaseUrl;
    if (!url) throw new ConfigError('DATABASE_URL: must be given to run this process on its own');
    const database = TypeOrmModule.forRootAsync({
      useFactory: () => ({
        ...databaseOptions({ url }),
        autoLoadEntities: true,
        retryAttempts: 5,
        retryDelay: 1000,
        toRetry: (error: unknown) => !(error instanceof UnfitDatabase || error instanceof ConfigError),
      }),
      dataSourceFactory: (options) => connected(config, options),
    });
    return {
      module: ProcessModule,
      imports: [
        ConfigModule.forRoot(config),
        ClockModule,
        database,
        CqrsModule.forRoot(),
        EventStoreModule.forRootAsync({ useFactory: () => logOf(config, url) }),
        DirectoryModule,
        CatalogueModule,
        PrivacyModule.forRoot(config),
        WhistlesModule,
        EvaluationModule,
        ServiceOrdersModule,
        NotificationsModule.forRoot({
          ...config.webhooks,
          plainHttp: config.embedded && config.environment !== 'production',
        }),
        ...imports,
      ],
    };
  }
}
