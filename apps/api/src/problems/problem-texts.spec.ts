import type { RevealRefusal } from '@app/identity';
import { projectRoot } from '@app/runtime';
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf } from './problem.js';
import { type ProblemCode, PROBLEMS } from './problem-texts.js';

const sources = ['apps', 'libs']
  .flatMap((root) =>
    readdirSync(join(projectRoot, root), { recursive: true, encoding: 'utf8' }).map((file) => join(root, file)),
  )
  .filter((file) => file.endsWith('.ts') && !/spec\.ts$|contract\.ts$|libs\/testing|apps\/cli|problem-texts/.test(file))
  .map((file) => readFileSync(join(projectRoot, file), 'utf8'));

const literals = (pattern: RegExp): Set<string> =>
  new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code ?? '')));

/** Thrown by name, or through a helper whose first argument is the code. */
const thrown = literals(/(?:DomainError|[rR]efused)\(\s*'([a-z-]+\/[a-z-]+)'/g);
/** Named anywhere else: by status, or by what another error means. */
const named = literals(/'([a-z-]+\/[a-z-]+)'/g);
const reveals: Record<`reveal/${RevealRefusal}`, true> = {
  'reveal/role': true,
  'reveal/reason-missing': true,
  'reveal/no-open-contact': true,
  'reveal/report': true,
};
/** Meant for whoever runs the command line or reads the seeds, and never thrown behind HTTP. */
const ELSEWHERE = [
  'working-time/unreadable-limit',
  'working-time/impossible-calendar',
  'working-time/uncountable-limit',
  'working-time/out-of-range',
];

describe('the texts of problems', () => {
  test('there is one for every refusal that is thrown', () => {
    expect(thrown.size).toBeGreaterThan(50);
    const without = [...thrown].filter((code) => !(code in PROBLEMS) && !ELSEWHERE.includes(code));
    expect(without).toEqual([]);
  });

  test('none is there for nothing', () => {
    expect(Object.keys(PROBLEMS).filter((code) => !named.has(code) && !(code in reveals))).toEqual([]);
  });

  test.each(Object.entries(PROBLEMS))('%s is told in both languages of the same facts', (code, [status, zh, en]) => {
    const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
    expect(gaps(zh)).toEqual(gaps(en));
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(status).toBeGreaterThanOrEqual(400);
    const facts = Object.fromEntries(gaps(zh).map((name) => [name, ['一', '二']]));
    expect(problemOf(code as ProblemCode, facts, 'zh').title).not.toMatch(/[{}?]/);
  });

  test.each(Object.keys(PROBLEMS).filter((code) => PROBLEMS[code as ProblemCode][1].includes('{')))(
    '%s is thrown with the facts that its text speaks of',
    (code) => {
      const names = [...PROBLEMS[code as ProblemCode][1].matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      const throws = sources.flatMap((text) =>
        [...text.matchAll(new RegExp(String.raw`(?:DomainError|[rR]efused)\(\s*'${code}'([^;]*)`, 'g'))].map(
          ([, rest]) => rest ?? '',
        ),
      );
      for (const rest of throws.filter((text) => text.includes('{')))
        for (const name of names) expect([rest, rest.includes(name)]).toEqual([rest, true]);
    },
  );
});

test('a limit that was hit is told in words', () => {
  const facts = { until: '2026-03-02T10:00:00.000Z', window: { amount: 4, unit: 'WH' } };
  const titleIn = (language: 'zh' | 'en') => problemOf('return/too-late', facts, language).title;
  expect(titleIn('zh')).toBe('退单须在 4 个工作时 内提出，已于 2026-03-02T10:00:00.000Z 截止');
  expect(titleIn('en')).toBe('It may be returned within 4 working hours: that was over at 2026-03-02T10:00:00.000Z');
});
