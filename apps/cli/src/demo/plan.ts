import type { CatalogueView } from '@app/catalogue/domain';
import type { DirectoryView } from '@app/directory/domain';
import { civilDateIn, type Instant } from '@app/kernel';
import type { AnyWhistleCommand } from '@app/whistles/domain';
import { DateTime } from 'luxon';
import { v5 as uuidV5 } from 'uuid';
import { beginningOf } from './beginning.js';
import { HOUR, MINUTE } from './pace.js';
import { Random } from './random.js';
import { Story } from './story.js';
import { begin } from './triage.js';
import { worldOf } from './world.js';

/** Names the ids of the week's whistles; never changes. */
const WHISTLES = '0c6b9d5a-7a55-4c3e-9a0b-6f1f2a3f9e02';
const DAYS = 7;
/** Whistles a day, and how they spread over its hours. */
const A_DAY = [30, 34, 32, 31, 35, 37, 29];
const BY_HOUR = [4, 2, 1, 1, 1, 2, 6, 22, 42, 48, 44, 36, 24, 22, 34, 38, 36, 32, 30, 34, 32, 22, 12, 7];
/** What happened in the last hours, so that every desk has something in hand whenever the week ends. */
const LATELY = { count: 24, hours: 6 };
/** Among it, for the departments that visitors try first: work of more than a few hours. */
const CERTAIN = [
  { code: 'CG07', street: 'XY/S2' },
  { code: 'CG03', street: 'XY/S1' },
];
/** What nobody has come to yet: raised so many minutes before the end; the latest are urgent. */
const URGENT_MINUTES = 10;
const UNTOUCHED = [2, 3, 5, 6, 8, 9, 11, 12, 13, 24, 38, 55, 80, 130];

/**
 * A busy week of the sample district: the seven days before the day of `until`, and that day up to `until`.
 * The same directory, catalogue and `until` make the same commands; earlier days do not depend on the hour of `until`.
 * @returns the commands in order of time; each is accepted by the rules after those before it
 * @throws Error the sample district is not in the directory and the catalogue
 */
export function planWeek(directory: DirectoryView, catalogue: CatalogueView, until: Instant): AnyWhistleCommand[] {
  const world = worldOf(directory, catalogue, until);
  const day = civilDateIn(world.zone, until);
  const told = momentsOf(day, world.zone, Date.parse(until)).flatMap(
    ({ name, at, untouched = false, urgent = false, certain }) => {
      const { hour, month } = DateTime.fromMillis(at, { zone: world.zone });
      const id = uuidV5(`${day} ${name}`, WHISTLES);
      const beginning = beginningOf(
        { id, at, hour, month, untouched, urgent, certain },
        world,
        new Random(`beginning ${id}`),
      );
      const story = new Story(beginning, world);
      begin(story);
      return story.tell();
    },
  );
  return told.sort((a, b) => (a.context.at < b.context.at ? -1 : a.context.at > b.context.at ? 1 : 0));
}

interface Named {
  readonly name: string;
  readonly at: number;
  readonly untouched?: boolean;
  readonly urgent?: boolean;
  readonly certain?: { readonly code: string; readonly street: string } | undefined;
}

function momentsOf(day: string, zone: string, until: number): Named[] {
  const random = new Random(`week ${day}`);
  const today = DateTime.fromISO(day, { zone });
  const week = A_DAY.concat(A_DAY[0] ?? 0)
    .flatMap((count, index) => {
      const midnight = today.plus({ days: index - DAYS });
      return Array.from({ length: count }, (_, nth): Named => {
        const hour = random.weighted([...BY_HOUR.keys()], (one) => BY_HOUR[one] ?? 0);
        const at = midnight.set({ hour }).toMillis() + Math.floor(random.between(0, HOUR));
        return { name: `${index}-${nth}`, at };
      });
    })
    .filter(({ at }) => at < until - LATELY.hours * HOUR);
  const lately = Array.from({ length: LATELY.count }, (_, nth): Named => {
    const certain = CERTAIN[nth];
    const ago = random.between(certain ? LATELY.hours - 2 : 0.03, LATELY.hours) * HOUR;
    return { name: `lately-${nth}`, at: until - Math.floor(ago), certain };
  });
  const untouched = UNTOUCHED.map((minutes, nth): Named => {
    return {
      name: `untouched-${nth}`,
      at: until - Math.floor(random.between(minutes - 0.9, minutes) * MINUTE),
      untouched: true,
      urgent: minutes < URGENT_MINUTES,
    };
  });
  return [...week, ...lately, ...untouched];
}
