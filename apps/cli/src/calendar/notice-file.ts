import { readFileSync } from 'node:fs';
import type { HolidayNotice } from '@app/catalogue/domain';
import { z } from 'zod';
import { Unusable } from '../import/unusable.js';

const name = z.string().min(1).max(100);

/** A year's notice as the data of NateScarlet/holiday-cn have it; plain weekends are not listed. */
const noticeFile = z.strictObject({
  $schema: z.string().exactOptional(),
  $id: z.string().exactOptional(),
  year: z.int().min(1900).max(2399),
  /** Where the notice stands: what an audit will ask. */
  papers: z
    .array(z.string().min(1))
    .min(1)
    .refine((papers) => papers.join(' ').length <= 500, 'longer than 500 characters in all'),
  days: z.array(z.strictObject({ name, date: z.iso.date(), isOffDay: z.boolean() })),
});

/** @throws Unusable one line per fault, each with its place in the file */
export function readNotice(file: string): HolidayNotice {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable([`${file}: ${(error as Error).message}`]);
  }
  const parsed = noticeFile.safeParse(json);
  if (!parsed.success) {
    throw new Unusable(parsed.error.issues.map(({ path, message }) => `${file}: ${placeOf(path)}: ${message}`));
  }
  const { year, papers, days } = parsed.data;
  return {
    year,
    source: papers.join(' '),
    days: days.map(({ name: holiday, date, isOffDay }) => ({ date, working: !isOffDay, name: holiday })),
  };
}

/** `days[3].date`. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1) || '(whole file)';
