import { parse } from 'csv-parse/sync';

export interface CsvRow {
  /** Of its first line, counted from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly text: string;
  readonly cells: readonly string[];
  /** Why it cannot be read; then it has no cells. */
  readonly problem?: string;
}

/** Without its end; `garbled` if its bytes are not in the file's encoding. */
export interface DecodedLine {
  readonly text: string;
  readonly garbled: boolean;
}

interface Line extends DecodedLine {
  readonly line: number;
}

/** A quoted cell that goes on for longer than this was never closed. */
const LONGEST_ROW = { lines: 200, characters: 1024 * 1024 };

/**
 * Cuts text into rows. A row that is malformed costs itself only, also when its open quote would swallow what follows:
 * then its first line is the malformed row, and reading goes on with the next one.
 */
export class CsvLines {
  private count = 0;
  private width: number | undefined;
  private open: Line[] = [];
  private ready: (Line | CsvRow)[] = [];

  constructor(private readonly delimiter: string) {}

  /** The rows that are complete with these lines. */
  take(lines: readonly DecodedLine[]): CsvRow[] {
    for (const { text, garbled } of lines) {
      this.count += 1;
      this.push({ line: this.count, text: text.endsWith('\r') ? text.slice(0, -1) : text, garbled });
    }
    return this.rows();
  }

  /** What is left when the file has ended. */
  end(): CsvRow[] {
    while (this.open.length > 0) this.reject('a quote is never closed');
    return this.rows();
  }

  private push(line: Line): void {
    if (this.open.length === 0) {
      if (line.text.trim() === '') return;
      if (line.garbled) return void this.ready.push({ ...line, cells: [], problem: GARBLED });
      if (isEven(line.text)) return void this.ready.push(line);
    }
    this.open.push(line);
    const text = this.open.map((one) => one.text).join('\n');
    if (this.open.length > 1 && !isEven(line.text)) this.close(text);
    else if (this.open.length >= LONGEST_ROW.lines || text.length > LONGEST_ROW.characters) {
      this.reject('a quote is never closed');
    }
  }

  private close(text: string): void {
    const cells = this.parse(text)?.[0];
    const line = this.open[0]?.line ?? 0;
    if (this.open.some(({ garbled }) => garbled)) return this.reject(GARBLED);
    if (!cells || (this.width !== undefined && cells.length !== this.width)) return this.reject('malformed quotes');
    this.width ??= cells.length;
    this.open = [];
    this.ready.push({ line, text, cells });
  }

  private reject(problem: string): void {
    const [first, ...others] = this.open;
    this.open = [];
    if (first) this.ready.push({ ...first, cells: [], problem });
    for (const line of others) this.push(line);
  }

  private rows(): CsvRow[] {
    const ready = this.ready;
    this.ready = [];
    const cells = this.cellsOf(ready.filter((row) => !('cells' in row)).map(({ text }) => text));
    let next = 0;
    return ready.map((row) => this.checked('cells' in row ? row : { ...row, ...(cells[next++] ?? MALFORMED) }));
  }

  private checked(row: CsvRow): CsvRow {
    if (row.problem !== undefined) return row;
    this.width ??= row.cells.length;
    if (row.cells.length === this.width) return row;
    return { ...row, cells: [], problem: `${row.cells.length} columns, where the header has ${this.width}` };
  }

  /** All at once, for the parser's start costs more than a row; halved until the malformed ones are alone. */
  private cellsOf(texts: readonly string[]): (Pick<CsvRow, 'cells'> | undefined)[] {
    if (texts.length === 0) return [];
    const rows = this.parse(texts.join('\n'));
    if (rows?.length === texts.length) return rows.map((cells) => ({ cells }));
    if (texts.length === 1) return [undefined];
    const half = Math.ceil(texts.length / 2);
    return [...this.cellsOf(texts.slice(0, half)), ...this.cellsOf(texts.slice(half))];
  }

  private parse(text: string): string[][] | undefined {
    try {
      return parse(text, { delimiter: this.delimiter, relax_column_count: true, record_delimiter: '\n' });
    } catch {
      return undefined;
    }
  }
}

const GARBLED = 'not in the encoding of the file';
const MALFORMED = { cells: [], problem: 'malformed quotes' };

/** Whether every quote that is opened in the text is closed in it. */
function isEven(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 0;
}
