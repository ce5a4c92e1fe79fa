import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const READMES = ['README.md', 'README.zh-CN.md'];

const markdown = ['', 'docs/', 'docs/adr/'].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);

test.each(markdown)('the links in %s lead somewhere', (path) => {
  const prose = read(path).replaceAll(/```[\s\S]*?```/g, '');
  const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const local = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(local.filter((target) => !existsSync(new URL(target, new URL(path, root))))).toEqual([]);
});

describe.each(READMES)('%s', (path) => {
  test('names every variable of the configuration, and no other', () => {
    const declared = [...read('libs/runtime/src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    const told = read(path)
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name));
    expect(told).toHaveLength(declared.length);
    expect(new Set(told)).toEqual(new Set(declared));
  });

  test('names every command of the command line', () => {
    const commands = [...read('apps/cli/src/main.ts').matchAll(/from '\.\/commands\/(\w+)\.js'/g)].map(
      ([, name]) => name,
    );
    expect(commands.filter((name) => !read(path).includes(`| \`${name}`))).toEqual([]);
  });

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(path).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('every decision record is in the index', () => {
  const records = readdirSync(new URL('docs/adr/', root)).filter((name) => /^\d{4}-/.test(name));
  const index = read('docs/adr/README.md');
  expect(records.filter((name) => !index.includes(`](${name})`))).toEqual([]);
});
