import { type DirectoryView, sameContent } from '@app/directory/domain';
import { type Decider, DomainError, type Role } from '@app/kernel';
import { instantIn } from '@app/working-time';
import {
  type ClosePeriod,
  type DefineEvaluationPolicy,
  type EvaluationCommand,
  type OpenPeriod,
  periodIdOf,
} from './evaluation.commands.js';
import type { EvaluationEvent } from './evaluation.events.js';
import {
  type ClosedPeriod,
  type EvaluationState,
  evolveEvaluation,
  noEvaluation,
  periodsOf,
} from './evaluation.state.js';
import { compare, decimal, ONE, plus, ZERO } from './fraction.js';

/** What decisions look at beside their own stream. */
export interface EvaluationFacts {
  readonly directory: DirectoryView;
  /** All periods and policies. */
  readonly everything: EvaluationState;
  /** For closing: the table as it was counted, with its hash. */
  readonly counted?: ClosedPeriod;
}

/** §43 of the statute that domain §4.1 cites: periods are opened by the district (M40), which is whoever supervises it. */
const EVALUATORS: readonly Role[] = ['SUPERVISOR', 'SYSTEM'];
const LONGEST_DAYS = 366;

export const evaluation: Decider<EvaluationState, EvaluationCommand, EvaluationEvent, EvaluationFacts> = {
  initial: noEvaluation,
  evolve: evolveEvaluation,
  decide(command, state, facts) {
    const { role } = command.context.actor;
    if (!EVALUATORS.includes(role)) throw new DomainError('evaluation/not-allowed', { command: command.type, role });
    switch (command.type) {
      case 'DefineEvaluationPolicy':
        return definePolicy(command, state, facts);
      case 'OpenPeriod':
        return openPeriod(command, state, facts);
      case 'ClosePeriod':
        return closePeriod(command, state, facts);
    }
  },
};

function definePolicy(
  { policy, context }: DefineEvaluationPolicy,
  { policies }: EvaluationState,
  { directory }: EvaluationFacts,
): EvaluationEvent[] {
  const { jurisdiction, weights, peerGroups } = policy;
  requireDistrict(jurisdiction, directory, context.at);
  const sum = Object.values(weights).map(decimal).reduce(plus, ZERO);
  if (compare(sum, ONE) !== 0) throw new DomainError('evaluation/weights-not-one', { weights });
  const codes = peerGroups.map(({ code }) => code);
  const twice = codes.find((code, index) => codes.indexOf(code) < index);
  if (twice !== undefined) throw new DomainError('evaluation/group-twice', { group: twice });
  const unchanged = sameContent(policies.get(jurisdiction)?.at(-1), policy);
  return unchanged ? [] : [{ type: 'EvaluationPolicyDefined', data: policy }];
}

function requireDistrict(areaPath: string, directory: DirectoryView, at: string): void {
  if (areaPath.includes('/')) throw new DomainError('evaluation/district-only', { areaPath });
  if (!directory.area(areaPath, at)) throw new DomainError('evaluation/unknown-area', { areaPath });
}

function openPeriod(command: OpenPeriod, state: EvaluationState, facts: EvaluationFacts): EvaluationEvent[] {
  const { areaPath, from, to, context } = command;
  const periodId = periodIdOf(command);
  requireDistrict(areaPath, facts.directory, context.at);
  if (to < from) throw new DomainError('period/ends-before-it-begins', { from, to });
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  if (days > LONGEST_DAYS) throw new DomainError('period/too-long', { days, most: LONGEST_DAYS });
  if (state.periods.has(periodId)) throw new DomainError('period/already-open', { periodId });
  const others = periodsOf(facts.everything, areaPath);
  const overlapping = others.find((other) => other.from <= to && from <= other.to);
  if (overlapping) throw new DomainError('period/overlaps', { periodId: overlapping.periodId });
  const frozen = others.findLast((other) => other.closed !== undefined && other.from > to);
  if (frozen) throw new DomainError('period/later-one-closed', { periodId: frozen.periodId });
  const timeZone = facts.directory.timeZoneOf(areaPath) ?? 'UTC';
  const moments = { beginsAt: instantIn(timeZone, from), endsAt: instantIn(timeZone, to, '24:00') };
  return [{ type: 'EvaluationPeriodOpened', data: { periodId, areaPath, from, to, timeZone, ...moments } }];
}

/** In their order, so that what comes to light of an earlier one has a next one to be corrected in. */
function closePeriod(
  { periodId, context }: ClosePeriod,
  state: EvaluationState,
  { everything, counted }: EvaluationFacts,
): EvaluationEvent[] {
  const period = state.periods.get(periodId);
  if (!period) throw new DomainError('period/not-found', { periodId });
  if (period.closed) throw new DomainError('period/already-closed', { periodId });
  if (context.at < period.endsAt) throw new DomainError('period/not-over', { periodId, endsAt: period.endsAt });
  const open = periodsOf(everything, period.areaPath).find((one) => !one.closed && one.from < period.from);
  if (open) throw new DomainError('period/earlier-one-open', { periodId: open.periodId });
  if (counted?.periodId !== periodId) throw new Error(`nobody has counted period ${periodId}`);
  return [{ type: 'EvaluationPeriodClosed', data: counted }];
}
