import type { Role } from '@app/kernel';
import { openAppeal } from './appealing.js';
import { arbitrated } from './arbitration.js';
import { hasCome } from './recall.js';
import type { WhistleCommandType } from './whistle.commands.js';
import { type Assignment, liveAssignmentsOf, openTermination, type Whistle } from './whistle.state.js';

/** Who is kept from a command that their role would let them give. */
export interface KeptFrom {
  /** For the moment nobody else's, though others give it too. */
  readonly onlyFor?: Role;
  /** Whoever asked for it, or has decided already (申请与审批分离). */
  readonly notFor: readonly string[];
}

export function keptFrom(command: WhistleCommandType, whistle: Whistle, assignment?: Assignment): KeptFrom {
  const people = THEIR_OWN[command]?.(whistle, assignment) ?? [];
  return {
    ...(DESK_ONLY[command]?.(whistle) && { onlyFor: 'DISPATCHER' as const }),
    notFor: people.filter((id) => id !== undefined),
  };
}

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
  DecideTermination: (whistle) => [openTermination(whistle)?.by],
  DecideReturn: (_, assignment) => [assignment?.returnAsked?.by],
  DecideSuspension: (_, assignment) => [assignment?.suspensionAsked?.by],
  Arbitrate: (whistle) => [arbitrated(whistle)?.arbitrationAskedBy],
  ReviewAppeal: (whistle, assignment) => {
    const appeal = assignment && openAppeal(whistle, assignment.assignmentId);
    return [appeal?.by, ...(appeal?.upheldBy ?? [])];
  },
};
