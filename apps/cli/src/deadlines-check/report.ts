import { civilTimeIn } from '@app/working-time';
import type { Checked, Mismatch, TypeTally } from './check.js';

/** What a person reads of a check: a line per type, then the rows that are the farthest apart. */
export function report({ types, worst }: Checked, timeZone: string): string {
  const tallies = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, tally]) => typeRow(type, tally));
  const parts = [table(['type', 'of', 'matched', 'typical difference'], tallies)];
  if (worst.length > 0) {
    const local = (moment: string) => {
      const { date, time } = civilTimeIn(timeZone, moment);
      return `${date} ${time.slice(0, 8)}`;
    };
    const row = ({ id, type, opened, target, due, laterMs }: Mismatch) => [
      id,
      type,
      local(opened),
      local(target),
      local(due),
      difference(laterMs),
    ];
    parts.push(table(['farthest apart', 'type', 'opened', 'target', 'by the rules', 'difference'], worst.map(row)));
  }
  return parts.join('\n\n');
}

/** Of the rows that do not match, the middle one. */
function typeRow(type: string, { of, matched, laterMs }: TypeTally): string[] {
  const middle = laterMs.toSorted((a, b) => a - b)[Math.floor(laterMs.length / 2)];
  return [type, String(of), String(matched), middle === undefined ? '' : difference(middle)];
}

/** `+2 d 3 h 5 min`: by the rules it is so much later. */
export function difference(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : []));
  return `${ms < 0 ? '-' : '+'}${text.slice(0, 3).join(' ') || '0 s'}`;
}

/** Columns side by side, under headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return all.map((row) => line(row).trimEnd()).join('\n');
}
