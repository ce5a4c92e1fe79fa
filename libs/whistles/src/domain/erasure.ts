import { type CivilDate, type CommandContext, type Decider, DomainError } from '@app/kernel';
import type { ErasureEvent } from './erasure.events.js';

/** 限制处理: for as long as it has to be kept. */
export class RestrictPersonalData {
  readonly type = 'RestrictPersonalData';
  constructor(
    readonly whistleId: string,
    readonly input: { readonly reason: string; readonly basis: string; readonly until: CivilDate },
    readonly context: CommandContext,
  ) {}
}

/** 删除: for good. */
export class EraseSubject {
  readonly type = 'EraseSubject';
  constructor(
    readonly whistleId: string,
    readonly input: { readonly reason: string },
    readonly context: CommandContext,
  ) {}
}
export type ErasureCommand = RestrictPersonalData | EraseSubject;

export interface ErasureState {
  readonly restrictedUntil?: CivilDate;
  readonly erased: boolean;
}

/** What is known beside: who it is, and what of theirs is not over. */
export interface ErasureFacts {
  readonly subjectId: string;
  /** Today, at the place of the whistle. */
  readonly today: CivilDate;
  /** Numbers of whistles of theirs that go on, or wait for a decision (申诉, 作废, 终止办理). */
  readonly open: readonly string[];
}

/** Two outcomes (domain §4.5): kept and not shown where it has to be kept, else erased. */
export const erasure: Decider<ErasureState, ErasureCommand, ErasureEvent, ErasureFacts> = {
  initial: { erased: false },
  evolve: (state, { type, data }) =>
    type === 'SubjectErased' ? { ...state, erased: true } : { ...state, restrictedUntil: data.until },
  decide(command, state, facts) {
    const { subjectId } = facts;
    if (state.erased) throw new DomainError('privacy/subject-erased', { subjectId });
    const of = { subjectId, whistleId: command.whistleId };
    return command.type === 'EraseSubject' ? erase(command, state, facts, of) : restrict(command, state, facts, of);
  },
};

type Of = { readonly subjectId: string; readonly whistleId: string };

/** Once said it only becomes longer: what has to be kept by one law may have to be kept longer by another. */
function restrict(
  { input: { until, reason, basis } }: RestrictPersonalData,
  { restrictedUntil }: ErasureState,
  { today }: ErasureFacts,
  of: Of,
): ErasureEvent[] {
  if (until < today) throw new DomainError('erasure/until-in-the-past', { until, today });
  if (restrictedUntil !== undefined && until < restrictedUntil)
    throw new DomainError('erasure/retention-running', { until: restrictedUntil });
  return [{ type: 'ProcessingRestricted', data: { ...of, reason, basis, until } }];
}

function erase(
  { input: { reason } }: EraseSubject,
  { restrictedUntil = '' }: ErasureState,
  { today, open }: ErasureFacts,
  of: Of,
): ErasureEvent[] {
  if (open.length > 0) throw new DomainError('erasure/case-open', { whistles: open });
  if (restrictedUntil >= today) throw new DomainError('erasure/retention-running', { until: restrictedUntil });
  return [{ type: 'SubjectErased', data: { ...of, reason } }];
}
