import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { assignOf, classified, type Task } from './assigning.js';
import { refusalOf } from './dispatch-policies.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { leadsNow } from './lead.js';
import { assignmentOf, ref, refused, unfinished } from './own-assignment.js';
import { allowed } from './transitions.js';
import { completedSince, nextSet, released, returnedBy } from './unit-set.js';
import type { AddAssist, ChangeLead, ExcuseAssist, ReleaseAssist } from './whistle.commands.js';
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

/** 增派协助单位: it is told what every unit is told, from now on. */
export function addAssist({ input, context }: AddAssist, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('AddAssist', state);
  const { at } = context;
  const { unitId, mandatory = true, overrideReason } = input;
  const reason = overrideReason ? deIdentify(overrideReason, facts.known) : 'dispatcher';
  const task: Task = { unitId, role: 'ASSIST', mandatory, reason };
  const leadUnitId = leadOf(whistle)?.unitId;
  const assigned = liveAssignmentsOf(whistle).map((one) => one.unitId);
  const returned = returnedBy(assignmentsOf(whistle));
  const { category, areaPath } = classified(whistle, facts, at);
  const about = { category, areaPath, overrideReason, directory: facts.directory, at };
  const refusal = refusalOf({
    aboutUnitIds: whistle.raised.aboutUnitIds,
    units: [task],
    ...about,
    assigned,
    leadUnitId,
    returned,
  });
  if (refusal) throw refusal;
  return assignOf(whistle, [task], { at, facts, setRevision: nextSet(whistle) });
}

/** 解除协助单位. If all others are in, all are in from now on (EC-11). */
export function releaseAssist(
  { input, context }: ReleaseAssist,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ReleaseAssist', state);
  const assist = undisputedAssist(assignmentOf({ input }, whistle));
  const cause = input.misdispatched
    ? { cause: 'MISDISPATCHED' as const, fault: 'MISDISPATCH' as const }
    : { cause: 'NOT_NEEDED' as const };
  const why = { ...cause, reason: deIdentify(input.reason, facts.known) };
  return inTurn(whistle, context.at, () => [released(assist, nextSet(whistle), why)], completedSince(whistle));
}

/** 免于反馈: whoever is silent keeps what it is late with; nobody waits for it (EC-12). */
export function excuseAssist({ input }: ExcuseAssist, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const assist = undisputedAssist(assignmentOf({ input }, allowed('ExcuseAssist', state)));
  if (!assist.mandatory || assist.excused) throw refused('assignment/not-awaited', assist);
  return [{ type: 'AssistExcused', data: { ...ref(assist), reason: deIdentify(input.reason, facts.known) } }];
}

function undisputedAssist(assignment: Assignment): Assignment {
  if (assignment.role === 'LEAD') throw refused('assignment/leads', assignment);
  if (inDispute(assignment)) throw refused('assignment/in-dispute', assignment);
  return unfinished(assignment);
}

/** 变更主责: there is always one. */
export function changeLead({ input, context }: ChangeLead, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ChangeLead', state);
  const { at } = context;
  const { unitId, keepFormer = false } = input;
  const from = leadOf(whistle);
  if (!from) throw new Error('history is broken: nobody leads');
  if (from.unitId === unitId) throw new DomainError('lead/unchanged', { unitId });
  const reason = deIdentify(input.reason, facts.known);
  const task: Task = { unitId, role: 'LEAD', mandatory: true, reason };
  checkLead(task, whistle, { at, facts, reason });
  const setRevision = nextSet(whistle);
  return inTurn(
    whistle,
    at,
    (now) => leadsNow(now, { task, from, reason, at, facts, setRevision }),
    () => (keepFormer ? [] : [released(from, setRevision, { cause: 'LEAD_CHANGED', reason })]),
    completedSince(whistle),
  );
}

interface Judged {
  readonly at: string;
  readonly facts: WhistleFacts;
  readonly reason: string;
}

function checkLead(task: Task, whistle: Whistle, { at, facts, reason }: Judged): void {
  const { category, areaPath } = classified(whistle, facts, at);
  const { directory } = facts;
  const refusal = refusalOf({
    aboutUnitIds: whistle.raised.aboutUnitIds,
    units: [task],
    category,
    areaPath,
    overrideReason: reason,
    directory,
    at,
  });
  if (refusal) throw refusal;
}
