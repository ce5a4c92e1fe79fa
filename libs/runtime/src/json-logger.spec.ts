import { expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { correlation } from './correlation.js';
import { JsonLogger } from './json-logger.js';
import { forLibraries } from './logger.js';

/** The lines that a piece of work logs through Nest, as every part of the program does. */
function logged(level: 'log' | 'debug', work: (logger: Logger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  Logger.overrideLogger(new JsonLogger(level, { write: (line) => lines.push(line) }));
  try {
    work(new Logger('Alarms'));
  } finally {
    Logger.overrideLogger(['fatal']);
  }
  expect(lines.every((line) => /^[^\n]*\n$/.test(line))).toBe(true);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line says when, how severe, where, what, and to which request it belongs', () => {
  const [line, alone] = logged('log', (logger) => {
    correlation.run('6b1c9a3e-0d4e-4c56-9df1-8d2a1f0c7b11', () => logger.warn('queue: away'));
    logger.log('working');
  });
  expect(line).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    pid: process.pid,
    correlationId: '6b1c9a3e-0d4e-4c56-9df1-8d2a1f0c7b11',
    context: 'Alarms',
    message: 'queue: away',
  });
  expect(alone).toMatchObject({ level: 'info', message: 'working' });
  expect(alone).not.toHaveProperty('correlationId');
});

test('LOG_LEVEL says what is written', () => {
  const work = (logger: Logger): void => {
    logger.debug('seen with debug');
    logger.verbose('never seen');
  };
  expect(logged('log', work)).toEqual([]);
  expect(logged('debug', work)).toMatchObject([{ level: 'debug', message: 'seen with debug' }]);
});

test('an error comes with its stack and its cause, however it is given', () => {
  const error = new Error('not stored', { cause: new Error('disk full') });
  const [asObject, asStack] = logged('log', (logger) => {
    logger.error(error);
    logger.error('request failed', error.stack);
  });
  expect(asObject).toMatchObject({ level: 'error', context: 'Alarms', message: 'not stored' });
  expect(asObject?.['stack']).toMatch(/^Error: not stored\n\s+at [\s\S]+\ncaused by Error: disk full\n\s+at /);
  expect(asStack).toMatchObject({ context: 'Alarms', message: 'request failed', stack: error.stack });
});

test('what must not be logged is taken out, should it get there all the same', () => {
  const key = `chs_xy-cgj_${'a'.repeat(43)}`;
  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
  const lines = logged('log', (logger) => {
    logger.error(new Error(`connect postgres://user:hunter2@db:5432/x, redis://:hunter2@r:6379, ${key}`));
    logger.warn(`Authorization: Bearer ${token}; Basic b3BlcmF0b3I6aHVudGVyMg==; ${token}`);
    logger.log({ view: 'board', phone: '13800138000', reporter: { name: '王小明' }, row: { name: '王小明', id: 7 } });
  });
  expect(JSON.stringify(lines)).not.toMatch(/hunter2|aaaaaaaa|eyJ|b3BlcmF0b3I|13800138000|王小明/);
  expect(lines[0]?.['message']).toContain('postgres://user:[removed]@db:5432/x');
  expect(lines[2]?.['details']).toMatchObject({ view: 'board', row: { id: 7 } });
});

test('what a library prints by itself is a line like the others, once though it says it of every connection', () => {
  const lines: string[] = [];
  const library = globalThis.console;
  const original = Object.getOwnPropertyDescriptor(library, 'warn') ?? {};
  try {
    forLibraries(new JsonLogger('log', { write: (line) => lines.push(line) }));
    for (let n = 0; n < 3; n++)
      library.warn('IMPORTANT! Eviction policy is %s.\n  It should be "noeviction"', 'allkeys-lru');
  } finally {
    Object.defineProperty(library, 'warn', original);
  }
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      level: 'warn',
      context: 'Library',
      message: 'IMPORTANT! Eviction policy is allkeys-lru. It should be "noeviction"',
    }),
  ]);
});
