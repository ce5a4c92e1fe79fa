import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { CsvRow } from './csv-lines.js';
import { Unusable } from './unusable.js';

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * Where the rows go that cannot be taken in: a CSV file with line number, reason and the row as it stood in the file.
 * Each import writes it anew; when nothing is rejected there is none.
 */
export class Rejects {
  count = 0;
  private file: WriteStream | undefined;
  private failed: Error | undefined;

  constructor(readonly path: string) {}

  /** @throws Unusable what an earlier import left there cannot be removed */
  clear(): void {
    try {
      rmSync(this.path, { force: true });
    } catch (error) {
      throw new Unusable([`${this.path}: ${(error as Error).message}: choose another place with --rejects`]);
    }
  }

  /** @throws Unusable the file cannot be written */
  async add({ line, text }: Pick<CsvRow, 'line' | 'text'>, reason: string): Promise<void> {
    this.count += 1;
    const file = (this.file ??= this.open());
    const room = file.write(`${line},${quoted(reason)},${quoted(text)}\n`);
    if (!room && !this.failed) await once(file, 'drain').catch(() => undefined);
    this.check();
  }

  async close(): Promise<void> {
    if (!this.file) return;
    this.file.end();
    await finished(this.file).catch((error: Error) => (this.failed = error));
    this.check();
  }

  private open(): WriteStream {
    const file = createWriteStream(this.path);
    file.on('error', (error) => (this.failed = error));
    file.setMaxListeners(0); // every row in flight may wait for room
    file.write('line,reason,row\n');
    return file;
  }

  private check(): void {
    if (this.failed) throw new Unusable([`${this.failed.message}: choose another place with --rejects`]);
  }
}
