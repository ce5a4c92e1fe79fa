import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { placeOfWhistle, rulesOf } from './clock-rules.js';
import { extended } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { assignmentOf, atWork, ownAssignment, ref, refused } from './own-assignment.js';
import type { RunningClock } from './running-clock.js';
import { allowed } from './transitions.js';
import type { DecideExtension, RequestExtension } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';

/** 延期申请: before the clock runs out, for clocks that the policy names, and one at a time. */
export function requestExtension(command: RequestExtension, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RequestExtension', state);
  const assignment = atWork(ownAssignment(command, whistle, facts));
  const { clock: kind = 'HANDLE', reason } = command.input;
  const clock = whistle.clocks.find((one) => one.clock === kind && one.assignmentId === assignment.assignmentId);
  if (!clock) throw refused('extension/no-clock', assignment);
  const refusal = extensionRefusal(clock, whistle, facts);
  if (refusal) throw refusal;
  const { actor } = command.context;
  return [
    {
      type: 'ExtensionRequested',
      data: { ...ref(assignment), clockId: clock.clockId, reason: deIdentify(reason, facts.known), by: actor.id },
    },
  ];
}

/**
 * Granted, the clock runs out later by a share of its limit, counted from when it would have run out; denied, it runs out
 * when it would have, and nothing of the quota is used.
 */
export function decideExtension(
  { input, context }: DecideExtension,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('DecideExtension', state);
  const assignment = assignmentOf({ input }, whistle);
  const clock = whistle.clocks.find(
    (one) => one.assignmentId === assignment.assignmentId && one.extensionAskedBy !== undefined,
  );
  if (!clock) throw refused('extension/none-pending', assignment);
  if (clock.extensionAskedBy === context.actor.id) throw refused('extension/own-request', assignment);
  const of = { ...ref(assignment), clockId: clock.clockId };
  const reason = deIdentify(input.reason, facts.known);
  if (!input.granted) return [{ type: 'ExtensionDenied', data: { ...of, reason } }];
  const seq = clock.extensions + 1;
  const longer = extended(facts.catalogue, clock, placeOfWhistle(whistle), context.at);
  const beyond = beyondTotal(clock, longer.data.dueAt, whistle, facts);
  return [{ type: 'ExtensionGranted', data: { ...of, seq, tellReporter: reason, ...beyond } }, longer];
}

/**
 * What the resident was promised (诉求总时限) never stands still, and no unit's extension moves it: where the policy lets one end
 * later, it is said.
 * @throws DomainError extension/beyond-total the policy does not
 */
function beyondTotal(clock: RunningClock, dueAt: Instant, whistle: Whistle, { catalogue }: WhistleFacts) {
  const total = whistle.clocks.find((one) => one.clock === 'RESIDENT_TOTAL');
  if (!total || dueAt <= total.dueAt) return undefined;
  const { extension } = rulesOf(catalogue, clock, placeOfWhistle(whistle)).policy;
  if (extension.beyondTotal !== false) return { beyondTotal: total.dueAt };
  throw new DomainError('extension/beyond-total', { dueAt, totalDueAt: total.dueAt });
}

/** When what the resident was promised ends, if a clock was lengthened beyond it. */
export function extendedBeyond({ clocks }: Pick<Whistle, 'clocks'>): Instant | undefined {
  const total = clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL')?.dueAt;
  return clocks.some(({ extensions, dueAt }) => extensions > 0 && total !== undefined && dueAt > total)
    ? total
    : undefined;
}

/** Why nobody would hear a request for more time, by the policy that the clock was set by; undefined if it would be heard. */
export function extensionRefusal(
  { limit, clock, missed, dueAt, extensionAskedBy, extensions, assignmentId, unitId, ...versions }: RunningClock,
  whistle: Whistle,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
): DomainError | undefined {
  const { extension } = rulesOf(catalogue, versions, placeOfWhistle(whistle)).policy;
  const { max: most, clocks } = extension;
  const of = { assignmentId, unitId };
  if (!limit || !clocks.includes(clock)) return new DomainError('extension/not-for-this-clock', of);
  if (missed) return new DomainError('extension/too-late', { ...of, dueAt });
  if (extensionAskedBy !== undefined) return new DomainError('extension/already-asked', of);
  return extensions >= most ? new DomainError('extension/too-often', { ...of, most }) : undefined;
}
