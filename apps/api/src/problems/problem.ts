import { limitSchema } from '@app/catalogue/domain';
import { CommandIdReused, EventStoreUnavailable, UnstorableAppend, WrongExpectedRevision } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { HttpException } from '@nestjs/common';
import { limitWords } from './limit-words.js';
import { type ProblemCode, PROBLEMS } from './problem-texts.js';

/** RFC 9457. `code` is stable; `title` is for people, in the language asked for. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly [fact: string]: unknown;
}

export type Language = 'zh' | 'en';

/** English only where it is preferred over Chinese. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', q = 'q=1'] = part.trim().toLowerCase().split(';');
      return { tag, weight: Number(q.trim().slice(2)) || 0 };
    })
    .filter(({ tag }) => /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.weight - a.weight);
  return preferred[0]?.tag.startsWith('en') ? 'en' : 'zh';
}

export function problemOf(code: ProblemCode, facts: Readonly<Record<string, unknown>>, language: Language): Problem {
  const [status, zh, en] = PROBLEMS[code];
  const title = (language === 'en' ? en : zh).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    shown(facts[name], language),
  );
  return { ...facts, type: `/problems/${code}`, title, status, code };
}

function shown(fact: unknown, language: Language): string {
  if (Array.isArray(fact)) return fact.map((one) => shown(one, language)).join('; ');
  if (['string', 'number', 'boolean'].includes(typeof fact)) return String(fact);
  const limit = limitSchema.safeParse(fact);
  return limit.success ? limitWords(limit.data, language) : '?';
}

/** What an error is to the outside; anything that is not foreseen is an internal error and tells nothing. */
export function meaningOf(error: unknown): { code: ProblemCode; facts: Readonly<Record<string, unknown>> } {
  if (error instanceof DomainError) {
    const { code, facts } = error;
    return isKnown(code) ? { code, facts } : { code: 'internal/error', facts: {} };
  }
  if (error instanceof CommandIdReused) return { code: 'idempotency/key-reused', facts: {} };
  if (error instanceof WrongExpectedRevision) return { code: 'request/conflict', facts: {} };
  if (error instanceof UnstorableAppend) return malformed('body', error.reason);
  const { status, code } = signsOf(error);
  if (isUnfitValue(code)) return malformed('query', 'a value is out of range');
  if (status === 400) return malformed(code === 'FST_ERR_BAD_URL' ? 'path' : 'body', messageOf(error));
  return { code: codeOfStatus(isDatabaseAway(error, code) ? 503 : status), facts: {} };
}

/** What no schema could name more closely. */
const malformed = (where: 'body' | 'query' | 'path', message: string) => ({
  code: 'request/invalid' as const,
  facts: { errors: [{ in: where, field: '', message }] },
});

export const isKnown = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** What an error of the framework, the network or the database says of itself. */
function signsOf(error: unknown): { status?: number | undefined; code: string } {
  if (error instanceof HttpException) return { status: error.getStatus(), code: '' };
  const { statusCode, code } = (error instanceof Error ? error : {}) as { statusCode?: unknown; code?: unknown };
  return {
    status: typeof statusCode === 'number' ? statusCode : undefined,
    code: typeof code === 'string' ? code : '',
  };
}

/** What `pg` says of a connection in words only. */
const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;

/** Connection refused, cut or reset; and Postgres' classes 08 (connection), 3D (no such database), 53 (resources), 57P (shut down). */
const isDatabaseAway = (error: unknown, code: string): boolean =>
  error instanceof EventStoreUnavailable ||
  /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|08|3D|53|57P)/.test(code) ||
  CONNECTION_LOST.test(messageOf(error));

/** Postgres' class 22: a value that passed the schema, and that no column can hold (a cursor that was tampered with). */
const isUnfitValue = (code: string): boolean => /^22[0-9A-Z]{3}$/.test(code);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'request/invalid',
  404: 'request/no-such-route',
  413: 'request/too-large',
  415: 'request/not-json',
  429: 'request/too-many',
  503: 'service/unavailable',
};
const codeOfStatus = (status: number | undefined): ProblemCode => BY_STATUS[status ?? 500] ?? 'internal/error';
