import { ConsoleLogger } from '@nestjs/common';
import { type Config, LOG_LEVELS } from './config.js';

/** The log of this process: readable in development, one JSON object per line in production. */
export const loggerFor = (config: Config): ConsoleLogger =>
  new ProcessLogger({
    json: config.environment === 'production',
    colors: config.environment !== 'production' && process.stdout.isTTY,
    logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(config.logLevel) + 1),
  });

/** What Nest tells of each module and route at every start interests nobody who reads the log. */
const START_CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

class ProcessLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!START_CHATTER.has(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
  }
}
