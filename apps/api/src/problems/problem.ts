import { CommandIdReused, WrongExpectedRevision } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { HttpException } from '@nestjs/common';
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
  const title = (language === 'en' ? en : zh).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '?'));
  return { ...facts, type: `/problems/${code}`, title, status, code };
}

/** What an error is to the outside; anything that is not foreseen is an internal error and tells nothing. */
export function meaningOf(error: unknown): { code: ProblemCode; facts: Readonly<Record<string, unknown>> } {
  if (error instanceof DomainError) {
    const { code, facts } = error;
    return isKnown(code) ? { code, facts } : { code: 'internal/error', facts: {} };
  }
  if (error instanceof CommandIdReused) return { code: 'idempotency/key-reused', facts: {} };
  if (error instanceof WrongExpectedRevision) return { code: 'request/conflict', facts: {} };
  return { code: codeOfStatus(statusOf(error)), facts: {} };
}

export const isKnown = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return undefined;
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 'code' in error && isDatabaseAway(String(error.code)) ? 503 : undefined;
}

/** Connection refused, cut or reset; and Postgres' classes 08 (connection), 53 (resources), 57P (shut down). */
const isDatabaseAway = (code: string): boolean => /^(ECONN|EPIPE|ETIMEDOUT|08|53|57P)/.test(code);

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'request/invalid',
  404: 'request/no-such-route',
  413: 'request/too-large',
  415: 'request/not-json',
  429: 'request/too-many',
  503: 'service/unavailable',
};
const codeOfStatus = (status: number | undefined): ProblemCode => BY_STATUS[status ?? 500] ?? 'internal/error';
