import { basename, dirname } from 'node:path';
import type { CalendarContent, SlaPack } from '../domain/index.js';
import { readCalendar } from './calendar-seeds.js';
import { readPacks } from './catalogue-seeds.js';
import { InvalidSeeds, SeedFiles } from './seed-files.js';

/** The time policies in a file laid out as those of `seeds/catalogue`. @throws InvalidSeeds every problem; Error it cannot be read */
export const readPolicyFile = (path: string): readonly SlaPack[] => one(path, readPacks);

/** The calendar in a file laid out as those of `seeds/calendars`. @throws as `readPolicyFile` */
export const readCalendarFile = (path: string): CalendarContent | undefined => one(path, readCalendar);

function one<T>(path: string, read: (files: SeedFiles, file: string) => T): T {
  const files = new SeedFiles(dirname(path));
  const found = read(files, basename(path));
  if (files.problems.length > 0) throw new InvalidSeeds(files.problems.map((one) => ({ ...one, file: path })));
  return found;
}
