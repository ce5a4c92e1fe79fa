import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { assignOf, classified, type Task } from './assigning.js';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import { refusalOf } from './dispatch-policies.js';
import { namedTasks } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { leadsNow } from './lead.js';
import { assignmentOf, ref, refused, speaksFor, unfinished } from './own-assignment.js';
import { checkUnasked, disputed, isExhausted, isOf, returnsAtMost } from './returns.js';
import { resumedBy } from './run-clocks.js';
import { allowed } from './transitions.js';
import { completedSince, nextSet, released, undisputed } from './unit-set.js';
import type { Arbitrate, RequestArbitration } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import {
  type Assignment,
  assignmentsOf,
  inDispute,
  leadOf,
  liveAssignmentsOf,
  type Whistle,
  type WhistleState,
} from './whistle.state.js';

/** The desk and those above it. */
const STAFF: readonly string[] = ['DISPATCHER', 'SUPERVISOR'];

/** 提请裁定: when a return was refused, when nobody knows whose it is, or when it was returned too often. */
export function requestArbitration(
  { input, context }: RequestArbitration,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RequestArbitration', state);
  const { at, actor } = context;
  const assignment = unfinished(assignmentOf({ input }, whistle));
  const own = speaksFor(actor.unitId, assignment.unitId, facts.directory, at);
  if (!own && !STAFF.includes(actor.role)) throw refused('assignment/not-yours', assignment);
  if (arbitrated(whistle)) throw refused('arbitration/already-asked', assignment);
  if (assignment.final) throw refused('arbitration/decided', assignment);
  checkUnasked(assignment, whistle);
  const most = returnsAtMost(whistle, at, facts);
  if (!mayBeArbitrated(assignment, whistle, { byDesk: !own, returnsAtMost: most }))
    throw refused('arbitration/too-early', assignment);
  const reason = deIdentify(input.reason, facts.known);
  const start = { ...nextClock(whistle, facts.catalogue, at), of: { assignmentId: assignment.assignmentId } };
  return [
    { type: 'ArbitrationRequested', data: { ...ref(assignment), reason, by: actor.id, ...disputed(assignment) } },
    ...startClocks(facts.catalogue, clocksStartedBy('ArbitrationRequested'), start),
  ];
}

/** The desk may also pass on a return that it cannot decide. */
export function mayBeArbitrated(
  assignment: Assignment,
  whistle: Whistle,
  by: { readonly byDesk: boolean; readonly returnsAtMost: number },
): boolean {
  const { returnAsked, returnsRejected } = assignment;
  if (returnsRejected > 0 || isExhausted(assignment, whistle, by.returnsAtMost)) return true;
  return returnAsked !== undefined && (by.byDesk || returnAsked.reason === 'UNCLEAR_OWNERSHIP');
}

/** The assignment that an arbitration is asked for: one at a time, for it settles them all. */
export const arbitrated = (whistle: Whistle): Assignment | undefined =>
  liveAssignmentsOf(whistle).find(({ arbitrationAskedBy }) => arbitrationAskedBy !== undefined);

/**
 * 裁定: who leads and who assists. Whoever has it and is named goes on with what is left of its limit; whoever is new begins;
 * whoever is not named is released. Nobody named may return it (潍坊市12345条例 §22).
 */
export function arbitrate({ input, context }: Arbitrate, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('Arbitrate', state);
  const { at, actor } = context;
  const about = arbitrated(whistle);
  if (!about) throw new DomainError('arbitration/none-pending');
  if (about.arbitrationAskedBy === actor.id || isOf(actor.unitId, about, facts, at)) {
    throw refused('arbitration/own-dispute', about);
  }
  const basis = deIdentify(input.basis, facts.known);
  const tasks = namedTasks(input, undefined).map((task) => ({ ...task, reason: 'arbitration', noReturn: true }));
  const { category, areaPath } = classified(whistle, facts, at);
  const { directory } = facts;
  const refusal = refusalOf({
    aboutUnitIds: whistle.raised.aboutUnitIds,
    units: tasks,
    category,
    areaPath,
    overrideReason: basis,
    directory,
    at,
  });
  if (refusal) throw refusal;
  const setRevision = nextSet(whistle);
  const order = { tasks, basis, at, facts, setRevision };
  const note = input.note && { note: deIdentify(input.note, facts.known) };
  return inTurn(
    whistle,
    at,
    () => decision(whistle, about, { ...order, ...note }),
    (now) => settledReturns(now, order),
    (now) => newLead(now, whistle, order),
    (now) => newAssists(now, order),
    (now) => notNamed(now, order),
    completedSince(whistle),
  );
}

interface Ruling {
  readonly tasks: readonly Task[];
  readonly basis: string;
  readonly note?: string;
  readonly at: string;
  readonly facts: WhistleFacts;
  readonly setRevision: number;
}

const isNamed = ({ unitId }: Assignment, { tasks }: Ruling): boolean => tasks.some((task) => task.unitId === unitId);

/** The clock of whoever asked goes on with the decision, if it keeps what it has. */
function decision(whistle: Whistle, about: Assignment, order: Ruling & { readonly note?: string }): WhistleEvent[] {
  const { tasks, basis, note, at, facts } = order;
  const [lead, ...assists] = tasks;
  const decided: WhistleEvent = {
    type: 'ArbitrationDecided',
    data: {
      ...ref(about),
      leadUnitId: lead?.unitId ?? '',
      assists: assists.map(({ unitId, mandatory }) => ({ unitId, mandatory })),
      basis,
      ...(note !== undefined && { note }),
      ...(about.role === 'LEAD' && { caseStatus: undisputed(whistle) }),
    },
  };
  return [decided, ...resumedBy(decided, whistle, at, facts)];
}

/** Other returns that wait are refused with it, of those who keep what they have. */
const settledReturns = (now: Whistle, order: Ruling): WhistleEvent[] =>
  liveAssignmentsOf(now)
    .filter((one) => inDispute(one) && isNamed(one, order))
    .flatMap((one) => {
      const goesOn = one.role === 'LEAD' && { caseStatus: undisputed(now) };
      const refusal: WhistleEvent = {
        type: 'ReturnRejected',
        data: { ...ref(one), reason: order.basis, noReturn: true, ...goesOn },
      };
      return [refusal, ...resumedBy(refusal, now, order.at, order.facts)];
    });

function newLead(now: Whistle, before: Whistle, { tasks, basis, at, facts, setRevision }: Ruling): WhistleEvent[] {
  const from = leadOf(before) ?? assignmentsOf(before).findLast(({ role }) => role === 'LEAD');
  const [task] = tasks;
  if (!from || !task || leadOf(now)?.unitId === task.unitId) return [];
  return leadsNow(now, { task, from, reason: basis, at, facts, setRevision });
}

function newAssists(now: Whistle, { tasks, at, facts, setRevision }: Ruling): WhistleEvent[] {
  const has = liveAssignmentsOf(now).map(({ unitId }) => unitId);
  const others = tasks.filter(({ role, unitId }) => role === 'ASSIST' && !has.includes(unitId));
  return assignOf(now, others, { at, facts, setRevision });
}

const notNamed = (now: Whistle, order: Ruling): WhistleEvent[] =>
  liveAssignmentsOf(now)
    .filter((one) => !isNamed(one, order))
    .map((one) => released(one, order.setRevision, { cause: 'ARBITRATED' }));
