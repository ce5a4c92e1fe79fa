import type { OrgUnit } from '@app/directory/domain';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { allowed } from './transitions.js';
import { completedSince, nextSet, released } from './unit-set.js';
import type { SupersedeUnits } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, assignmentsOf, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/**
 * 机构合并 (EC-15): what a unit that is no more had open, its successor goes on with, with the same clocks and everything that
 * was done (信访工作条例 §24). Of several that were merged into one, which has it once, the lead's goes on. A unit without a
 * successor keeps it until the desk changes it.
 */
export function supersedeUnits({ context }: SupersedeUnits, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SupersedeUnits', state);
  const { at } = context;
  const setRevision = nextSet(whistle);
  const former = liveAssignmentsOf(whistle)
    .flatMap((one) => {
      const successor = successorOf(one, facts, at);
      return successor ? [{ one, successor }] : [];
    })
    .toSorted((a, b) => Number(b.one.role === 'LEAD') - Number(a.one.role === 'LEAD'));
  const steps = former.map(
    ({ one, successor }) =>
      (now: Whistle) =>
        succeeded(one, successor, now, setRevision),
  );
  return inTurn(whistle, at, ...steps, completedSince(whistle));
}

/** The successor goes on with it; what it has already goes on with the lead's. */
export function succeeded(one: Assignment, successor: OrgUnit, now: Whistle, setRevision: number): WhistleEvent[] {
  const has = liveAssignmentsOf(now).find(({ unitId }) => unitId === successor.id);
  const leaves = released(one, setRevision, { cause: 'SUPERSEDED', successorUnitId: successor.id });
  if (has && one.role !== 'LEAD') return [leaves];
  const own = has ? [released(has, setRevision, { cause: 'SUPERSEDED', successorUnitId: successor.id })] : [];
  return [...own, takesOver(one, successor, now, setRevision), leaves];
}

/** Whoever goes on with the work of a unit that is no more, if anybody does. */
export const successorOf = ({ unitId }: Assignment, { directory }: WhistleFacts, at: string): OrgUnit | undefined =>
  directory.unit(unitId, at) ? undefined : directory.successorOf(unitId, at);

const takesOver = (one: Assignment, successor: OrgUnit, now: Whistle, setRevision: number): WhistleEvent => ({
  type: 'AssignmentCreated',
  data: {
    assignmentId: `a${assignmentsOf(now).length + 1}`,
    unitId: successor.id,
    role: one.role,
    mandatory: one.mandatory,
    reportsIn: one.reportsIn,
    reason: 'successor',
    takesOver: one.assignmentId,
    setRevision,
  },
});
