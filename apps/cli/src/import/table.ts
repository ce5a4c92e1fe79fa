import { createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { CsvLines, type CsvRow, type DecodedLine } from './csv-lines.js';
import { Unusable } from './unusable.js';

export interface TableFormat {
  /** One in which a line ends with the byte 0A: UTF-8, GB 18030, the Windows ones, … */
  readonly encoding: string;
  readonly delimiter: string;
}

const LINE_END = 0x0a;
const LONGEST_LINE = 16 * 1024 * 1024;

/** @throws Unusable there is no such file */
export function requireFile(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Unusable([`${file}: there is no such file`]);
}

/**
 * The rows of a CSV file, the header first, in pages as they come from the disk.
 * @throws Unusable the file is damaged, or no text at all
 */
export async function* readTable(file: string, { encoding, delimiter }: TableFormat): AsyncGenerator<CsvRow[]> {
  const rows = new CsvLines(delimiter);
  try {
    for await (const bytes of wholeLines(file)) yield rows.take(decoded(bytes, encoding));
    yield rows.end();
  } catch (error) {
    throw error instanceof Unusable ? error : new Unusable([`${file}: ${(error as Error).message}`]);
  }
}

async function* wholeLines(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  const bytes = file.endsWith('.gz') ? packed.pipe(createGunzip()) : packed;
  packed.on('error', (error) => bytes.destroy(error));
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      yield Buffer.concat([...rest, chunk.subarray(0, end)]);
      [rest, length] = [[], 0];
    }
    rest.push(chunk.subarray(end));
    length += chunk.length - end;
    if (length > LONGEST_LINE) throw new Unusable([`${file}: a line does not end: is this a CSV file?`]);
  }
  if (length > 0) yield Buffer.concat(rest);
}

/** All at once; line by line where something in it is not in the encoding. */
function decoded(bytes: Buffer, encoding: string): DecodedLine[] {
  const text = decode(bytes, encoding);
  if (text !== undefined) return withoutLast(text.split('\n')).map((line) => ({ text: line, garbled: false }));
  const lines: DecodedLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    const exact = decode(line, encoding);
    lines.push({ text: exact ?? new TextDecoder(encoding).decode(line), garbled: exact === undefined });
    start += line.length + 1;
  }
  return lines;
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What stands after the last line end is a line only if it is something. */
const withoutLast = (lines: string[]): string[] => (lines.at(-1) === '' ? lines.slice(0, -1) : lines);
