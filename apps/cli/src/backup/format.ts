import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * A backup is one gzipped text, readable without us: a line that says what it is, then each table as PostgreSQL's own
 * `COPY … TO` writes it, between a line `COPY <table>` and a line `\.`, last a line with the size and digest of each.
 */
export const FORMAT = 'chuishao-backup';
const FORMAT_VERSION = 1;
export const TABLE_LINE = 'COPY ';
export const END_OF_TABLE = '\\.\n';

const table = z.strictObject({ name: z.string(), columns: z.array(z.string()) });
/** A table of the log or the vault, both names quoted as SQL wants them. */
export type Table = z.infer<typeof table>;

const headerSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  /** Of the build that made it. */
  build: z.string(),
  postgres: z.string(),
  eventStore: z.enum(['postgres', 'kurrentdb']),
  /** Position of the last event. */
  head: z.string().regex(/^\d+$/),
  /** Names of the migrations that had run. */
  migrations: z.array(z.string()),
  /** Variables of the configuration that were set and are no secrets. */
  settings: z.record(z.string(), z.string()),
  tables: z.array(table),
  /** The last value that each counter has given, by name; absent if it has given none. */
  counters: z.record(z.string(), z.string().regex(/^\d+$/)),
});
export type Header = z.infer<typeof headerSchema>;
export const newHeader = (facts: Omit<Header, 'format' | 'version'>): Header => ({
  format: FORMAT,
  version: FORMAT_VERSION,
  ...facts,
});

const partSchema = z.strictObject({ table: z.string(), rows: z.int(), bytes: z.int(), sha256: z.hex() });
/** What was written of one table. */
export type Part = z.infer<typeof partSchema>;

const manifestSchema = z.strictObject({ parts: z.array(partSchema), sha256: z.hex() });
type Manifest = z.infer<typeof manifestSchema>;

/** The file cannot be used: the message is one line that says why. */
export class UnusableBackup extends Error {
  override readonly name = 'UnusableBackup';
}

/** Puts the file's name before what is wrong with it. */
export async function namingFile(file: string, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } catch (error) {
    throw error instanceof UnusableBackup ? new Error(`${file} ${error.message}`, { cause: error }) : error;
  }
}

/** @throws UnusableBackup it is none, or of a later format */
export function readHeader(line: string): Header {
  const found = z.object({ format: z.literal(FORMAT), version: z.int() }).safeParse(json(line));
  if (!found.success) throw new UnusableBackup('is no backup of this product');
  if (found.data.version > FORMAT_VERSION) throw new UnusableBackup('was made by a later version: use that or a newer');
  const header = headerSchema.safeParse(json(line));
  if (!header.success) throw new UnusableBackup('is damaged: its first line makes no sense');
  return header.data;
}

export const manifestOf = (headerLine: string, parts: readonly Part[]): Manifest => ({
  parts: [...parts],
  sha256: createHash('sha256').update(headerLine).update(JSON.stringify(parts)).digest('hex'),
});

/** @throws UnusableBackup unless header and parts are those that were written */
export function checkManifest(line: string, headerLine: string, parts: readonly Part[]): void {
  const given = manifestSchema.safeParse(json(line));
  const wrong = (what: string): UnusableBackup => new UnusableBackup(`is damaged: ${what}`);
  if (!given.success) throw wrong('its last line makes no sense');
  for (const [i, part] of given.data.parts.entries()) {
    if (JSON.stringify(part) !== JSON.stringify(parts[i])) throw wrong(`${part.table} is not as it was written`);
  }
  if (given.data.sha256 !== manifestOf(headerLine, parts).sha256) throw wrong('it is not as it was written');
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const NEWLINE = 10;

/** Counts and digests the rows of one table as they pass by. */
export class PartDigest {
  readonly #hash = createHash('sha256');
  #rows = 0;
  #bytes = 0;

  get rows(): number {
    return this.#rows;
  }

  add(rows: Buffer): void {
    this.#hash.update(rows);
    this.#bytes += rows.length;
    for (let at = rows.indexOf(NEWLINE); at >= 0; at = rows.indexOf(NEWLINE, at + 1)) this.#rows++;
  }

  part(name: string): Part {
    return { table: name, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
