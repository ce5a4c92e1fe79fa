import { readFileSync } from 'node:fs';
import { DomainError } from '@app/kernel';
import {
  type Calendar,
  type CalendarDefinition,
  compileCalendar,
  type Counting,
  isZone,
  type Limit,
  parseLimit,
  refuseUncountable,
} from '@app/working-time';
import { z } from 'zod';
import { Unusable } from '../import/unusable.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time such as 08:30');
const dates = z.array(z.iso.date());
const column = z.string().min(1);

const shape = {
  timezone: z.string().refine(isZone, 'an IANA time zone, such as America/New_York'),
  /** `Mon-Fri`, `Mon-Thu,Sat`. */
  workdays: z.string().transform(toWeekdays),
  /** Hours without a break; with breaks, `slots` instead. */
  start: time.optional(),
  end: time.optional(),
  slots: z
    .array(z.strictObject({ from: time, to: time }))
    .min(1)
    .optional(),
  holidays: dates.default([]),
  makeUpDays: dates.default([]),
  /** n WD. */
  businessDaysByType: z.record(z.string(), z.int().positive()).default({}),
  /** `2 h`, `4 WH`, `7 ND`, … */
  limitsByType: z.record(z.string(), z.string().transform(toLimit)).default({}),
  counting: z
    .strictObject({
      workdays: z.enum(['WORKDAY_SAME_TIME', 'WORKDAY_COUNT', 'WORKING_SECONDS']).default('WORKDAY_SAME_TIME'),
      days: z.enum(['CONTINUOUS', 'CALENDAR_DAYS_ROLL']).default('CONTINUOUS'),
      dayEnds: z.enum(['CLOSE_OF_BUSINESS', 'MIDNIGHT']).default('CLOSE_OF_BUSINESS'),
    })
    .prefault({}),
  tolerance_s: z.number().positive().default(60),
  columns: z
    .strictObject({
      id: column.default('case_id'),
      type: column.default('type'),
      opened: column.default('open_local'),
      target: column.default('target_local'),
      /** `1` where the rules are known to hold: such a row must match. May be missing from the file. */
      fits: column.default('fits_rule'),
    })
    .prefault({}),
  /** Of the times: `ISO`, or tokens such as `MM/dd/yyyy hh:mm:ss a`. */
  timeFormat: z.string().min(1).default('ISO'),
  // for people
  rule: z.string().optional(),
  note: z.string().optional(),
  of: z.int().optional(),
  expect_match: z.int().optional(),
};

const rulesSchema = z.strictObject(shape);
const calendarSchema = z.object({
  timezone: shape.timezone,
  workdays: shape.workdays,
  start: shape.start,
  end: shape.end,
  slots: shape.slots,
  holidays: shape.holidays,
  makeUpDays: shape.makeUpDays,
});
const typesSchema = z.object({
  businessDaysByType: shape.businessDaysByType,
  limitsByType: shape.limitsByType,
  counting: shape.counting,
});

/** By which a city's own deadlines are checked; docs/operations.md explains the file. */
export interface Rules extends Pick<z.output<typeof rulesSchema>, 'columns' | 'timeFormat'> {
  readonly calendar: Calendar;
  readonly counting: Counting;
  /** By type. */
  readonly limits: ReadonlyMap<string, Limit>;
  /** Less than so much apart is a match. */
  readonly toleranceMs: number;
}

/** @throws Unusable one line per error, each with its place in the file */
export function readRules(file: string): Rules {
  try {
    return parseRules(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    throw error instanceof Unusable ? error : new Unusable([`${file}: ${(error as Error).message}`]);
  }
}

/** @throws Unusable */
export function parseRules(json: unknown, file = 'rules'): Rules {
  const whole = rulesSchema.safeParse(json);
  const [calendar, types] = [calendarSchema.safeParse(json), typesSchema.safeParse(json)];
  // what a part says wrongly must not hide what others do
  const problems = [
    ...(whole.error?.issues.map(({ path, message }) => `${path.join('.') || '(whole)'}: ${message}`) ?? []),
    ...(calendar.success ? calendarProblems(calendar.data) : []),
    ...(types.success ? limitProblems(types.data) : []),
  ];
  if (problems.length > 0 || !whole.success) throw new Unusable(problems.map((problem) => `${file}: ${problem}`));
  const { counting, tolerance_s: tolerance, columns, timeFormat } = whole.data;
  return {
    calendar: compileCalendar(definitionOf(whole.data)),
    counting,
    limits: new Map(limitsOf(whole.data)),
    toleranceMs: tolerance * 1_000,
    columns,
    timeFormat,
  };
}

function definitionOf(rules: z.output<typeof calendarSchema>): CalendarDefinition {
  const { timezone, workdays, start = '', end = '', slots = [{ from: start, to: end }], holidays, makeUpDays } = rules;
  const dates = [...holidays, ...makeUpDays].sort();
  const years = { from: (dates[0] ?? '2000').slice(0, 4), through: (dates.at(-1) ?? '2000').slice(0, 4) };
  return {
    id: 'rules',
    version: '1',
    timeZone: timezone,
    week: WEEKDAYS.map((day) => (workdays.includes(day) ? slots : [])),
    days: [
      ...holidays.map((date) => ({ date, working: false })),
      ...makeUpDays.map((date) => ({ date, working: true })),
    ],
    coveredFrom: `${years.from}-01-01`,
    coveredThrough: `${years.through}-12-31`,
  };
}

function calendarProblems(rules: z.output<typeof calendarSchema>): string[] {
  const { start, end, slots } = rules;
  if (slots ? (start ?? end) : !start || !end) return ['start: either start and end, or slots'];
  try {
    compileCalendar(definitionOf(rules));
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || !Array.isArray(error.facts['problems'])) throw error;
    const inTheFile = (problem: string) =>
      problem.replace(/^week\[\d\]/, slots ? 'slots' : 'start, end').replace(/^days\[\d+\]/, 'holidays, makeUpDays');
    return [...new Set(error.facts['problems'].map(inTheFile))];
  }
}

const limitsOf = ({ businessDaysByType, limitsByType }: z.output<typeof typesSchema>): [string, Limit][] => [
  ...Object.entries(businessDaysByType).map(([type, amount]): [string, Limit] => [type, { amount, unit: 'WD' }]),
  ...Object.entries(limitsByType),
];

function limitProblems(rules: z.output<typeof typesSchema>): string[] {
  const limits = limitsOf(rules);
  if (limits.length === 0) return ['businessDaysByType: no type has a limit'];
  const twice = Object.keys(rules.limitsByType).filter((type) => type in rules.businessDaysByType);
  const uncountable = limits.flatMap(([type, limit]) => {
    try {
      refuseUncountable(limit, rules.counting);
      return [];
    } catch (error) {
      return [`limitsByType.${type}: ${(error as Error).message}`];
    }
  });
  return [...twice.map((type) => `limitsByType.${type}: is in businessDaysByType too`), ...uncountable];
}

function toLimit(text: string, context: z.RefinementCtx): Limit {
  try {
    return parseLimit(text);
  } catch {
    context.addIssue({ code: 'custom', message: `"${text}" is no limit such as 2 h, 4 WH, 3 WD or 7 ND` });
    return z.NEVER;
  }
}

function toWeekdays(text: string, context: z.RefinementCtx): string[] {
  const days = text.split(',').flatMap((part) => {
    const [from = '', through = from] = part.trim().split('-');
    return WEEKDAYS.includes(from) && WEEKDAYS.includes(through)
      ? WEEKDAYS.slice(WEEKDAYS.indexOf(from), WEEKDAYS.indexOf(through) + 1)
      : [''];
  });
  if (days.length > 0 && !days.includes('')) return days;
  context.addIssue({ code: 'custom', message: `"${text}" is nothing such as Mon-Fri or Mon-Thu,Sat` });
  return z.NEVER;
}
