import type { EvaluationEvent, EvaluationEventOf } from './evaluation.events.js';
import { DEFAULT_VERSION, defaultPolicy, type EvaluationPolicy } from './policy.js';

export type OpenedPeriod = EvaluationEventOf<'EvaluationPeriodOpened'>['data'];
export type ClosedPeriod = EvaluationEventOf<'EvaluationPeriodClosed'>['data'];
export interface Period extends OpenedPeriod {
  /** As it was published; absent while it is open. */
  readonly closed?: ClosedPeriod;
}

/** What events of evaluation add up to: one stream's for its decider, all streams' for everybody else. */
export interface EvaluationState {
  /** By jurisdiction, oldest first. */
  readonly policies: ReadonlyMap<string, readonly EvaluationPolicy[]>;
  readonly periods: ReadonlyMap<string, Period>;
}

export const noEvaluation: EvaluationState = { policies: new Map(), periods: new Map() };

export function evolveEvaluation(state: EvaluationState, { type, data }: EvaluationEvent): EvaluationState {
  switch (type) {
    case 'EvaluationPolicyDefined': {
      const earlier = state.policies.get(data.jurisdiction) ?? [];
      return { ...state, policies: new Map(state.policies).set(data.jurisdiction, [...earlier, data]) };
    }
    case 'EvaluationPeriodOpened':
      return { ...state, periods: new Map(state.periods).set(data.periodId, data) };
    case 'EvaluationPeriodClosed': {
      const opened = state.periods.get(data.periodId);
      if (!opened) throw new Error(`history is broken: period ${data.periodId} was never opened`);
      return { ...state, periods: new Map(state.periods).set(data.periodId, { ...opened, closed: data }) };
    }
  }
}

/** Of a jurisdiction, the earliest first. */
export const periodsOf = ({ periods }: EvaluationState, areaPath: string): Period[] =>
  [...periods.values()].filter((one) => one.areaPath === areaPath).sort((a, b) => (a.from < b.from ? -1 : 1));

export interface VersionedPolicy {
  readonly version: string;
  readonly policy: EvaluationPolicy;
}

/** What holds for a jurisdiction now. */
export function policyOf({ policies }: EvaluationState, jurisdiction: string): VersionedPolicy {
  const defined = policies.get(jurisdiction) ?? [];
  const last = defined.at(-1);
  return last
    ? { version: `${jurisdiction}@${defined.length}`, policy: last }
    : { version: DEFAULT_VERSION, policy: defaultPolicy(jurisdiction) };
}

/** As a closed period names it. @throws Error there is none */
export function policyNamed({ policies }: EvaluationState, jurisdiction: string, version: string): EvaluationPolicy {
  if (version === DEFAULT_VERSION) return defaultPolicy(jurisdiction);
  const found = policies.get(jurisdiction)?.[Number(version.slice(jurisdiction.length + 1)) - 1];
  if (!found) throw new Error(`no evaluation policy ${version}`);
  return found;
}
