import { type CivilDate, type CommandContext, type Decider, DomainError } from '@app/kernel';
import type { ErasureEvent } from './erasure.events.js';

/** What it is asked for at: a whistle that the person raised, or a service order (点单) that is for them. */
export type AskedAt = { readonly whistleId: string } | { readonly orderId: string };

/** 限制处理: for as long as it has to be kept. */
export class RestrictPersonalData {
  readonly type = 'RestrictPersonalData';
  constructor(
    readonly askedAt: AskedAt,
    readonly input: { readonly reason: string; readonly basis: string; readonly until: CivilDate },
    readonly context: CommandContext,
  ) {}
}

/** 删除: for good. */
export class EraseSubject {
  readonly type = 'EraseSubject';
  constructor(
    readonly askedAt: AskedAt,
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
  /** All service orders whose contact and words lie under their key, by id. */
  readonly orderIds: readonly string[];
  /** Those of them that are neither confirmed (确认), rejected nor withdrawn. */
  readonly openOrders: readonly string[];
}

/** Two outcomes (domain §4.5): kept and not shown where it has to be kept, else erased. */
export const erasure: Decider<ErasureState, ErasureCommand, ErasureEvent, ErasureFacts> = {
  initial: { erased: false },
  evolve: (state, { type, data }) =>
    type === 'SubjectErased' ? { ...state, erased: true } : { ...state, restrictedUntil: data.until },
  decide(command, state, facts) {
    const { subjectId } = facts;
    if (state.erased) throw new DomainError('privacy/subject-erased', { subjectId });
    const { askedAt } = command;
    const at = 'whistleId' in askedAt ? { whistleId: askedAt.whistleId } : {};
    const of = { subjectId, ...at, orderIds: [...facts.orderIds] };
    return command.type === 'EraseSubject' ? erase(command, state, facts, of) : restrict(command, state, facts, of);
  },
};

type Of = Pick<ErasureEvent['data'], 'subjectId' | 'whistleId' | 'orderIds'>;

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
  { today, open, openOrders }: ErasureFacts,
  of: Of,
): ErasureEvent[] {
  if (open.length > 0) throw new DomainError('erasure/case-open', { whistles: open });
  if (openOrders.length > 0) throw new DomainError('erasure/order-open', { orders: openOrders });
  if (restrictedUntil >= today) throw new DomainError('erasure/retention-running', { until: restrictedUntil });
  return [{ type: 'SubjectErased', data: { ...of, reason } }];
}
