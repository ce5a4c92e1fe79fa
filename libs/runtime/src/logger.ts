import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { format } from 'node:util';
import { type Config, LOG_LEVELS } from './config.js';
import { correlation } from './correlation.js';
import { JsonLogger } from './json-logger.js';

/** The log of this process: readable in development, one JSON object per line in production. */
export const loggerFor = ({ environment, logLevel }: Config): LoggerService =>
  forLibraries(
    withoutChatter(
      environment === 'production'
        ? new JsonLogger(logLevel)
        : new ReadableLogger({
            colors: process.stdout.isTTY,
            logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(logLevel) + 1),
          }),
    ),
  );

/** What libraries warn of by themselves, such as BullMQ of each connection to a Redis that evicts, is a line of the same log, once. */
export function forLibraries(logger: LoggerService): LoggerService {
  let last: string | undefined;
  globalThis.console.warn = (...words: unknown[]): void => {
    const text = format(...words)
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (text !== last) logger.warn(text, 'Library');
    last = text;
  };
  return logger;
}

/** What Nest tells of each module and route at every start interests nobody who reads the log. */
const START_CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

function withoutChatter(logger: LoggerService): LoggerService {
  const log = logger.log.bind(logger);
  logger.log = (message: unknown, ...rest: unknown[]): void => {
    if (!START_CHATTER.has(String(rest.at(-1)))) log(message, ...rest);
  };
  return logger;
}

class ReadableLogger extends ConsoleLogger {
  protected override formatContext(context: string): string {
    const id = correlation.getStore();
    return `${super.formatContext(context)}${id === undefined ? '' : `${id} `}`;
  }
}
