import type { LoggerService } from '@nestjs/common';
import { type Logger as Pino, type LoggerOptions, pino } from 'pino';
import type { Config } from './config.js';
import { correlation } from './correlation.js';
import { withoutSecrets } from './without-secrets.js';

const PINO_LEVELS = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  log: 'info',
  debug: 'debug',
  verbose: 'trace',
} as const satisfies Record<Config['logLevel'], string>;

/** Fields that have no place in a log; taken out should they get there all the same. */
const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey'];
const PERSONAL = ['name', 'phone', 'idNumber', 'address', 'description', 'words', 'reporter', 'body', 'parameters'];
const REMOVED = [...SECRETS, ...PERSONAL].flatMap((field) => [`details.${field}`, `details.*.${field}`]);

const OPTIONS: LoggerOptions = {
  messageKey: 'message',
  base: { pid: process.pid },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  redact: { paths: REMOVED, censor: '[removed]' },
  mixin() {
    const correlationId = correlation.getStore();
    return correlationId === undefined ? {} : { correlationId };
  },
};

/** One JSON object a line: `level`, `time`, `pid`, `correlationId` of what it belongs to, `context`, `message`, and `stack` of an error. */
export class JsonLogger implements LoggerService {
  readonly fatal = this.at('fatal');
  readonly error = this.at('error');
  readonly warn = this.at('warn');
  readonly log = this.at('log');
  readonly debug = this.at('debug');
  readonly verbose = this.at('verbose');
  private readonly out: Pino;

  constructor(level: Config['logLevel'], destination: { write(line: string): unknown } = process.stdout) {
    this.out = pino({ ...OPTIONS, level: PINO_LEVELS[level] }, { write: (line) => void destination.write(line) });
  }

  /** As Nest calls: what is to be logged, perhaps the stack of an error, and the context last. */
  private at(level: Config['logLevel']) {
    return (what: unknown, ...rest: unknown[]): void => {
      const texts = rest.filter((it) => typeof it === 'string');
      const context = texts.findLast((it) => !isStack(it));
      const stack = what instanceof Error ? stackOf(what) : texts.find(isStack);
      const details = typeof what === 'object' && what !== null && !(what instanceof Error) ? what : undefined;
      const message = details ? undefined : withoutSecrets(what instanceof Error ? what.message : String(what));
      this.out[PINO_LEVELS[level]](
        {
          ...(context !== undefined && { context }),
          ...(stack !== undefined && { stack: withoutSecrets(stack) }),
          ...(details && { details }),
        },
        message,
      );
    };
  }
}

const isStack = (text: string): boolean => /\n\s+at /.test(text);

/** With what caused it. Only stacks: the other fields of a database's error hold values. */
const stackOf = ({ stack = '', cause }: Error): string =>
  cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
