import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Config, ConfigError } from './config.js';
import { ConfigModule } from './config.module.js';
import { databaseOptions } from './database.js';

/** The root of every process: configuration, database and buses once, then what this process does. */
@Module({})
export class ProcessModule {
  /** @throws ConfigError if the configuration names no database: start the embedded one first, and put its url in */
  static forRoot(config: Config, imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    if (!config.databaseUrl) throw new ConfigError('DATABASE_URL: must be given to run this process on its own');
    const database = TypeOrmModule.forRoot({
      ...databaseOptions({ url: config.databaseUrl }),
      autoLoadEntities: true,
      retryAttempts: 5,
      retryDelay: 1000,
    });
    return {
      module: ProcessModule,
      imports: [ConfigModule.forRoot(config), database, CqrsModule.forRoot(), ...imports],
    };
  }
}
