import { describe, expect, it, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

const guide = new URL('../docs/walkthrough.md', import.meta.url);
const text = readFileSync(guide, 'utf8');

/** `[`Class.method`](../path.ts)`: what the guide says stands in a file. */
const cited = [...text.matchAll(/\[`([^`]+)`\]\(([^)]+\.ts)\)/g)].map(
  ([, name = '', path = '']) => [name, path] as const,
);

const declares = (source: string, name: string): boolean =>
  new RegExp(String.raw`\b(?:class|function|const|interface|type) ${name}\b`).test(source) ||
  new RegExp(String.raw`^ +(?:private |abstract |async )*${name}\(`, 'm').test(source);

describe('docs/walkthrough.md', () => {
  it('cites files', () => expect(cited.length).toBeGreaterThan(15));

  test.each(cited)('%s is in %s', (name, path) => {
    const file = new URL(path, guide);
    expect(existsSync(file)).toBe(true);
    const source = readFileSync(file, 'utf8');
    const missing = path.endsWith(`/${name}`) ? [] : name.split('.').filter((part) => !declares(source, part));
    expect(missing).toEqual([]);
  });

  it('names no more than four files between the request and the row', () => {
    const way = text.slice(text.indexOf('## To the row'), text.indexOf('## And back'));
    expect(way.match(/^\d+\. /gm)).toHaveLength(4);
  });

  it('names events that the rule and the projector both know', () => {
    const [rule, projector] = ['domain/triage.ts', 'views/triage-board/triage-board.projector.ts'].map((path) =>
      readFileSync(new URL(`../libs/whistles/src/${path}`, import.meta.url), 'utf8'),
    );
    expect(rule).toContain(`type: 'WhistleAccepted'`);
    expect(projector).toMatch(/WhistleAccepted: \(/);
    expect(projector).toMatch(/DeadlineSet: ofTheDesk\(/);
  });
});
