import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';

export interface SeedProblem {
  readonly file: string;
  /** A JSON path (`area.units[3].type`) or a line. */
  readonly place: string;
  readonly reason: string;
}

/** Seed data that cannot be loaded: every problem found, in the order of the files. Nothing was written. */
export class InvalidSeeds extends Error {
  constructor(readonly problems: readonly SeedProblem[]) {
    super(problems.map(({ file, place, reason }) => `${file}: ${place}: ${reason}`).join('\n'));
    this.name = 'InvalidSeeds';
  }
}

/** A value, and where it stands. */
export interface Placed<T> {
  readonly file: string;
  readonly place: string;
  readonly value: T;
}

/** Reads the files under one folder and gathers what is wrong with them. */
export class SeedFiles {
  readonly problems: SeedProblem[] = [];

  constructor(private readonly root: string) {}

  /** Folders of the root, by name. */
  folders(): string[] {
    return readdirSync(this.root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  /** Paths of a folder's files that end so, by name; none if there is no such folder. */
  list(folder: string, ending: string): string[] {
    const path = join(this.root, folder);
    if (!existsSync(path)) return [];
    const names = readdirSync(path).filter((name) => name.endsWith(ending));
    return names.sort().map((name) => relative('.', join(folder, name)));
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  refuse({ file, place }: Omit<SeedProblem, 'reason'>, reason: string): void {
    this.problems.push({ file, place, reason });
  }

  json<T>(file: string, schema: z.ZodType<T>): Placed<T> | undefined {
    const text = readFileSync(join(this.root, file), 'utf8');
    try {
      return this.checked({ file, place: '' }, JSON.parse(text), schema);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const offset = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
      this.refuse({ file, place: `line ${text.slice(0, offset).split('\n').length}` }, `no JSON: ${error.message}`);
      return undefined;
    }
  }

  /** The rows under a head line; each checked for itself. */
  csv<T>(file: string, schema: z.ZodType<T>): Placed<T>[] {
    const text = readFileSync(join(this.root, file), 'utf8');
    try {
      const rows = parse<{ record: unknown; info: { lines: number } }>(text, { columns: true, info: true, bom: true });
      return rows
        .map(({ record, info }) => this.checked({ file, place: `line ${info.lines}` }, record, schema))
        .filter((row) => row !== undefined);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      this.refuse({ file, place: `line ${Number(error['lines'] ?? 1)}` }, error.message);
      return [];
    }
  }

  /** A value that fits its schema, or undefined and a problem for every field that does not. */
  checked<T>(at: Omit<SeedProblem, 'reason'>, raw: unknown, schema: z.ZodType<T>): Placed<T> | undefined {
    const result = schema.safeParse(raw);
    if (result.success) return { ...at, value: result.data };
    for (const { path, message } of result.error.issues) {
      const inside = pathText(path);
      this.refuse(
        { ...at, place: [at.place, inside].filter((part) => part !== '').join(' ') || '(whole file)' },
        message,
      );
    }
    return undefined;
  }
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
