import { DomainError } from '@app/kernel';
import { isDangerous } from './assignment.js';
import type { WhistleFacts } from './facts.js';
import { verifyingUnit } from './information.js';
import { ownAssignment, refused } from './own-assignment.js';
import { allowed, ALLOWED_FROM } from './transitions.js';
import type { AttachEvidence, WhistleCommandType } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, type Evidence, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';
import { EVIDENCE_PURPOSES, type EvidencePurpose } from './whistle.words.js';

/** What a file is about, and thereby who must have brought it. */
type About = Pick<Evidence, 'assignmentId' | 'unitId'>;

/** What a reporter has to show fits into so many files; units and inspectors get more room, and nobody fills the store. */
export const MOST_EVIDENCE = { ofReporter: 20, ofStaff: 200 } as const;

const OF_AN_ASSIGNMENT: readonly EvidencePurpose[] = ['CONTAINMENT', 'PROGRESS', 'RESULT'];

/** What the reporter handed in, or told staff to: it may give away who they are. */
export const isOfReporter = ({ purpose }: Pick<Evidence, 'purpose'>): boolean => purpose === 'RAISING';

/** 附件: the file lies in the store already; what is decided here is whether it belongs to the whistle. */
export function attachEvidence(command: AttachEvidence, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const about = mayAttach(command, state, facts);
  const { evidenceId, purpose, file } = command.input;
  if (!file) throw new DomainError('upload/not-found', { evidenceId });
  return [{ type: 'EvidenceAttached', data: { evidenceId, purpose, ...about, ...file } }];
}

/**
 * Asked before anything is received or stored: whether this would be attached.
 * @throws DomainError evidence/already-attached, evidence/too-many, evidence/assignment-needed, evidence/not-verifying,
 *   evidence/not-now, verification/not-yours, and what work on an assignment is refused with
 */
export function mayAttach(command: AttachEvidence, state: WhistleState, facts: WhistleFacts): About {
  const whistle = allowed('AttachEvidence', state);
  const { evidenceId, purpose } = command.input;
  if (whistle.evidence.some((one) => one.evidenceId === evidenceId)) {
    throw new DomainError('evidence/already-attached', { evidenceId });
  }
  if (!leavesRoom(purpose, whistle)) throw new DomainError('evidence/too-many', { most: mostOf(purpose) });
  if (OF_AN_ASSIGNMENT.includes(purpose)) return ofAssignment(command, whistle, facts);
  if (!isOpen(purpose, whistle)) throw notNow(purpose);
  return purpose === 'VERIFICATION' ? { unitId: verifyingUnit(command, whistle, facts) } : {};
}

/** What a file may be about now: of a unit's work, which. */
export interface OpenPurpose {
  readonly purpose: EvidencePurpose;
  readonly assignment?: Assignment;
}

/** Every purpose that `mayAttach` admits of somebody. */
export const openPurposes = (whistle: Whistle): OpenPurpose[] =>
  EVIDENCE_PURPOSES.filter((purpose) => leavesRoom(purpose, whistle)).flatMap((purpose): OpenPurpose[] => {
    if (!OF_AN_ASSIGNMENT.includes(purpose)) return isOpen(purpose, whistle) ? [{ purpose }] : [];
    const open = liveAssignmentsOf(whistle).filter((one) => one.signed && isOpen(purpose, whistle, one));
    return open.map((assignment) => ({ purpose, assignment }));
  });

type Open = (whistle: Whistle, assignment?: Assignment) => boolean;
const during =
  (command: WhistleCommandType): Open =>
  ({ status }) =>
    ALLOWED_FROM[command].some((one) => one === status);
const unfinished: Open = (_, assignment) => assignment?.resultSubmitted === false;

/**
 * While that which a file shows can be done (of what is made safe: or the unit has done it). What the reporter has to show, and
 * what shows a result, is taken until the end: for those who check it.
 */
const WHILE: Readonly<Partial<Record<EvidencePurpose, readonly Open[]>>> = {
  VERIFICATION: [during('ReportPreVerification')],
  SELF_RESOLUTION: [during('SelfResolve')],
  CONTAINMENT: [
    during('ContainHazard'),
    unfinished,
    (whistle, assignment) => assignment?.contained === true || isDangerous(whistle),
  ],
  PROGRESS: [during('LogProgress'), unfinished],
  CHECK: [during('RecordCheck'), (whistle) => isCheckOpen(whistle)],
};

const isOpen = (purpose: EvidencePurpose, whistle: Whistle, assignment?: Assignment): boolean =>
  (WHILE[purpose] ?? []).every((holds) => holds(whistle, assignment));

/** 核查 that was ordered, and is not recorded yet. */
const isCheckOpen = (whistle: Whistle): boolean =>
  'check' in whistle && whistle.check !== undefined && whistle.check.passed === undefined;

const notNow = (purpose: EvidencePurpose): DomainError =>
  purpose === 'VERIFICATION'
    ? new DomainError('evidence/not-verifying')
    : new DomainError('evidence/not-now', { purpose });

const mostOf = (purpose: EvidencePurpose): number =>
  isOfReporter({ purpose }) ? MOST_EVIDENCE.ofReporter : MOST_EVIDENCE.ofStaff;

const leavesRoom = (purpose: EvidencePurpose, { evidence }: Whistle): boolean =>
  evidence.filter((one) => isOfReporter(one) === isOfReporter({ purpose })).length < mostOf(purpose);

/** A unit shows its own work, from the signature on; what it shows after its result is for those who check it. */
function ofAssignment({ input, context }: AttachEvidence, whistle: Whistle, facts: WhistleFacts): About {
  const { assignmentId } = input;
  if (assignmentId === undefined) throw new DomainError('evidence/assignment-needed', { purpose: input.purpose });
  const assignment = ownAssignment({ input: { assignmentId }, context }, whistle, facts);
  if (!assignment.signed) throw refused('assignment/not-signed', assignment);
  if (!isOpen(input.purpose, whistle, assignment)) throw notNow(input.purpose);
  return { assignmentId, unitId: assignment.unitId };
}
