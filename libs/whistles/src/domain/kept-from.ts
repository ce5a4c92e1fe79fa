import type { Role } from '@app/kernel';
import { openAppeal } from './appealing.js';
import { arbitrated } from './arbitration.js';
import { doneBy } from './follow-up.js';
import { hasCome } from './recall.js';
import { allowed } from './transitions.js';
import type { WhistleCommandType } from './whistle.commands.js';
import { type Assignment, assignmentsOf, liveAssignmentsOf, openTermination, type Whistle } from './whistle.state.js';

/** Who is kept from a command that their role would let them give. */
export interface KeptFrom {
  /** For the moment nobody else's, though others give it too. */
  readonly onlyFor?: Role;
  /** Whoever asked for it, or has decided already (申请与审批分离). */
  readonly notFor: readonly string[];
  /** Whose people it is not for either (利害回避). */
  readonly notOf?: UnitsKept;
}

/** These units and those below them, or those above them as well. */
export interface UnitsKept {
  readonly unitIds: readonly string[];
  readonly also: 'BELOW' | 'BELOW_AND_ABOVE';
}

export function keptFrom(command: WhistleCommandType, whistle: Whistle, assignment?: Assignment): KeptFrom {
  const people = THEIR_OWN[command]?.(whistle, assignment) ?? [];
  const notOf = unitsKept(command, whistle, assignment);
  return {
    ...(DESK_ONLY[command]?.(whistle) && { onlyFor: 'DISPATCHER' as const }),
    notFor: people.filter((id) => id !== undefined),
    ...(notOf && { notOf }),
  };
}

/** Of which units nobody decides, and of which nobody judges what counts for or against them. */
function unitsKept(command: WhistleCommandType, whistle: Whistle, of?: Assignment): UnitsKept | undefined {
  const [decides, judges] = [DECIDED_BY_OTHERS[command]?.(whistle, of), JUDGED_BY_OTHERS[command]?.(whistle, of)];
  if (decides && decides.length > 0) return { unitIds: idsOf(decides), also: 'BELOW' };
  if (judges && judges.length > 0) return { unitIds: idsOf(judges), also: 'BELOW_AND_ABOVE' };
  return undefined;
}

const idsOf = (assignments: readonly Assignment[]): string[] => [...new Set(assignments.map(({ unitId }) => unitId))];

type Units = (whistle: Whistle, assignment?: Assignment) => readonly Assignment[];
const theOne: Units = (_, assignment) => (assignment ? [assignment] : []);
const DECIDED_BY_OTHERS: Partial<Record<WhistleCommandType, Units>> = {
  DecideReturn: theOne,
  Arbitrate: (whistle) => theOne(whistle, arbitrated(whistle)),
};
const JUDGED_BY_OTHERS: Partial<Record<WhistleCommandType, Units>> = {
  ReviewAppeal: theOne,
  ExcludeFromScoring: theOne,
  CorrectFact: theOne,
  RateDepartment: theOne,
  RecordCheck: assignmentsOf,
};

const streetIsFirst = ({ awaitedStreet }: Whistle): boolean => awaitedStreet?.turn === 'FIRST';

/** What a street may not do now, but the desk of the district. */
const DESK_ONLY: Partial<Record<WhistleCommandType, (whistle: Whistle) => boolean>> = {
  DispatchWhistle: streetIsFirst,
  FallbackDispatch: streetIsFirst,
  RecallDispatch: (whistle) => liveAssignmentsOf(whistle).some(hasCome),
};

type People = readonly (string | undefined)[];
/** By whom it is refused as their own. */
const THEIR_OWN: Partial<Record<WhistleCommandType, (whistle: Whistle, assignment?: Assignment) => People>> = {
  DecideVoiding: ({ voiding }) => [voiding?.by],
  DecideTermination: (whistle) => [
    openTermination(whistle)?.by,
    ...('dispatchedBy' in whistle ? whistle.dispatchedBy : []),
  ],
  DecideReturn: (_, assignment) => [assignment?.returnAsked?.by],
  DecideSuspension: (_, assignment) => [assignment?.suspensionAsked?.by],
  DecideExtension: ({ clocks }, assignment) => [
    clocks.find((one) => one.assignmentId === assignment?.assignmentId && one.extensionAskedBy !== undefined)
      ?.extensionAskedBy,
  ],
  CloseWhistle: (whistle) => doneBy(allowed('CloseWhistle', whistle)),
  RecordCheck: (whistle) => ('selfResolved' in whistle ? [whistle.selfResolved.by] : []),
  Arbitrate: (whistle) => [arbitrated(whistle)?.arbitrationAskedBy],
  ReviewAppeal: (whistle, assignment) => {
    const appeal = assignment && openAppeal(whistle, assignment.assignmentId);
    return [appeal?.by, ...(appeal?.upheldBy ?? [])];
  },
};
