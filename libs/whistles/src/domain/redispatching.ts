import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { assignOf, classified, type Task } from './assigning.js';
import { refusalOf } from './dispatch-policies.js';
import { isDesk, namedTasks, versionsOf } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { leadsNow } from './lead.js';
import { allowed } from './transitions.js';
import { completedSince, nextSet, returnedBy } from './unit-set.js';
import type { FallbackDispatch, RedispatchWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { assignmentsOf, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** Type of the unit that takes what nobody else does: the government of the district (区政府). */
export const LAST_RESORT = 'QZF';

/**
 * 改派. The assisting units stay; one of them may lead. Whoever gets it back goes on with what was left of its limit to handle,
 * anybody else has the whole of it; what the resident was promised runs on (EC-09).
 */
export function redispatch(
  { input, context }: RedispatchWhistle,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RedispatchWhistle', state);
  const { at, actor } = context;
  const { overrideReason } = input;
  const [lead, ...assists] = namedTasks({ ...input, assists: input.assists ?? [] }, whistle.routing);
  if (!lead) throw new DomainError('dispatch/no-lead', { problems: [] });
  const assisting = liveAssignmentsOf(whistle).map(({ unitId }) => unitId);
  const stepsForward = assisting.includes(lead.unitId);
  const returned = returnedBy(assignmentsOf(whistle));
  const { category, areaPath } = classified(whistle, facts, at);
  const about = { category, areaPath, overrideReason, directory: facts.directory, at, returned };
  const assigned = assisting.filter((unitId) => unitId !== lead.unitId);
  const refusal = refusalOf({
    aboutUnitIds: whistle.raised.aboutUnitIds,
    units: [lead, ...assists],
    ...about,
    assigned,
  });
  if (refusal) throw refusal;
  const why = overrideReason && { overrideReason: deIdentify(overrideReason, facts.known) };
  const data = { seq: whistle.round + 1, by: actor.id, ...why, ...versionsOf(facts) };
  return inTurn(
    whistle,
    at,
    () => [{ type: 'WhistleRedispatched', data }],
    (now) => (stepsForward ? promoted(now, lead, { at, facts }) : []),
    (now) => assignOf(now, stepsForward ? assists : [goingOn(lead, now), ...assists], { at, facts }),
    completedSince(whistle),
  );
}

function promoted(now: Whistle, task: Task, { at, facts }: { at: string; facts: WhistleFacts }): WhistleEvent[] {
  const from = assignmentsOf(now).findLast(({ role, released }) => role === 'LEAD' && released !== undefined);
  if (!from) throw new Error('history is broken: nobody led before');
  const setRevision = 'setRevision' in now ? now.setRevision : nextSet(now);
  return leadsNow(now, { task, from, reason: task.reason, at, facts, setRevision });
}

/** With the clock that its unit gave back. */
function goingOn(task: Task, now: Whistle): Task {
  const before = assignmentsOf(now).findLast(
    ({ unitId, released }) => unitId === task.unitId && released !== undefined,
  );
  return { ...task, heldClock: before?.heldClock };
}

/** 兜底派单, where nobody knows whose it is: the district's government takes it and may not return it. */
export function fallbackDispatch(
  { input, context }: FallbackDispatch,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('FallbackDispatch', state);
  const { at, actor } = context;
  const { category, areaPath } = classified(whistle, facts, at);
  const unit = facts.directory.nearestUnit(LAST_RESORT, areaPath, at);
  if (!unit) throw new DomainError('dispatch/no-last-resort', { areaPath });
  const reason = deIdentify(input.reason, facts.known);
  const task: Task = { unitId: unit.id, role: 'LEAD', mandatory: true, reason, noReturn: true };
  const assigned = liveAssignmentsOf(whistle).map(({ unitId }) => unitId);
  const about = { category, areaPath, overrideReason: reason, directory: facts.directory, at };
  const { raised, awaitedStreet } = whistle;
  const street = { awaitedStreet, byDesk: isDesk(actor) };
  const refusal = refusalOf({ aboutUnitIds: raised.aboutUnitIds, units: [task], ...about, ...street, assigned });
  if (refusal) throw refusal;
  const seq = ('round' in whistle ? whistle.round : (whistle.recalled?.round ?? 0)) + 1;
  const data = { seq, by: actor.id, unitId: unit.id, reason, ...versionsOf(facts) };
  return inTurn(
    whistle,
    at,
    () => [{ type: 'FallbackDispatched', data }],
    (now) => assignOf(now, [task], { at, facts }),
  );
}
