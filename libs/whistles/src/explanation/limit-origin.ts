import { type CatalogueView, LIMIT_RULES, type Urgency, type WhistleType } from '@app/catalogue/domain';
import type { RecordedEvent } from '@app/kernel';
import { isSameLimit, type Limit } from '@app/working-time';
import { nextClock } from '../domain/clock-start.js';
import { limitHeld } from '../domain/deadlines.js';
import { CHOOSES_A_LIMIT } from '../domain/limit-chosen.js';
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
  const chosen = story.facts.findLast(({ cause }) => cause !== 'RECALCULATED' && CHOOSES_A_LIMIT.includes(cause));
  const anew = story.facts.findLast(({ reason }) => reason === 'POLICY');
  const facts = [anew, chosen ?? story.facts[0]].filter((fact) => fact !== undefined).toSorted(latestFirst);
  for (const fact of facts) {
    for (const then of whistlesAt(story, fact, history)) {
      const origin = held(story, { ...fact, limit }, then, catalogue);
      if (origin) return origin;
    }
  }
  return { rule: 'UNKNOWN' };
}

const latestFirst = (a: ClockFact, b: ClockFact): number => b.fact.revision - a.fact.revision;

/** Another policy says what becomes of the limit that held; once it was chosen by what the whistle was by then. */
function whistlesAt(
  { clockId }: ClockStory,
  { fact, cause }: ClockFact,
  history: readonly RecordedEvent[],
): readonly Whistle[] {
  const then = whistleBefore(history, fact.revision);
  if (!then || cause !== 'RECALCULATED') return then ? [then] : [];
  const chosenFor = then.clocks.find((one) => one.clockId === clockId)?.chosenFor;
  return [{ ...then, ...chosenFor }, then];
}

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
  if (!found || !isSameLimit(found.limit, limit)) return undefined;
  if (found.rule === 'PLAIN') return { rule: found.rule };
  const { limit: _limit, ...whose } = found;
  const { categoryCode, conditionSeq, whistleType } = start;
  if (whose.rule === 'CONDITION') return { ...whose, categoryCode, conditionSeq };
  return { ...whose, policyVersion, ...(whose.rule === 'TYPE' && whistleType && { whistleType }) };
}
