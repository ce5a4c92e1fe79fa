import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { afterResult } from './calling-back.js';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import type { WhistleFacts } from './facts.js';
import { takenBy } from './handling-time.js';
import { atWork, ownAssignment, present, ref, refused, unfinished } from './own-assignment.js';
import { resultIsShown } from './required-evidence.js';
import { allowed } from './transitions.js';
import { nobodyDisputes } from './unit-set.js';
import type {
  ContainHazard,
  LogProgress,
  RecordContact,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, inDispute, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** 签收. A direct order (直派) is being handled from here on; a convened one waits for the report-in. */
export function sign(command: SignAssignment, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SignAssignment', state);
  const assignment = ownAssignment(command, whistle, facts);
  if (assignment.signed) throw refused('assignment/already-signed', assignment);
  const signed: WhistleEvent = { type: 'AssignmentSigned', data: ref(assignment) };
  const waits = whistle.status === 'DISPATCHED' || whistle.status === 'REPORTED';
  const startsNow = !assignment.reportsIn && assignment.role === 'LEAD' && waits;
  return startsNow ? [signed, { type: 'HandlingStarted', data: ref(assignment) }] : [signed];
}

/** 先行联系: may be repeated; the first one stops the clock. */
export function recordContact(command: RecordContact, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RecordContact', state);
  const assignment = unfinished(ownAssignment(command, whistle, facts));
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  const { contacted, note } = command.input;
  if (contacted === 'REPORTER' && whistle.raised.anonymity === 'ANONYMOUS') {
    throw refused('assignment/reporter-anonymous', assignment);
  }
  return [
    {
      type: 'ContactRecorded',
      data: { ...ref(assignment), contacted, ...(note && { note: deIdentify(note, facts.known) }) },
    },
  ];
}

/** The case follows its lead: it may begin although an assisting unit is still on its way. */
export function startHandling(command: StartHandling, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('StartHandling', state);
  const assignment = present(ownAssignment(command, whistle, facts));
  if (assignment.role !== 'LEAD') throw refused('assignment/not-lead', assignment);
  return [{ type: 'HandlingStarted', data: ref(assignment) }];
}

export function logProgress(command: LogProgress, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('LogProgress', state);
  const assignment = atWork(ownAssignment(command, whistle, facts));
  const starts = assignment.role === 'LEAD' && whistle.status !== 'HANDLING';
  return [
    ...(starts ? [{ type: 'HandlingStarted' as const, data: ref(assignment) }] : []),
    { type: 'ProgressLogged', data: { ...ref(assignment), note: deIdentify(command.input.note, facts.known) } },
  ];
}

/**
 * 控险: for what has a limit to be made safe (EC-24), by any unit that is there: one shuts the valve, the other mends the road.
 * The clock goes on through a suspension.
 */
export function containHazard(command: ContainHazard, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ContainHazard', state);
  const assignment = present(unfinished(ownAssignment(command, whistle, facts)));
  if (assignment.contained) throw refused('assignment/already-contained', assignment);
  if (!isDangerous(whistle)) throw refused('assignment/nothing-to-contain', assignment);
  const note = deIdentify(command.input.note, facts.known);
  return [{ type: 'HazardContained', data: { ...ref(assignment), note } }];
}

/** Nobody has made it safe yet. */
export const isDangerous = ({ clocks }: Pick<Whistle, 'clocks'>): boolean =>
  clocks.some(({ clock }) => clock === 'CONTAIN');

/** An assisting unit tells the lead its result within its limit, or explains (北京市接诉即办工作条例 §14). */
export function submitAssistResult(
  command: SubmitAssistResult,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('SubmitAssistResult', state);
  const assignment = atWork(ownAssignment(command, whistle, facts));
  if (assignment.role === 'LEAD') throw refused('assignment/is-lead', assignment);
  return [{ type: 'AssignmentResultSubmitted', data: result(command, assignment, whistle, facts) }];
}

/** 办结反馈: when every mandatory assisting unit has given its result or is excused (EC-12), none disputes, and it is safe. */
export function submitResult(command: SubmitResult, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SubmitResult', state);
  const assignment = atWork(ownAssignment(command, whistle, facts));
  if (assignment.role !== 'LEAD') throw refused('assignment/not-lead', assignment);
  nobodyDisputes(whistle);
  const silent = silentAssists(whistle);
  if (silent.length > 0)
    throw new DomainError('result/assist-missing', { unitIds: silent.map(({ unitId }) => unitId) });
  if (isDangerous(whistle)) throw new DomainError('result/hazard-not-contained', ref(assignment));
  resultIsShown(assignment, whistle, { at: command.context.at, facts });
  return [
    { type: 'ResultSubmitted', data: result(command, assignment, whistle, facts) },
    ...afterResult(whistle, command.context.at, facts),
  ];
}

const silentAssists = (whistle: Whistle): readonly Assignment[] =>
  liveAssignmentsOf(whistle).filter(
    (one) => one.role === 'ASSIST' && one.mandatory && !one.resultSubmitted && !one.excused,
  );

/** Whether a result is refused whatever it says: a unit is waited for, or disputes, or it is not safe. */
export const isResultTooEarly = (whistle: Whistle): boolean =>
  silentAssists(whistle).length > 0 || liveAssignmentsOf(whistle).some(inDispute) || isDangerous(whistle);

const result = (
  { input, context: { at } }: SubmitAssistResult | SubmitResult,
  assignment: Assignment,
  whistle: Whistle,
  { catalogue, known }: WhistleFacts,
) => ({
  ...ref(assignment),
  outcome: input.outcome,
  reply: deIdentify(input.reply, known),
  ...takenBy(assignment.handling, at, rulesInForce(catalogue, placeOfWhistle(whistle), at).calendar),
});
