import { type CatalogueView, LIMIT_RULES, type Urgency, type WhistleType } from '@app/catalogue/domain';
import type { RecordedEvent } from '@app/kernel';
import type { Limit } from '@app/working-time';
import { nextClock } from '../domain/clock-start.js';
import { limitHeld } from '../domain/deadlines.js';
import { type Whistle, whistle } from '../domain/index.js';
import { whistleCodec } from '../whistle.codec.js';
import type { ClockFact, ClockStory } from './clock-story.js';

/** Whose limit holds. `PLAIN`: no policy says; `UNKNOWN`: what is known now does not lead to the limit that was set. */
export const LIMIT_ORIGINS = [...LIMIT_RULES, 'PLAIN', 'UNKNOWN'] as const;

/** As far as the rule goes by it: a condition's limit names its category, a policy's the version. */
export interface LimitOrigin {
  readonly rule: (typeof LIMIT_ORIGINS)[number];
  readonly categoryCode?: string | undefined;
  readonly conditionSeq?: number;
  readonly whistleType?: WhistleType;
  readonly urgency?: Urgency;
  /** The area that it is named for; absent: everywhere. */
  readonly areaPath?: string;
  readonly policyVersion?: string;
}

/**
 * Whose limit a clock has: by the whistle as it was when the limit was last chosen, and the policy of that day. A category is
 * known as it is told of that day now. Absent for a date that was agreed on.
 */
export function limitOrigin(
  story: ClockStory,
  history: readonly RecordedEvent[],
  catalogue: CatalogueView,
): LimitOrigin | undefined {
  const { limit } = story.facts.at(-1) ?? story.facts[0];
  if (!limit) return undefined;
  const chosen = story.facts.findLast(chooses) ?? story.facts[0];
  const then = whistleBefore(history, chosen.fact.revision);
  return (then && held(story, { ...chosen, limit }, then, catalogue)) ?? { rule: 'UNKNOWN' };
}

const CHOOSING: readonly ClockFact['cause'][] = ['STARTED', 'RESTARTED', 'RECLASSIFIED', 'RELAXED'];

/** What else a clock is set to keeps the limit that it has. */
const chooses = ({ cause, reason }: ClockFact): boolean => CHOOSING.includes(cause) || reason === 'POLICY';

function whistleBefore(history: readonly RecordedEvent[], revision: number): Whistle | undefined {
  const before = history.filter((recorded) => recorded.revision < revision);
  const state = before.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
  return state.status === 'NONE' ? undefined : state;
}

function held(
  { clock }: ClockStory,
  { fact, limit, policyVersion }: ClockFact & { readonly limit: Limit },
  then: Whistle,
  catalogue: CatalogueView,
): LimitOrigin | undefined {
  const start = nextClock(then, catalogue, fact.at);
  const found = limitHeld(catalogue, clock, start, policyVersion);
  if (!found || !isSame(found.limit, limit)) return undefined;
  if (found.rule === 'PLAIN') return { rule: found.rule };
  const { limit: _limit, ...whose } = found;
  const { categoryCode, conditionSeq, whistleType } = start;
  if (whose.rule === 'CONDITION') return { ...whose, categoryCode, conditionSeq };
  return { ...whose, policyVersion, ...(whose.rule === 'TYPE' && whistleType && { whistleType }) };
}

const isSame = (a: Limit, b: Limit): boolean =>
  a.amount === b.amount &&
  a.unit === b.unit &&
  a.season?.from === b.season?.from &&
  a.season?.through === b.season?.through;
