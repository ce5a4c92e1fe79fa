import { areaPathSchema } from '@app/directory/domain';
import { type Limit, LIMIT_UNITS } from '@app/working-time';
import { z } from 'zod';
import {
  CHAINS,
  CLOCK_KINDS,
  SHOWN_BY_EVIDENCE,
  SLIP_COLOURS,
  type SlipColour,
  SPECIAL_TYPES,
  URGENCIES,
} from './time-policy.js';

const monthAndDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a month and a day, such as 03-01');

export const limitSchema = z.strictObject({
  amount: z.number().positive(),
  unit: z.enum(LIMIT_UNITS),
  season: z.strictObject({ from: monthAndDay, through: monthAndDay }).readonly().exactOptional(),
});

const clock = z.enum(CLOCK_KINDS);
const clocks = z.array(clock).readonly();
const share = z.number().gt(0).lt(1);
const marks = z.strictObject({ amber: share.exactOptional(), red: share.exactOptional() });
const amberFirst = ({ amber, red }: z.output<typeof marks>): boolean =>
  amber === undefined || red === undefined || amber < red;
const AMBER_FIRST = 'amber comes before red';

export const evidenceRequiredSchema = z.array(z.enum(SHOWN_BY_EVIDENCE)).readonly();

/** The fields of `TimeRules`, over any way of writing a limit. */
export const timeRulesShape = (limit: z.ZodType<Limit>) => ({
  counting: z.strictObject({
    workdays: z.enum(['WORKDAY_COUNT', 'WORKDAY_SAME_TIME', 'WORKING_SECONDS']),
    days: z.enum(['CONTINUOUS', 'CALENDAR_DAYS_ROLL']),
    dayEnds: z.enum(['CLOSE_OF_BUSINESS', 'MIDNIGHT']),
  }),
  marks: marks
    .extend({ clocks: z.partialRecord(clock, marks.refine(amberFirst, AMBER_FIRST)).exactOptional() })
    .refine(amberFirst, AMBER_FIRST),
  remindAtNight: z.boolean(),
  slips: z
    .strictObject({ clocks, BLUE: limit, ORANGE: limit, RED: limit })
    .refine(ascending, 'blue, orange and red follow each other, in one unit')
    .exactOptional(),
  extension: z.strictObject({
    max: z.int().nonnegative(),
    step: z.number().positive(),
    clocks,
    beyondTotal: z.boolean().exactOptional(),
  }),
  suspension: z.strictObject({ maxDays: z.int().positive(), times: z.int().nonnegative() }),
  infoRequests: z.int().nonnegative(),
  offlineGrace: limit.exactOptional(),
  allowEarlier: z.boolean(),
  aftercare: z
    .strictObject({
      checks: z.enum(['NONE', 'ANONYMOUS', 'ALL']),
      followUp: z.enum(['ON_REQUEST', 'AT_DUE']),
      attempts: z.int().positive(),
      inOtherHalfDays: z.boolean(),
      reworks: z.int().nonnegative(),
      reopenDays: z.int().nonnegative(),
      appealDays: z.int().nonnegative(),
    })
    .readonly()
    .exactOptional(),
  returnsAtMost: z.int().nonnegative().exactOptional(),
  evidenceRequired: evidenceRequiredSchema.exactOptional(),
  serviceOrders: z.strictObject({ review: limit, claim: limit, deliver: limit }).readonly().exactOptional(),
});

/** The limits of a pack, over any way of writing a limit. */
export const packLimitsShape = (limit: z.ZodType<Limit>) => {
  const byClock = z.partialRecord(clock, limit);
  const limits = z.partialRecord(z.enum(URGENCIES), byClock);
  const chain = z.enum(CHAINS).exactOptional();
  const types = z.partialRecord(z.enum(SPECIAL_TYPES), z.strictObject({ limits })).exactOptional();
  return {
    limits: z.record(z.enum(URGENCIES), byClock),
    types,
    chain,
    areas: z
      .array(z.strictObject({ areaPath: areaPathSchema, limits, types, chain }))
      .readonly()
      .exactOptional(),
    returnWindow: z.partialRecord(z.enum(URGENCIES), limit),
  };
};

function ascending(slips: Readonly<Record<SlipColour, Limit>>): boolean {
  const limits = SLIP_COLOURS.map((colour) => slips[colour]);
  return limits.every((limit, index) => {
    const before = limits[index - 1];
    return before === undefined || (before.unit === limit.unit && before.amount < limit.amount);
  });
}
