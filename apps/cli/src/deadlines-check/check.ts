import type { Instant } from '@app/kernel';
import { dueOf, type Limit } from '@app/working-time';
import type { CsvRow } from '../import/csv-lines.js';
import { momentReader } from '../import/local-time.js';
import { readTable } from '../import/table.js';
import { Unusable } from '../import/unusable.js';
import { Progress } from '../progress.js';
import type { Rules } from './rules.js';

/** A row whose deadline is another by the rules. */
export interface Mismatch {
  readonly id: string;
  readonly type: string;
  readonly opened: Instant;
  readonly target: Instant;
  readonly due: Instant;
  /** By how much the due moment by the rules is later than the city's; negative if it is earlier. */
  readonly laterMs: number;
}

export interface TypeTally {
  of: number;
  matched: number;
  readonly laterMs: number[];
}

export interface BadRow {
  readonly line: number;
  readonly reason: string;
}

export interface Checked {
  readonly matched: number;
  readonly of: number;
  readonly fitsRuleMatched: number;
  readonly fitsRule: number;
  readonly types: ReadonlyMap<string, TypeTally>;
  /** The farthest apart first. */
  readonly worst: readonly Mismatch[];
  readonly badRows: readonly BadRow[];
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly limit: Limit;
  readonly opened: Instant;
  readonly target: Instant;
  readonly fits: boolean;
}

type Read = (cells: readonly string[]) => Row | string;

const WORST = 5;

/**
 * Compares the deadlines that a city has set with those that its rules give.
 * @throws Unusable the file cannot be read, or lacks columns
 */
export async function checkDeadlines(file: string, rules: Rules): Promise<Checked> {
  const progress = new Progress('Checking', 'rows');
  const tally = new Tally(rules);
  let read: Read | undefined;
  let rows = 0;
  for await (const page of readTable(file, { encoding: 'utf-8', delimiter: ',' })) {
    for (const row of page) {
      if (read) {
        tally.add(row.line, row.problem ?? read(row.cells));
        progress.update(++rows);
      } else read = rowReader(file, rules, row);
    }
  }
  if (!read) throw new Unusable([`${file}: it is empty`]);
  progress.end();
  return tally;
}

/** @throws Unusable a column is missing, or there twice */
function rowReader(file: string, { columns, limits, calendar, timeFormat }: Rules, header: CsvRow): Read {
  if (header.problem !== undefined)
    throw new Unusable([`${file}: the header in line ${header.line}: ${header.problem}`]);
  const names = header.cells.map((name) => name.trim());
  const problems = Object.entries(columns).flatMap(([key, name]) => {
    const times = names.filter((other) => other === name).length;
    if (times === 1 || (times === 0 && key === 'fits')) return [];
    return [`${file}: columns.${key}: there ${times === 0 ? 'is no column' : `are ${times} columns`} "${name}"`];
  });
  if (problems.length > 0) throw new Unusable(problems);

  const [id, type, opened, target, fits] = [columns.id, columns.type, columns.opened, columns.target, columns.fits].map(
    (name) => names.indexOf(name),
  );
  const moment = momentReader(timeFormat, calendar.timeZone);
  return (cells) => {
    const text = (index = -1): string => cells[index]?.trim() ?? '';
    const limit = limits.get(text(type));
    const [openedAt, targetAt] = [moment(text(opened)), moment(text(target))];
    if (!text(id)) return `no ${columns.id}`;
    if (!limit) return `no rule for the type "${text(type)}"`;
    if (openedAt === undefined) return `${columns.opened} "${text(opened)}" is no time in the format ${timeFormat}`;
    if (targetAt === undefined) return `${columns.target} "${text(target)}" is no time in the format ${timeFormat}`;
    if (!['', '0', '1'].includes(text(fits))) return `${columns.fits} "${text(fits)}" is neither 0 nor 1`;
    return { id: text(id), type: text(type), limit, opened: openedAt, target: targetAt, fits: text(fits) === '1' };
  };
}

class Tally implements Checked {
  matched = 0;
  of = 0;
  fitsRuleMatched = 0;
  fitsRule = 0;
  readonly types = new Map<string, TypeTally>();
  readonly badRows: BadRow[] = [];
  worst: readonly Mismatch[] = [];

  constructor(private readonly rules: Rules) {}

  /** @param row or why it cannot be read */
  add(line: number, row: Row | string): void {
    if (typeof row === 'string') return void this.badRows.push({ line, reason: row });
    const { id, type, limit, opened, target, fits } = row;
    const due = dueOf(this.rules.calendar, opened, limit, this.rules.counting).dueAt;
    const laterMs = Date.parse(due) - Date.parse(target);
    const matches = Math.abs(laterMs) < this.rules.toleranceMs;
    const ofType = this.ofType(type);
    for (const tally of [this, ofType]) {
      tally.of += 1;
      if (matches) tally.matched += 1;
    }
    if (fits) {
      this.fitsRule += 1;
      if (matches) this.fitsRuleMatched += 1;
    }
    if (matches) return;
    ofType.laterMs.push(laterMs);
    this.worst = [...this.worst, { id, type, opened, target, due, laterMs }]
      .sort((a, b) => Math.abs(b.laterMs) - Math.abs(a.laterMs))
      .slice(0, WORST);
  }

  private ofType(type: string): TypeTally {
    let tally = this.types.get(type);
    if (!tally) {
      tally = { of: 0, matched: 0, laterMs: [] };
      this.types.set(type, tally);
    }
    return tally;
  }
}
