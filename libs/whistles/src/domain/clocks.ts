import type { ClockKind } from '@app/catalogue/domain';
import type { WhistleEvent, WhistleEventOf, WhistleEventType } from './whistle.events.js';

/** Clocks of the whole whistle, or of the event's own assignment. */
interface Concerned {
  readonly of: 'WHISTLE' | 'ASSIGNMENT';
  readonly clocks: readonly ClockKind[] | 'ALL';
}

/** What an event does to the clocks. Those that it starts have a limit, or a date; those that it resumes were paused. */
interface Effect {
  readonly starts?: readonly ClockKind[];
  readonly stops?: Concerned | readonly Concerned[];
  readonly pauses?: Concerned;
  readonly resumes?: Concerned;
}

const whole = (...clocks: ClockKind[]): Concerned => ({ of: 'WHISTLE', clocks });
const own = (...clocks: ClockKind[]): Concerned => ({ of: 'ASSIGNMENT', clocks });
const ALL: Concerned = { of: 'WHISTLE', clocks: 'ALL' };

/**
 * Everything that asks whether a clock starts, runs or stands still (the rules, the views, the alarms) asks this table (domain
 * §2.4). The clock to handle does not wait for the signature, and what the resident was promised never stands still.
 */
const EFFECTS = {
  WhistleRaised: { starts: ['ACCEPT', 'RESIDENT_TOTAL'] },
  InfoRequested: { pauses: whole('ACCEPT'), starts: ['INFO'] },
  InfoSupplied: { stops: whole('INFO'), resumes: whole('ACCEPT') },
  InfoRequestExpired: { stops: ALL },
  PreVerificationOrdered: { pauses: whole('ACCEPT'), starts: ['VERIFY'] },
  PreVerificationReported: { stops: whole('VERIFY'), resumes: whole('ACCEPT') },
  WhistleAccepted: { stops: whole('ACCEPT'), starts: ['DISPATCH'] },
  WhistleRejected: { stops: ALL },
  WhistleRedirected: { stops: ALL },
  ReporterInformed: { stops: ALL },
  SelfResolved: { stops: ALL, starts: ['FOLLOW_UP'] },
  StreetCalled: { starts: ['STREET_RESPONSE'] },
  StreetResponded: { stops: whole('STREET_RESPONSE'), starts: ['DISPATCH'] },
  /** Of the street: the desk goes on without it. */
  DeadlineMissed: { starts: ['DISPATCH'] },
  /** What is ordered (督办) stays the desk's to answer, in a merger and out of it. */
  WhistleMerged: { stops: ALL, starts: ['SUPERVISION'] },
  WhistleUnmerged: { stops: ALL, starts: ['ACCEPT', 'DISPATCH', 'RESIDENT_TOTAL', 'SUPERVISION'] },
  OutcomeRecalled: { stops: whole('FOLLOW_UP') },
  WhistleDispatched: { stops: whole('DISPATCH', 'STREET_RESPONSE') },
  AssignmentCreated: { starts: ['SIGN', 'CONTACT', 'REPORT_IN', 'CONTAIN', 'HANDLE'] },
  AssignmentSigned: { stops: own('SIGN') },
  ContactRecorded: { stops: own('CONTACT') },
  DepartmentReportedIn: { stops: own('REPORT_IN') },
  HazardContained: { stops: whole('CONTAIN') },
  SuspensionApproved: { pauses: own('HANDLE'), starts: ['REVIEW'] },
  CaseResumed: { stops: own('REVIEW'), resumes: own('HANDLE') },
  ReturnRequested: { pauses: own('HANDLE'), starts: ['RETURN_DECISION'] },
  ReturnApproved: { stops: own('RETURN_DECISION'), starts: ['DISPATCH'] },
  ReturnRejected: { stops: own('RETURN_DECISION'), resumes: own('HANDLE') },
  ArbitrationRequested: { stops: own('RETURN_DECISION'), pauses: own('HANDLE'), starts: ['ARBITRATION'] },
  ArbitrationDecided: { stops: whole('ARBITRATION', 'DISPATCH'), resumes: own('HANDLE') },
  /** Of what its unit has left unanswered: the desk's own time to answer begins. */
  AssignmentReleased: { stops: { of: 'ASSIGNMENT', clocks: 'ALL' }, starts: ['SUPERVISION'] },
  LeadChanged: { stops: [own('HANDLE'), whole('CONTAIN')], starts: ['HANDLE', 'CONTAIN'] },
  WhistleRedispatched: { stops: whole('DISPATCH') },
  FallbackDispatched: { stops: whole('DISPATCH', 'STREET_RESPONSE') },
  DispatchRecalled: { starts: ['DISPATCH'] },
  AssignmentResultSubmitted: { stops: { of: 'ASSIGNMENT', clocks: 'ALL' } },
  ResultSubmitted: { stops: ALL, starts: ['CALL_BACK', 'FOLLOW_UP'] },
  PostHandleCheckOrdered: { starts: ['CHECK'] },
  CheckPassed: { stops: whole('CHECK') },
  CheckFailed: { stops: whole('CHECK') },
  FollowUpOpened: { stops: whole('CALL_BACK'), starts: ['FOLLOW_UP'] },
  FollowUpCompleted: { stops: whole('FOLLOW_UP') },
  FollowUpUnreachable: { stops: whole('FOLLOW_UP') },
  ReworkOrdered: { stops: whole('CALL_BACK', 'CHECK', 'FOLLOW_UP'), starts: ['HANDLE', 'DISPATCH'] },
  WhistleClosed: { stops: ALL },
  WhistleReopened: { starts: ['HANDLE', 'DISPATCH'] },
  WhistleVoided: { stops: ALL },
  WhistleReclassified: { starts: ['CONTAIN', 'DISPATCH'] },
  UrgencyChanged: { starts: ['CONTAIN', 'DISPATCH'] },
  SupervisionOpened: { starts: ['SUPERVISION'] },
  SupervisionAnswered: { stops: own('SUPERVISION') },
  WhistleWithdrawn: { stops: ALL },
} as const satisfies Partial<Record<WhistleEventType, Effect>>;

type Starting = { [Type in keyof typeof EFFECTS]: (typeof EFFECTS)[Type] extends { starts: unknown } ? Type : never };

/** The clocks that an event may start. */
export const clocksStartedBy = (type: Starting[keyof Starting]): readonly ClockKind[] => EFFECTS[type].starts;

interface ClockRef {
  readonly clock: ClockKind;
  readonly assignmentId?: string | undefined;
}
type Concerns = (clock: ClockRef) => boolean;

export const clocksStoppedBy = (event: WhistleEvent): Concerns => concerns(effectOf(event).stops, event);

/** Those that stand still from the event on: what was late by then stays late, and is chased. */
export function clocksPausedBy(event: WhistleEvent): (clock: ClockRef & { readonly missed: boolean }) => boolean {
  const pauses = concerns(effectOf(event).pauses, event);
  return (clock) => !clock.missed && pauses(clock);
}

/** Those that stand still until the event, which is followed by what they are set to: of 裁定, where the unit keeps what it has. */
export const clocksResumedBy = (event: WhistleEvent): Concerns =>
  event.type === 'ArbitrationDecided' && !isNamed(event.data) ? () => false : concerns(effectOf(event).resumes, event);

const isNamed = ({ unitId, leadUnitId, assists }: WhistleEventOf<'ArbitrationDecided'>['data']): boolean =>
  unitId === leadUnitId || assists.some((one) => one.unitId === unitId);

/** Whether a clock of this kind may be started by such an event: for whoever looks back. */
export const mayStart = (event: WhistleEvent, clock: ClockKind): boolean =>
  effectOf(event).starts?.includes(clock) ?? false;

const NONE: Effect = {};
const effectOf = ({ type }: WhistleEvent): Effect =>
  (EFFECTS as Partial<Record<WhistleEventType, Effect>>)[type] ?? NONE;

function concerns(concerned: Concerned | readonly Concerned[] | undefined, event: WhistleEvent): Concerns {
  const each = concerned === undefined ? [] : 'of' in concerned ? [concerned] : concerned;
  if (each.length === 0) return () => false;
  const own = assignmentOf(event);
  return (clock) =>
    each.some(
      ({ of, clocks }) =>
        (clocks === 'ALL' || clocks.includes(clock.clock)) && (of === 'WHISTLE' || clock.assignmentId === own),
    );
}

/** Of a change of lead, that of the new one. */
function assignmentOf(event: WhistleEvent): string | undefined {
  if (event.type === 'LeadChanged') return event.data.to.assignmentId;
  return 'assignmentId' in event.data ? event.data.assignmentId : undefined;
}
