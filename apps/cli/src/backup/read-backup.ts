import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import {
  checkManifest,
  END_OF_TABLE,
  type Header,
  type Part,
  PartDigest,
  readHeader,
  TABLE_LINE,
  UnusableBackup,
} from './format.js';

/** One table of a backup; its rows, in the form of `COPY`, must be read to the end before the next table. */
export interface TableContent {
  readonly table: string;
  readonly rows: AsyncIterable<Buffer>;
}

export interface Content {
  readonly header: Header;
  readonly tables: AsyncIterable<TableContent>;
}

/**
 * Reads a backup piece by piece, in bounded memory. What the last line says of sizes and digests is compared after the
 * last table: until then nothing is proven, so a caller that writes must not commit before the end.
 * @throws UnusableBackup from here or while reading: no backup, cut short, damaged, of a later format
 */
export async function readBackup(file: string): Promise<Content> {
  const lines = new Lines(content(file));
  const headerLine = await lines.next();
  const header = readHeader(headerLine);
  return { header, tables: readTables(lines, headerLine) };
}

/** Reads it all, for what it may find. @returns header and parts, proven @throws UnusableBackup */
export async function verifyBackup(
  file: string,
  progress: (rows: number) => void = () => undefined,
): Promise<{ header: Header; parts: Part[] }> {
  const { header, tables } = await readBackup(file);
  const parts: Part[] = [];
  let before = 0;
  for await (const { table, rows } of tables) {
    const digest = new PartDigest();
    for await (const chunk of rows) {
      digest.add(chunk);
      progress(before + digest.rows);
    }
    before += digest.rows;
    parts.push(digest.part(table));
  }
  return { header, parts };
}

async function* readTables(lines: Lines, headerLine: string): AsyncGenerator<TableContent> {
  const parts: Part[] = [];
  for (;;) {
    const line = await lines.next();
    if (!line.startsWith(TABLE_LINE)) {
      checkManifest(line, headerLine, parts);
      await lines.end();
      return;
    }
    const table = line.slice(TABLE_LINE.length);
    const digest = new PartDigest();
    yield { table, rows: rowsOf(lines, digest) };
    parts.push(digest.part(table));
  }
}

async function* rowsOf(lines: Lines, digest: PartDigest): AsyncGenerator<Buffer> {
  for await (const rows of lines.untilEndOfTable()) {
    digest.add(rows);
    yield rows;
  }
}

async function* content(file: string): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    const source = createReadStream(file, { highWaterMark: CHUNK });
    const unzipped = source.on('error', (error) => unzipped.destroy(error)).pipe(createGunzip({ chunkSize: CHUNK }));
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      read += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw readable(error, read > 0);
  }
}
const CHUNK = 1 << 17;

function readable(error: unknown, begun: boolean): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new UnusableBackup('is cut short');
  if (!code.startsWith('Z_')) return error;
  return new UnusableBackup(begun ? 'is damaged' : 'is no backup of this product, or its beginning is damaged');
}

const NEWLINE = 10;
const LAST_LINE = Buffer.from(END_OF_TABLE);
/** Bytes; of the lines that are not rows. */
const LONGEST_LINE = 1 << 20;

/** The text, taken line by line or table by table. */
class Lines {
  readonly #source: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line, without its end. @throws UnusableBackup */
  async next(): Promise<string> {
    let end = this.#buffer.indexOf(NEWLINE);
    while (end < 0) {
      if (this.#buffer.length > LONGEST_LINE) throw new UnusableBackup('is no backup of this product');
      await this.#more();
      end = this.#buffer.indexOf(NEWLINE);
    }
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer = this.#buffer.subarray(end + 1);
    return line;
  }

  /** Whole rows, many at a time. Within the text form of `COPY` a row never is `\.`: a backslash is written double. */
  async *untilEndOfTable(): AsyncGenerator<Buffer> {
    for (;;) {
      const text = this.#buffer;
      const atOnce = text.subarray(0, END_OF_TABLE.length).equals(LAST_LINE);
      const end = atOnce ? 0 : text.indexOf(`\n${END_OF_TABLE}`) + 1;
      if (atOnce || end > 0) {
        if (end > 0) yield text.subarray(0, end);
        this.#buffer = text.subarray(end + END_OF_TABLE.length);
        return;
      }
      const whole = text.lastIndexOf(NEWLINE) + 1;
      if (whole > 0) yield text.subarray(0, whole);
      this.#buffer = text.subarray(whole);
      await this.#more();
    }
  }

  /** @throws UnusableBackup if there is more */
  async end(): Promise<void> {
    if (this.#buffer.length > 0 || !(await this.#source.next()).done) {
      throw new UnusableBackup('is damaged: something follows its last line');
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw new UnusableBackup('is cut short');
    this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, value]) : value;
  }
}
