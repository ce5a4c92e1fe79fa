import { CLOCK_KINDS, type ClockKind } from '@app/catalogue/domain';

/** What leaves the exclusion set X of each sort of fact in (domain §3.1.4). */
export const EXCLUSIONS = {
  VOIDED: { zh: '作废', en: 'voided' },
  EXCLUDED: { zh: '剔除', en: 'excluded from scoring' },
  WITHDRAWN: { zh: '撤哨', en: 'withdrawn' },
  REJECTED: { zh: '不予受理', en: 'not accepted' },
  REDIRECTED: { zh: '转其他渠道', en: 'redirected' },
  MERGED: { zh: '并单从单', en: 'followers of a master' },
  MISDISPATCHED: { zh: '误派退单', en: 'assignments returned as misdispatched' },
} as const;
export type Exclusion = keyof typeof EXCLUSIONS;

/**
 * Sorts of facts, and what is left out of each. What comes in says something of the street that whistled, whatever becomes
 * of it; a follower's handling is its master's, its follow-up is its own.
 */
export const LEFT_OUT = {
  INTAKE: ['VOIDED'],
  DISPATCHING: ['VOIDED', 'EXCLUDED', 'WITHDRAWN', 'REDIRECTED', 'MERGED'],
  HANDLING: ['VOIDED', 'EXCLUDED', 'WITHDRAWN', 'REJECTED', 'REDIRECTED', 'MERGED', 'MISDISPATCHED'],
  DEMAND: ['VOIDED', 'EXCLUDED', 'WITHDRAWN', 'REJECTED', 'REDIRECTED'],
} as const satisfies Record<string, readonly Exclusion[]>;
export type Sort = keyof typeof LEFT_OUT;

/** Which day puts a fact into a period (domain §3.1.2). */
export const ANCHORS = {
  DUE: { zh: '时限到期日', en: 'day on which the deadline falls' },
  RAISED: { zh: '吹哨日', en: 'day of raising' },
  DISPATCHED: { zh: '派单日', en: 'day of dispatch' },
  DONE: { zh: '事项发生日', en: 'day on which it happened' },
  FOLLOWED_UP: { zh: '回访完成日', en: 'day on which the follow-up was completed' },
  CLOSED: { zh: '结案日', en: 'day of closing' },
} as const;
export type Anchor = keyof typeof ANCHORS;

interface KindOfFact {
  readonly sort: Sort;
  readonly anchor: Anchor;
}
const of = (sort: Sort, anchor: Anchor): KindOfFact => ({ sort, anchor });

/** Clocks of which it is counted whether they were kept; the reporter's own (补正) and the review are nobody's duty. */
const CLOCK_FACTS = {
  ACCEPT: of('INTAKE', 'DUE'),
  VERIFY: of('INTAKE', 'DUE'),
  STREET_RESPONSE: of('INTAKE', 'DUE'),
  DISPATCH: of('DISPATCHING', 'DUE'),
  SIGN: of('HANDLING', 'DUE'),
  CONTACT: of('HANDLING', 'DUE'),
  REPORT_IN: of('HANDLING', 'DUE'),
  CONTAIN: of('HANDLING', 'DUE'),
  HANDLE: of('HANDLING', 'DUE'),
  RETURN_DECISION: of('DISPATCHING', 'DUE'),
  ARBITRATION: of('DISPATCHING', 'DUE'),
  CHECK: of('HANDLING', 'DUE'),
  SUPERVISION: of('HANDLING', 'DUE'),
  FOLLOW_UP: of('DEMAND', 'DUE'),
  RESIDENT_TOTAL: of('HANDLING', 'DUE'),
} as const satisfies Partial<Record<ClockKind, KindOfFact>>;
export type CountedClockKind = keyof typeof CLOCK_FACTS;
export const isCounted = (clock: ClockKind): clock is CountedClockKind => clock in CLOCK_FACTS;
export const COUNTED_CLOCKS = CLOCK_KINDS.filter(isCounted);

/** Everything that is counted. */
export const FACT_KINDS = {
  ...CLOCK_FACTS,
  /** A whistle, and what became of it; `DEMANDED` if a resident raised it, else `BLOWN`; `GRID_REPORTED` by a grid worker. */
  RAISED: of('INTAKE', 'RAISED'),
  DEMANDED: of('INTAKE', 'RAISED'),
  BLOWN: of('INTAKE', 'RAISED'),
  GRID_REPORTED: of('INTAKE', 'RAISED'),
  /** A round of dispatching, and whether it went to the right lead. */
  ORDERED: of('DISPATCHING', 'DISPATCHED'),
  /** An assignment, whatever became of it. */
  RECEIVED: of('DISPATCHING', 'DISPATCHED'),
  /** 退单: a request to return, by the day on which the task was received, and what was decided. */
  RETURN: of('DISPATCHING', 'DISPATCHED'),
  /** A mandatory assignment that is convened, and whether the unit ever came. */
  CONVENED: of('HANDLING', 'DISPATCHED'),
  /** A whistle that convenes several units, and whether all came by the last of their deadlines. */
  JOINT: of('HANDLING', 'DUE'),
  /** A whistle whose handling was due, and whether it is closed. */
  CASE: of('HANDLING', 'DUE'),
  /** A whistle with a result, and whether it was sent back. */
  HANDLED: of('HANDLING', 'DONE'),
  /** An assignment with a result, by the day of its first; the amount is the working seconds that its results took (处置时长). */
  HANDLED_IN: of('HANDLING', 'DONE'),
  SELF_RESOLVED: of('HANDLING', 'DONE'),
  CHECKED: of('HANDLING', 'DONE'),
  CLOSED: of('HANDLING', 'CLOSED'),
  /** A follow-up with an answer: solved or not, and how satisfied. */
  SOLVED: of('DEMAND', 'FOLLOWED_UP'),
  SATISFIED: of('DEMAND', 'FOLLOWED_UP'),
  /** A follow-up that was due, and whether the reporter was reached. */
  CALLED_BACK: of('DEMAND', 'DUE'),
  /** 双评议; the amount is the score. */
  DEPARTMENT_RATED: of('DEMAND', 'DONE'),
  STREET_RATED: of('DEMAND', 'DONE'),
} as const satisfies Record<string, KindOfFact>;
export type FactKind = keyof typeof FACT_KINDS;
