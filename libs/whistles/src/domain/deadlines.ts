import type { CatalogueView, ClockKind, HeldLimit, Urgency, WhistleType } from '@app/catalogue/domain';
import { type Instant, plusMs } from '@app/kernel';
import {
  addWorkingMs,
  countedKindOf,
  dueOf,
  kindOf,
  type Limit,
  type Pause,
  workingMsBetween,
} from '@app/working-time';
import { asCounted, type ClockPlace, type ClockRules, rulesInForce, rulesOf } from './clock-rules.js';
import { marksFor } from './marks.js';
import type { RunningClock } from './running-clock.js';
import type { WhistleEventOf } from './whistle.events.js';
import type { DeadlineCause } from './whistle.words.js';

type DeadlineSet = WhistleEventOf<'DeadlineSet'>;

/** What a clock is started for. */
export interface ClockStart extends ClockPlace {
  readonly categoryCode: string | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  /** 哨种; absent: ordinary. */
  readonly whistleType?: WhistleType | undefined;
  /** The moment of the decision. */
  readonly at: Instant;
  /** When the clock started, if that is not the same (EC-23). */
  readonly startedAt?: Instant;
  /** Whose clock it is, if not the whole whistle's. */
  readonly of?: { readonly assignmentId?: string; readonly unitId?: string };
  /** Number of the first clock started here, counted over the whole whistle. */
  readonly nextNumber: number;
}

/** `DeadlineSet` for each of these clocks that has a limit, by the calendar and the policy as they stand. */
export function startClocks(catalogue: CatalogueView, clocks: readonly ClockKind[], start: ClockStart): DeadlineSet[] {
  const { at, of, startedAt = at, nextNumber } = start;
  const rules = rulesInForce(catalogue, start, at);
  return clocks
    .flatMap((clock) => {
      const limit = limitFor(catalogue, clock, start);
      return limit ? [{ clock, limit }] : [];
    })
    .map(({ clock, limit }, index) => {
      const clockId = `${clock}-${nextNumber + index}`;
      const counted = { clock, startedAt, limit, extensions: 0, pauses: [] };
      return deadlineSet(
        { clockId, clock, ...of, startedAt, limit, timer: true },
        reckoned(rules, counted, at),
        'STARTED',
      );
    });
}

/** Where no policy says: 督办 is answered the day after (illustrative; domain §2.7: 催办). */
const PLAIN_LIMITS: Partial<Record<ClockKind, Limit>> = { SUPERVISION: { amount: 1, unit: 'WD' } };

/** The limit of a clock there and then, as far as there is one: nothing else says which holds. */
export const limitFor = (
  catalogue: CatalogueView,
  clock: ClockKind,
  start: Omit<ClockStart, 'nextNumber'>,
): Limit | undefined => limitHeld(catalogue, clock, start)?.limit;

/** The same, with whose limit it is: `PLAIN` where no policy says. @param policyVersion absent: by the policy in force */
export function limitHeld(
  catalogue: CatalogueView,
  clock: ClockKind,
  { areaPath, categoryCode, conditionSeq, urgency, whistleType, at }: Omit<ClockStart, 'nextNumber'>,
  policyVersion?: string,
): HeldLimit | { readonly limit: Limit; readonly rule: 'PLAIN' } | undefined {
  const local = catalogue.forArea(areaPath);
  const category = categoryCode === undefined ? undefined : local.category(categoryCode, at);
  const held = local.heldLimit({ category, conditionSeq, urgency, whistleType, clock, at, policyVersion });
  const plain = PLAIN_LIMITS[clock];
  return held ?? (plain && { limit: plain, rule: 'PLAIN' });
}

interface DateAgreed {
  readonly clock: ClockKind;
  readonly dueAt: Instant;
  readonly provisional?: boolean;
}

/** A date that was agreed on: it is reckoned by nothing, and nobody is warned before it. */
export function dateSet(
  catalogue: CatalogueView,
  {
    clock,
    dueAt,
    at,
    provisional = false,
    of,
    nextNumber,
    ...place
  }: Pick<ClockStart, keyof ClockPlace | 'at' | 'of' | 'nextNumber'> & DateAgreed,
): DeadlineSet {
  const { calendar, policy } = rulesInForce(catalogue, place, at);
  const versions = { policyVersion: policy.version, calendarVersion: calendar.version };
  const counted = { dueAt, kind: 'MANUAL_DATE' as const, ...versions, provisional, pauses: [], marks: [] };
  return deadlineSet(
    { clockId: `${clock}-${nextNumber}`, clock, ...of, startedAt: at, timer: true },
    counted,
    'STARTED',
  );
}

/** The clock goes on at `at`: it runs out later by what it has stood still, as its own calendar and policy count it. */
export function resumed(catalogue: CatalogueView, clock: RunningClock, place: ClockPlace, at: Instant): DeadlineSet {
  const pauses = pausesUntil(clock, at);
  const { limit } = clock;
  if (!limit) {
    const stood = clock.pausedAt === undefined ? 0 : Date.parse(at) - Date.parse(clock.pausedAt);
    return deadlineSet(clock, { ...clock, pauses, dueAt: plusMs(clock.dueAt, stood) }, 'RESUMED');
  }
  const rules = rulesOf(catalogue, clock, place);
  const before = reckoned(rules, { ...clock, limit }, at);
  const after = reckoned(rules, { ...clock, limit, pauses }, at);
  return deadlineSet(clock, { ...after, dueAt: movedWith(rules, clock, before, after) }, 'RESUMED');
}

/** A due moment that was kept although a revised calendar gives an earlier one moves by as much as that one. */
export function movedWith(
  { calendar }: ClockRules,
  { dueAt, kind }: Pick<RunningClock, 'dueAt' | 'kind'>,
  before: Pick<Reckoned, 'dueAt'>,
  after: Pick<Reckoned, 'dueAt'>,
): Instant {
  if (before.dueAt === dueAt) return after.dueAt;
  if (kind === 'CONTINUOUS') return plusMs(dueAt, Date.parse(after.dueAt) - Date.parse(before.dueAt));
  const lost = workingMsBetween(calendar, before.dueAt, after.dueAt);
  return lost === 0 ? dueAt : addWorkingMs(calendar, dueAt, lost);
}

/** 延期: the clock runs out later by a share of its limit, counted from when it would have run out. */
export function extended(catalogue: CatalogueView, clock: RunningClock, place: ClockPlace, at: Instant): DeadlineSet {
  const { limit, dueAt, provisional } = clock;
  if (!limit) throw new Error(`history is broken: ${clock.clockId} has no limit to be lengthened by`);
  const rules = rulesOf(catalogue, clock, place);
  const step = stepOf(asCounted(limit, rules.policy), rules.policy);
  const counted = reckoned(rules, { ...clock, startedAt: dueAt, limit: step, extensions: 0 }, at);
  const { kind } = clock;
  return deadlineSet(clock, { ...counted, kind, provisional: provisional || counted.provisional }, 'EXTENDED');
}

/** The union of its pauses, the one that ends at `at` included: a clock stands still once at a time. */
export function pausesUntil(
  { pauses, pausedAt }: Pick<RunningClock, 'pauses' | 'pausedAt'>,
  at: Instant,
): readonly Pause[] {
  if (pausedAt === undefined || pausedAt >= at) return pauses;
  const last = pauses.at(-1);
  return last?.to === pausedAt
    ? [...pauses.slice(0, -1), { from: last.from, to: at }]
    : [...pauses, { from: pausedAt, to: at }];
}

/** What a due moment is reckoned from. */
export interface ToReckon extends Pick<RunningClock, 'clock' | 'startedAt' | 'extensions' | 'pauses'> {
  readonly limit: Limit;
}

export type Reckoned = Pick<
  DeadlineSet['data'],
  'dueAt' | 'kind' | 'policyVersion' | 'calendarVersion' | 'provisional' | 'pauses' | 'marks'
>;

/** The limit from its start on, then each extension from where the one before ended; marks belong to the last stretch. */
export function reckoned({ calendar, policy }: ClockRules, one: ToReckon, setAt: Instant): Reckoned {
  const { counting, version } = policy;
  const limit = asCounted(one.limit, policy);
  const stretches = [limit, ...Array<Limit>(one.extensions).fill(stepOf(limit, policy))];
  let [from, to, provisional] = [one.startedAt, one.startedAt, false];
  for (const stretch of stretches) {
    from = to;
    const due = dueOf(calendar, from, stretch, counting, one.pauses);
    to = due.dueAt;
    provisional ||= due.provisional;
  }
  const kind = kindOf(limit, counting);
  const last = { clock: one.clock, kind, from, limit: stretches.at(-1) ?? limit, pauses: one.pauses, dueAt: to, setAt };
  const marks = marksFor({ calendar, policy }, last);
  const versions = { policyVersion: version, calendarVersion: calendar.version };
  return { dueAt: to, kind, ...versions, provisional, pauses: one.pauses, marks };
}

/** 延期: so many times the limit, in whole days where days are counted one by one. */
export function stepOf({ amount, unit }: Limit, { extension, counting }: ClockRules['policy']): Limit {
  const longer = { amount: amount * extension.step, unit };
  const kind = countedKindOf(longer, counting);
  return kind === 'CONTINUOUS' || kind === 'WORKING_SECONDS' ? longer : { amount: Math.ceil(longer.amount), unit };
}

type Identity = Pick<
  DeadlineSet['data'],
  'clockId' | 'clock' | 'assignmentId' | 'unitId' | 'startedAt' | 'limit' | 'timer'
>;

/** `DeadlineSet` of a clock as it was reckoned. */
export function deadlineSet(identity: Identity, counted: Reckoned, cause: DeadlineCause): DeadlineSet {
  const { clockId, clock, assignmentId, unitId, startedAt, limit, timer } = identity;
  const { dueAt, kind, policyVersion, calendarVersion, provisional, pauses, marks } = counted;
  const of = { ...(assignmentId !== undefined && { assignmentId }), ...(unitId !== undefined && { unitId }) };
  const versions = { policyVersion, calendarVersion, provisional };
  const data = {
    clockId,
    clock,
    ...of,
    startedAt,
    dueAt,
    ...(limit && { limit }),
    kind,
    ...versions,
    pauses,
    marks,
    timer,
    cause,
  };
  return { type: 'DeadlineSet', data };
}
