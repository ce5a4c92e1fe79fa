import type { Instant } from '@app/kernel';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { type Calendar, compileCalendar } from './calendar.js';
import { differsBetween } from './changed.js';
import type { CalendarDay, CalendarDefinition, Slot } from './definition.js';
import { addWorkingMs, dueOf, markAt, nextWorkingMoment, workingMsBetween } from './due.js';
import { explain } from './explain.js';
import type { Counting, Limit } from './limit.js';
import type { Pause } from './pauses.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ZONES = ['America/New_York', 'Asia/Shanghai', 'Europe/Berlin', 'Australia/Lord_Howe'];
/** Around the days on which the clocks of these zones change. */
const WINDOWS = ['2025-03-05', '2025-03-25', '2025-10-01', '2025-10-22'];

const iso = (ms: number): Instant => new Date(ms).toISOString();
const hhmm = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

// ---------------------------------------------------------------------------------------- random calendars and clocks

/** Up to three slots that may touch, between two minutes of the day. */
const slotsWithin = (from: number, to: number): fc.Arbitrary<Slot[]> =>
  fc.uniqueArray(fc.integer({ min: from / 5, max: to / 5 }), { minLength: 2, maxLength: 6 }).map((fives) => {
    const ends = fives.map((five) => five * 5).sort((a, b) => a - b);
    return Array.from({ length: Math.floor(ends.length / 2) }, (_, slot) => ({
      from: hhmm(ends[slot * 2]!),
      to: hhmm(ends[slot * 2 + 1]!),
    }));
  });

const dates = Array.from({ length: 330 }, (_, day) => iso(Date.parse('2025-02-01') + day * DAY).slice(0, 10));

/** @param from minute before which nobody works: 0, or 360 to be out of the way of the clocks' changes */
const definition = (from = 0): fc.Arbitrary<CalendarDefinition> => {
  const slots = slotsWithin(from, from > 0 ? 1_320 : 1_440);
  const day = fc.record({
    date: fc.constantFrom(...dates),
    slots: fc.option(slots, { nil: undefined }),
    working: fc.boolean(),
  });
  return fc
    .record({
      timeZone: fc.constantFrom(...ZONES),
      monday: slots,
      others: fc.array(fc.option(slots, { nil: [] as Slot[], freq: 3 }), { minLength: 6, maxLength: 6 }),
      days: fc.uniqueArray(day, { selector: ({ date }) => date, maxLength: 60 }),
    })
    .map(({ timeZone, monday, others, days }) => ({
      id: 'random',
      version: '1',
      timeZone,
      week: [monday, ...others],
      days: days.map(({ date, slots, working }): CalendarDay => ({
        date,
        working,
        ...(working && slots ? { slots } : {}),
      })),
      coveredFrom: '2025-02-01',
      coveredThrough: '2025-12-31',
    }));
};

const start = fc
  .record({ window: fc.constantFrom(...WINDOWS), minute: fc.integer({ min: 0, max: 16 * 1_440 }) })
  .map(({ window, minute }) => Date.parse(window) + minute * MINUTE);

const counting: fc.Arbitrary<Counting> = fc.record({
  workdays: fc.constantFrom('WORKDAY_COUNT', 'WORKDAY_SAME_TIME', 'WORKING_SECONDS'),
  days: fc.constantFrom('CONTINUOUS', 'CALENDAR_DAYS_ROLL'),
  dayEnds: fc.constantFrom('CLOSE_OF_BUSINESS', 'MIDNIGHT'),
});

const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ amount: fc.integer({ min: 1, max: 8 }), unit: fc.constantFrom('WD' as const, 'ND' as const) }),
  fc.record({ amount: fc.integer({ min: 1, max: 40 }).map((n) => n / 4), unit: fc.constant('WH' as const) }),
  fc.record({ amount: fc.integer({ min: 1, max: 600 }), unit: fc.constant('MIN' as const) }),
);

/** Pauses near a start, in minutes after it; they may overlap. */
const pauses = fc.array(
  fc.record({ after: fc.integer({ min: -2_000, max: 12_000 }), minutes: fc.integer({ min: 1, max: 6_000 }) }),
  { maxLength: 3 },
);
type Offsets = readonly { readonly after: number; readonly minutes: number }[];
const from = (startMs: number, offsets: Offsets): Pause[] =>
  offsets.map(({ after, minutes }) => ({
    from: iso(startMs + after * MINUTE),
    to: iso(startMs + (after + minutes) * MINUTE),
  }));

const scene = fc.record({ definition: definition(), start, counting, limit, pauses });
const daytimeScene = fc.record({ definition: definition(360), start, counting, limit, pauses });

// ------------------------------------------------------------------- the oracle: walks minute by minute, shares nothing

const formats = new Map<string, Intl.DateTimeFormat>();
const clocks = new Map<string, number>();

/** What the clocks of a zone show, in minutes from 1970-01-01T00:00 local; `Intl` is asked for every quarter of an hour. */
function shown(zone: string, minute: number): number {
  const quarter = Math.floor(minute / 15) * 15;
  const key = `${zone} ${quarter}`;
  let offset = clocks.get(key);
  if (offset === undefined) {
    let format = formats.get(zone);
    if (!format) {
      format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      formats.set(zone, format);
    }
    offset = Date.parse(`${format.format(quarter * MINUTE).replace(' ', 'T')}Z`) / MINUTE - quarter;
    clocks.set(key, offset);
  }
  return minute + offset;
}

interface Walked {
  readonly minute: number;
  readonly date: string;
  /** Time of day in minutes: the latest that has been shown on this date, so that an hour shown twice is not two. */
  readonly reached: number;
  readonly working: boolean;
}

function* walk({ timeZone, week, days }: CalendarDefinition, startMs: number): Generator<Walked> {
  const ordinary = week.find((slots) => slots.length > 0)!;
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  let [date, reached]: [string, number] = ['', 0];
  let open: (readonly [number, number])[] = [];
  const first = startMs / MINUTE;
  // from a little before, so that the day has begun
  for (let minute = first - 1_560; ; minute++) {
    const local = shown(timeZone, minute);
    const today = new Date(local * MINUTE).toISOString().slice(0, 10);
    if (today !== date) {
      [date, reached] = [today, 0];
      const special = days.find((day) => day.date === today);
      const weekday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
      const slots = special ? (special.working ? (special.slots ?? ordinary) : []) : week[weekday]!;
      open = slots.map(({ from, to }) => [minutes(from), minutes(to)] as const);
    }
    reached = Math.max(reached, local % 1_440);
    if (minute < first) continue;
    yield { minute, date, reached, working: open.some(([from, to]) => from <= reached && reached < to) };
  }
}

interface WalkedDay {
  readonly date: string;
  readonly minutes: Walked[];
}

/** Whole days from the start on; the first may have begun before. */
function* walkDays(definition: CalendarDefinition, startMs: number): Generator<WalkedDay> {
  let minutes: Walked[] = [];
  for (const walked of walk(definition, startMs)) {
    if (minutes.length > 0 && minutes[0]!.date !== walked.date) {
      yield { date: minutes[0]!.date, minutes };
      minutes = [];
    }
    minutes.push(walked);
  }
}

function oracle(
  definition: CalendarDefinition,
  startMs: number,
  limit: Limit,
  counting: Counting,
  pauses: Pause[],
): number {
  const paused = (minute: number): boolean =>
    pauses.some(({ from, to }) => Date.parse(from) <= minute * MINUTE && minute * MINUTE < Date.parse(to));
  const spent = (needed: number, counts: (walked: Walked) => boolean): number => {
    let used = 0;
    for (const walked of walk(definition, startMs)) {
      if (counts(walked) && !paused(walked.minute)) used += 1;
      if (used === needed) return (walked.minute + 1) * MINUTE;
    }
    throw new Error('time has ended');
  };
  const length = ({ from, to }: Slot): number => (Date.parse(`2000-01-01T${to === '24:00' ? '23:59' : to}Z`) - Date.parse(`2000-01-01T${from}Z`)) / MINUTE + (to === '24:00' ? 1 : 0); // prettier-ignore
  const ordinary = definition.week.find((slots) => slots.length > 0)!.reduce((sum, slot) => sum + length(slot), 0);
  const { amount, unit } = limit;
  if (unit === 'WH') return spent(amount * 60, ({ working }) => working);
  if (unit === 'MIN') return spent(amount, () => true);
  if (unit === 'UH') return spent(amount * 60, () => true);
  if (unit === 'WD' && counting.workdays === 'WORKING_SECONDS')
    return spent(amount * ordinary, ({ working }) => working);
  if (unit === 'ND' && counting.days === 'CONTINUOUS') return spent(amount * 1_440, () => true);
  return countedDays(definition, startMs, limit, counting, paused);
}

/** Tries one day more and one more, until the limit has as many days as pauses have taken from it. */
function countedDays(
  definition: CalendarDefinition,
  startMs: number,
  { amount, unit }: Limit,
  { workdays, dayEnds }: Counting,
  paused: (minute: number) => boolean,
): number {
  const sameTime = unit === 'WD' && workdays === 'WORKDAY_SAME_TIME';
  const walked: WalkedDay[] = [];
  const source = walkDays(definition, startMs);
  const dayAt = (index: number): WalkedDay => {
    while (walked.length <= index) walked.push(source.next().value as WalkedDay);
    return walked[index]!;
  };
  const works = (index: number): boolean => dayAt(index).minutes.some(({ working }) => working);
  let first = 0;
  if (sameTime) while (!works(first)) first += 1;
  const opening = dayAt(first).minutes.find(({ working }) => working);
  const timeOfDay = opening ? shown(definition.timeZone, opening.minute) % 1_440 : 0;
  const lastDay = (days: number): number => {
    let index = first;
    if (unit === 'ND') {
      index += days;
      while (!works(index)) index += 1;
      return index;
    }
    for (let left = days; left > 0;) if (works((index += 1))) left -= 1;
    return index;
  };
  const dueOn = (index: number): number => {
    const { minutes } = dayAt(index);
    const after = minutes.at(-1)!.minute + 1;
    if (sameTime) return minutes.find(({ reached }) => reached >= timeOfDay)?.minute ?? after;
    return dayEnds === 'MIDNIGHT' ? after : minutes.findLast(({ working }) => working)!.minute + 1;
  };
  for (let added = 0; ; added++) {
    const due = dueOn(lastDay(amount + added));
    let pausedDays = 0;
    for (let index = sameTime ? first : first + 1; dayAt(index).minutes[0]!.minute < due; index++) {
      const begun = index === 0 ? walkedFromMidnight(definition, startMs) : dayAt(index).minutes;
      const all = unit === 'ND' ? begun : begun.filter(({ working }) => working);
      const counted = all.filter(({ minute }) => minute >= startMs / MINUTE && minute < due && paused(minute));
      if (all.length > 0) pausedDays += counted.length / all.length;
    }
    if (Math.ceil(pausedDays - 1e-6) <= added) return due * MINUTE;
  }
}

/** The start day, whole. */
function walkedFromMidnight(definition: CalendarDefinition, startMs: number): Walked[] {
  const today = walk(definition, startMs).next().value as Walked;
  const minutes: Walked[] = [];
  for (const walked of walk(definition, startMs - 26 * 60 * MINUTE)) {
    if (walked.date === today.date) minutes.push(walked);
    else if (minutes.length > 0) return minutes;
  }
  return minutes;
}

/** Few by default; `PROPERTY_RUNS=3000` for an hour's worth of doubt. */
const runs = (numRuns: number) => ({ numRuns: Number(process.env['PROPERTY_RUNS'] ?? numRuns) });

describe('an oracle that walks minute by minute', () => {
  test('agrees on due moments, on calendars and zones of all sorts', () => {
    fc.assert(
      fc.property(scene, ({ definition, start, counting, limit }) => {
        const due = dueOf(compileCalendar(definition), iso(start), limit, counting);
        expect(due.dueAt).toBe(iso(oracle(definition, start, limit, counting, [])));
      }),
      runs(15),
    );
  });

  test('agrees with pauses', () => {
    fc.assert(
      fc.property(scene, ({ definition, start, counting, limit, pauses }) => {
        const paused = from(start, pauses);
        const due = dueOf(compileCalendar(definition), iso(start), limit, counting, paused);
        expect(due.dueAt).toBe(iso(oracle(definition, start, limit, counting, paused)));
      }),
      runs(15),
    );
  });
});

// ----------------------------------------------------------------------------------------------------------- properties

const MARKS = [0, 0.2, 0.5, 0.75, 0.9, 0.999, 1];

describe('due moments', () => {
  // by day: two starts in an hour that is shown twice have times of day in the wrong order
  it('are not earlier for a later start or a longer limit', () => {
    fc.assert(
      fc.property(
        daytimeScene,
        fc.integer({ min: 0, max: 4_000 }),
        fc.integer({ min: 1, max: 5 }),
        ({ definition, start, counting, limit, pauses }, later, more) => {
          const calendar = compileCalendar(definition);
          // a pause that has just ended is a day for who began before its end, and nothing for who begins after it: where the
          // time of day is kept, the later start may then be due earlier
          const sameTime = limit.unit === 'WD' && counting.workdays === 'WORKDAY_SAME_TIME';
          const paused = sameTime ? [] : from(start, pauses);
          const { dueAt } = dueOf(calendar, iso(start), limit, counting, paused);
          expect(dueOf(calendar, iso(start + later * MINUTE), limit, counting, paused).dueAt >= dueAt).toBe(true);
          const longer = { ...limit, amount: limit.amount + more };
          expect(dueOf(calendar, iso(start), longer, counting, paused).dueAt >= dueAt).toBe(true);
        },
      ),
      runs(40),
    );
  });

  it('do not change when a pause is split, told twice, or lies before the start or after the end', () => {
    fc.assert(
      fc.property(
        scene,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ definition, start, counting, limit, pauses }, at) => {
          const calendar = compileCalendar(definition);
          const paused = from(start, pauses);
          const due = dueOf(calendar, iso(start), limit, counting, paused);
          const split = paused.flatMap(({ from, to }) => {
            const middle = iso(Date.parse(from) + Math.floor((Date.parse(to) - Date.parse(from)) * at));
            return [
              { from: middle, to },
              { from, to: middle },
              { from, to: middle },
            ];
          });
          expect(dueOf(calendar, iso(start), limit, counting, split)).toEqual(due);
          const outside = [
            { from: iso(start - 90 * DAY), to: iso(start) },
            { from: due.dueAt, to: iso(Date.parse(due.dueAt) + 90 * DAY) },
          ];
          expect(dueOf(calendar, iso(start), limit, counting, [...outside, ...paused])).toEqual(due);
        },
      ),
      runs(30),
    );
  });

  it('are not earlier for one more pause', () => {
    fc.assert(
      fc.property(scene, pauses, ({ definition, start, counting, limit, pauses }, more) => {
        const calendar = compileCalendar(definition);
        const [few, many] = [from(start, pauses), from(start, [...pauses, ...more])];
        const due = (paused: Pause[]) => dueOf(calendar, iso(start), limit, counting, paused).dueAt;
        expect(due(many) >= due(few)).toBe(true);
      }),
      runs(30),
    );
  });

  it('do not change with what the calendar says of days before the start or after the end', () => {
    fc.assert(
      fc.property(scene, fc.array(fc.constantFrom(...dates), { maxLength: 40 }), (scene, edited) => {
        const { definition, start, counting, limit, pauses } = scene;
        const calendar = compileCalendar(definition);
        const paused = from(start, pauses);
        const due = dueOf(calendar, iso(start), limit, counting, paused);
        const [first, last] = [start - DAY, Date.parse(due.dueAt) + DAY].map((ms) => iso(ms).slice(0, 10));
        const outside = new Set(edited.filter((date) => date < first! || date > last!));
        const edit = (date: string): CalendarDay => ({ date, working: !definition.days.some((day) => day.date === date && day.working) }); // prettier-ignore
        const days = [...definition.days.filter(({ date }) => !outside.has(date)), ...[...outside].map(edit)];
        const other = compileCalendar({ ...definition, version: '2', days });
        expect(dueOf(other, iso(start), limit, counting, paused)).toEqual(due);
        expect(differsBetween(calendar, other, iso(start), due.dueAt)).toBe(false);
      }),
      runs(30),
    );
  });

  it('do not depend on how many days were laid out before', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: -9, max: 12 }), ({ definition, start, counting, limit }, years) => {
        const near = {
          ...definition,
          timeZone: 'America/New_York',
          days: [],
          coveredFrom: '2025-06-01',
          coveredThrough: '2025-06-01',
        };
        const far = { ...near, coveredFrom: '2014-01-01', coveredThrough: '2040-01-01' };
        const at = iso(start + years * 365 * DAY);
        const [a, b] = [near, far].map((it) => dueOf(compileCalendar(it), at, limit, counting));
        expect(a!.dueAt).toBe(b!.dueAt);
      }),
      runs(6),
    );
  });

  it('are what their explanation says, which adds up', () => {
    fc.assert(
      fc.property(scene, ({ definition, start, counting, limit, pauses }) => {
        const calendar = compileCalendar(definition);
        const paused = from(start, pauses);
        const due = dueOf(calendar, iso(start), limit, counting, paused);
        const explained = explain(calendar, iso(start), limit, counting, paused);
        expect(explained).toMatchObject(due);
        const used = explained.days.reduce((sum, { usedMs }) => sum + usedMs, 0);
        const wholeDays = explained.days.filter(({ counted }) => counted).length;
        const pausedDays = explained.days.filter(({ why }) => why === 'PAUSED').length;
        const hours = { MIN: limit.amount / 60, UH: limit.amount, WH: limit.amount, ND: limit.amount * 24, WD: (limit.amount * calendar.ordinaryDayMs) / 3_600_000 }; // prettier-ignore
        if (['CONTINUOUS', 'WORKING_SECONDS'].includes(explained.counted)) {
          expect(used).toBe(Math.round(hours[limit.unit] * 3_600_000));
        } else if (explained.counted === 'CALENDAR_DAYS_ROLL') {
          // a day that was rolled over may have been paused as well
          expect(wholeDays).toBeGreaterThanOrEqual(limit.amount);
        } else expect(wholeDays + pausedDays).toBe(limit.amount + explained.addedDays);
      }),
      runs(40),
    );
  });

  it('are the last mark, and marks come in order', () => {
    fc.assert(
      fc.property(scene, ({ definition, start, counting, limit, pauses }) => {
        const calendar = compileCalendar(definition);
        const paused = from(start, pauses);
        const { dueAt, startsAt } = dueOf(calendar, iso(start), limit, counting, paused);
        const marks = MARKS.map((share) => markAt(calendar, iso(start), limit, counting, share, paused));
        expect(marks).toEqual(marks.toSorted());
        expect([marks[0], marks.at(-1)]).toEqual([startsAt, dueAt]);
      }),
      runs(30),
    );
  });
});

describe('working time', () => {
  const ms = fc.integer({ min: 0, max: 90 * 3_600_000 });

  it('added and taken away again leads back to the next working moment', () => {
    fc.assert(
      fc.property(definition(), start, ms, (definition, start, ms) => {
        const calendar: Calendar = compileCalendar(definition);
        const there = addWorkingMs(calendar, iso(start), ms);
        expect(addWorkingMs(calendar, there, -ms)).toBe(nextWorkingMoment(calendar, iso(start)));
        expect(workingMsBetween(calendar, iso(start), there)).toBe(ms);
        expect(workingMsBetween(calendar, there, iso(start))).toBe(-ms || 0);
      }),
      runs(40),
    );
  });
});
