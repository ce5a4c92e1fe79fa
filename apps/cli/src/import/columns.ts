import type { Instant } from '@app/kernel';
import { momentReader } from './local-time.js';
import { columnsOf, type Mapping, type TimeColumn } from './mapping.js';
import { Unusable } from './unusable.js';

/** Reads one thing from the cells of a row. */
export type Read<T> = (cells: readonly string[]) => T;

/** A row that cannot have happened, or says too little: the message is the reason. */
export class Impossible extends Error {}

/** How the columns of a table with this header are read. An empty cell is nothing, never an error. */
export class Columns {
  private readonly header: readonly string[];

  /** @throws Unusable the header lacks columns that the mapping names, or has one of them twice */
  constructor(
    private readonly mapping: Mapping,
    header: readonly string[],
  ) {
    this.header = header.map((name) => name.trim());
    const problems = columnsOf(mapping).flatMap(({ at, column }) => {
      const times = this.header.filter((name) => name === column).length;
      if (times === 1) return [];
      return [`${at}: the file has ${times === 0 ? 'no column' : `${times} columns`} "${column}"`];
    });
    if (problems.length > 0) throw new Unusable(problems);
  }

  text(column: string | undefined): Read<string> {
    const index = column === undefined ? -1 : this.header.indexOf(column);
    return (cells) => cells[index]?.trim() ?? '';
  }

  /** Several columns in one text: what is empty or repeats another is left out. */
  joined(columns: readonly string[], separator: string): Read<string> {
    const parts = columns.map((column) => this.text(column));
    return (cells) => [...new Set(parts.map((part) => part(cells)).filter(Boolean))].join(separator);
  }

  moment(time: TimeColumn | undefined): Read<Instant | undefined> {
    if (time === undefined) return () => undefined;
    const { times, jurisdiction } = this.mapping;
    const { column, format } = typeof time === 'string' ? { column: time, format: times.format } : time;
    const read = momentReader(format, times.zone ?? jurisdiction.timeZone);
    return this.parsed(column, read, `is no time in the format ${format}`);
  }

  degrees(column: string | undefined, limit: 90 | 180): Read<number | undefined> {
    const read = (text: string): number | undefined => {
      const value = Number(text);
      return Math.abs(value) <= limit ? value : undefined;
    };
    return this.parsed(column, read, `is not within ${limit} degrees`);
  }

  private parsed<T>(column: string | undefined, read: (text: string) => T | undefined, problem: string) {
    const text = this.text(column);
    return (cells: readonly string[]): T | undefined => {
      const written = text(cells);
      if (!written) return undefined;
      const value = read(written);
      if (value === undefined) throw new Impossible(`${column} "${written}" ${problem}`);
      return value;
    };
  }
}
