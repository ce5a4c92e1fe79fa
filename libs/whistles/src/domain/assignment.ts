import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { WhistleFacts } from './facts.js';
import { allowed } from './transitions.js';
import type {
  LogProgress,
  RecordContact,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, assignmentsOf, type WhistleState } from './whistle.state.js';

type OnAssignment =
  SignAssignment | RecordContact | ReportIn | StartHandling | LogProgress | SubmitAssistResult | SubmitResult;

/** 签收. A direct order (直派) is being handled from here on; a convened one waits for the report-in. */
export function sign(command: SignAssignment, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SignAssignment', state);
  const assignment = ownAssignment(command, whistle, facts);
  if (assignment.signed) throw refused('assignment/already-signed', assignment);
  const signed: WhistleEvent = { type: 'AssignmentSigned', data: ref(assignment) };
  const startsNow = !assignment.reportsIn && assignment.role === 'LEAD' && whistle.status !== 'HANDLING';
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

/** 报到. The last mandatory unit's report-in also says that all are in (全部报到). */
export function reportIn(command: ReportIn, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ReportIn', state);
  const assignment = ownAssignment(command, whistle, facts);
  if (!assignment.reportsIn) throw refused('assignment/no-report-in', assignment);
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  if (assignment.reportedIn) throw refused('assignment/already-reported-in', assignment);
  const { person, mode, longitude, latitude } = command.input;
  const clock = whistle.clocks.find((one) => one.clock === 'REPORT_IN' && one.assignmentId === assignment.assignmentId);
  const onTime = !clock || command.context.at <= clock.dueAt;
  const point = longitude !== undefined && latitude !== undefined ? { longitude, latitude } : {};
  const missing = whistle.assignments.filter((one) => one.mandatory && one.reportsIn && !one.reportedIn);
  const last = missing.length === 1 && missing[0] === assignment;
  return [
    { type: 'DepartmentReportedIn', data: { ...ref(assignment), person, mode, ...point, onTime } },
    ...(last ? [{ type: 'AllDepartmentsReportedIn' as const, data: { setRevision: whistle.round } }] : []),
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
  const assignment = present(unfinished(ownAssignment(command, whistle, facts)));
  const starts = assignment.role === 'LEAD' && whistle.status !== 'HANDLING';
  return [
    ...(starts ? [{ type: 'HandlingStarted' as const, data: ref(assignment) }] : []),
    { type: 'ProgressLogged', data: { ...ref(assignment), note: deIdentify(command.input.note, facts.known) } },
  ];
}

/** An assisting unit tells the lead its result within its limit, or explains (北京市接诉即办工作条例 §14). */
export function submitAssistResult(
  command: SubmitAssistResult,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('SubmitAssistResult', state);
  const assignment = present(unfinished(ownAssignment(command, whistle, facts)));
  if (assignment.role === 'LEAD') throw refused('assignment/is-lead', assignment);
  return [{ type: 'AssignmentResultSubmitted', data: result(command, assignment, facts) }];
}

/** 办结反馈: only when every mandatory assisting unit has given its own result (EC-12). */
export function submitResult(command: SubmitResult, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SubmitResult', state);
  const assignment = present(unfinished(ownAssignment(command, whistle, facts)));
  if (assignment.role !== 'LEAD') throw refused('assignment/not-lead', assignment);
  const silent = whistle.assignments.filter((one) => one.role === 'ASSIST' && one.mandatory && !one.resultSubmitted);
  if (silent.length > 0)
    throw new DomainError('result/assist-missing', { unitIds: silent.map(({ unitId }) => unitId) });
  return [{ type: 'ResultSubmitted', data: result(command, assignment, facts) }];
}

/** The assignment, if the actor's unit is the assigned one or stands above it. Policies and timers are no units. */
function ownAssignment(
  { input, context }: OnAssignment,
  whistle: WhistleState,
  { directory }: WhistleFacts,
): Assignment {
  const assignment = assignmentsOf(whistle).find(({ assignmentId }) => assignmentId === input.assignmentId);
  if (!assignment) throw new DomainError('assignment/not-found', { assignmentId: input.assignmentId });
  const { actor, at } = context;
  for (let unitId: string | undefined = assignment.unitId; unitId; unitId = directory.unit(unitId, at)?.parentId) {
    if (actor.unitId === unitId) return assignment;
  }
  throw refused('assignment/not-yours', assignment);
}

function unfinished(assignment: Assignment): Assignment {
  if (assignment.resultSubmitted) throw refused('assignment/result-submitted', assignment);
  return assignment;
}

/** Turned up: reported in, or for a direct order signed. */
function present(assignment: Assignment): Assignment {
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  if (assignment.reportsIn && !assignment.reportedIn) throw refused('assignment/not-reported-in', assignment);
  return assignment;
}

const result = ({ input }: SubmitAssistResult | SubmitResult, assignment: Assignment, { known }: WhistleFacts) => ({
  ...ref(assignment),
  outcome: input.outcome,
  reply: deIdentify(input.reply, known),
});
const ref = ({ assignmentId, unitId }: Assignment) => ({ assignmentId, unitId });
const refused = (code: `assignment/${string}`, assignment: Assignment) => new DomainError(code, ref(assignment));
