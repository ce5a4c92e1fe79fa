import { type Category, route, type Urgency } from '@app/catalogue/domain';
import { type Actor, DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { assign, assignOf, classified, type Task } from './assigning.js';
import { type ClockPlace, placeOfWhistle } from './clock-rules.js';
import { refusalOf } from './dispatch-policies.js';
import type { WhistleFacts } from './facts.js';
import { authorityOf, blowersOf } from './initiator-authority.js';
import { withoutConcerned } from './recusal.js';
import { allowed } from './transitions.js';
import { type DirectObjection, groundsOf } from './routing-grounds.js';
import { returnedBy } from './unit-set.js';
import type { DispatchWhistle, NamedAssist } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { assignmentsOf, liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** 派单: exactly one lead, any number of assisting units; starts each unit's clocks. */
export function dispatch(command: DispatchWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('DispatchWhistle', state);
  const { input, context } = command;
  const { at, actor } = context;
  const { category, areaPath } = classified(whistle, facts, at);
  const tasks = namedTasks(input, whistle.routing);
  const { overrideReason, whistleType = 'ORDINARY' } = input;
  const blowers = blowersOf(whistle, actor.id);
  const returned = returnedBy(assignmentsOf(whistle));
  const { directory } = facts;
  const refusal = refusalOf({
    aboutUnitIds: whistle.raised.aboutUnitIds,
    units: tasks,
    category,
    areaPath,
    overrideReason,
    awaitedStreet: whistle.awaitedStreet,
    byDesk: isDesk(actor),
    returned,
    whistleType,
    blowers,
    directory,
    at,
  });
  if (refusal) throw refusal;
  const round = (whistle.recalled?.round ?? 0) + 1;
  const why = overrideReason && { overrideReason: deIdentify(overrideReason, facts.known) };
  const type = typed({ whistleType, blowers, areaPath, directory, at });
  const data = { round, mode: 'MANUAL' as const, by: actor.id, ...why, ...type, ...versionsOf(facts) };
  return [{ type: 'WhistleDispatched', data }, ...assignOf({ ...whistle, whistleType }, tasks, { at, facts })];
}

/** 哨种, and by whose post, as the event keeps it. */
function typed(blown: Parameters<typeof authorityOf>[0]) {
  const { whistleType } = blown;
  if (whistleType === 'ORDINARY') return {};
  const post = authorityOf(blown);
  return {
    whistleType,
    ...(post && { blownBy: { personId: post.personId, post: post.post, areaPath: post.areaPath } }),
  };
}

/** 区级派单台. */
export const isDesk = ({ role }: Actor): boolean => role === 'DISPATCHER';

interface Named {
  readonly leadUnitId?: string | undefined;
  readonly assists?: readonly NamedAssist[] | undefined;
}

/** The units that are named, or without a lead those that routing suggests. @throws DomainError dispatch/no-lead */
export function namedTasks({ leadUnitId, assists }: Named, routing: Whistle['routing']): Task[] {
  const suggested = leadUnitId === undefined;
  const lead = suggested ? routing?.lead : { unitId: leadUnitId, reason: 'dispatcher' };
  if (!lead) throw new DomainError('dispatch/no-lead', { problems: routing?.problems ?? [] });
  const assisting = suggested
    ? (assists ?? routing?.assists ?? []).map((one) => ({ mandatory: true, reason: 'matrix', ...one }))
    : (assists ?? []).map((one) => ({ reason: 'dispatcher', ...one }));
  return [
    { unitId: lead.unitId, role: 'LEAD', mandatory: true, reason: lead.reason },
    ...assisting.map(({ unitId, mandatory = true, reason }) => ({
      unitId,
      role: 'ASSIST' as const,
      mandatory,
      reason,
    })),
  ];
}

/** What routing says of a whistle of this category, but for units that it complains of (回避). */
export function routedFor(
  whistle: Whistle,
  categoryCode: string | undefined,
  facts: WhistleFacts,
  at: Instant,
): WhistleEventOf<'WhistleRouted'> {
  const { areaPath } = placeOfWhistle(whistle);
  const { type, data } = routed(categoryCode, areaPath, facts, at);
  const { aboutUnitIds } = whistle.raised;
  return { type, data: withoutConcerned(data, areaPath, { aboutUnitIds, directory: facts.directory, at }) };
}

/** What routing says of this category in this place, as an event. */
export const routed = (
  categoryCode: string | undefined,
  areaPath: string,
  facts: WhistleFacts,
  at: Instant,
): WhistleEventOf<'WhistleRouted'> => {
  const request = { ...(categoryCode !== undefined && { categoryCode }), areaPath, at };
  const { lead, assists, problems, grounds, catalogueVersion, directoryVersion } = route(
    facts.catalogue,
    facts.directory,
    request,
  );
  return {
    type: 'WhistleRouted',
    data: {
      ...(categoryCode !== undefined && { categoryCode }),
      ...(lead && { lead }),
      assists: [...assists],
      problems: [...problems],
      grounds: [...grounds],
      catalogueVersion,
      directoryVersion,
    },
  };
};

/** The same once units have given it back: none of them, and first whomever the last one named. */
export function routedAnew(
  whistle: Whistle,
  suggestedUnitId: string | undefined,
  facts: WhistleFacts,
  at: Instant,
): WhistleEventOf<'WhistleRouted'> {
  const { type, data } = routedFor(whistle, whistle.categoryCode, facts, at);
  const returned = returnedBy(assignmentsOf(whistle));
  const has = [...returned, ...liveAssignmentsOf(whistle).map(({ unitId }) => unitId)];
  const { lead: matrix, ...rest } = data;
  const named = suggestedUnitId === undefined || returned.includes(suggestedUnitId) ? undefined : suggestedUnitId;
  const other = matrix && !returned.includes(matrix.unitId) ? matrix : undefined;
  const lead = named === undefined ? other : { unitId: named, role: 'LEAD' as const, reason: '退单单位建议' };
  const assists = rest.assists.filter(({ unitId }) => !has.includes(unitId) && unitId !== lead?.unitId);
  const problems = [...rest.problems];
  const grounds = groundsOf([...assists, ...(named === undefined ? [other] : [])], rest.grounds);
  if (named !== undefined) grounds.push({ unitId: named, code: 'NAMED_BY_WHO_RETURNED', facts: {} });
  if (matrix && !other) {
    problems.push(`${matrix.unitId}已退单`);
    grounds.push({ code: 'HAS_RETURNED', facts: { returnedUnitId: matrix.unitId } });
  }
  return { type, data: { ...rest, ...(lead && { lead }), assists, problems, grounds } };
}

interface DirectOrder {
  readonly aboutUnitIds: readonly string[] | undefined;
  readonly place: ClockPlace;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  readonly at: Instant;
  readonly by: string;
  readonly clockCount: number;
  readonly facts: WhistleFacts;
}

/** 直派: a category that needs no convening goes straight to its responsible unit, unless a dispatch policy objects. */
export function directDispatch(
  category: Category | undefined,
  routing: WhistleEventOf<'WhistleRouted'>['data'],
  { aboutUnitIds, place, conditionSeq, urgency, at, by, clockCount, facts }: DirectOrder,
): { events: WhistleEvent[]; objection?: DirectObjection } {
  if (!category?.directDispatch || !routing.lead) return { events: [] };
  const { unitId, reason } = routing.lead;
  const units = [{ unitId, role: 'LEAD' as const, mandatory: true, reason }];
  const { directory } = facts;
  const refusal = refusalOf({
    aboutUnitIds,
    units,
    category,
    areaPath: place.areaPath,
    overrideReason: undefined,
    directory,
    at,
  });
  if (refusal) {
    const proposed = { proposedUnitId: unitId, categoryCode: category.code, areaPath: place.areaPath };
    return {
      events: [],
      objection: { code: 'NOT_DISPATCHED_DIRECTLY', facts: { refusal: refusal.code, ...proposed } },
    };
  }
  const of = { category, conditionSeq, urgency, ...place };
  const order = { ...of, at, assignmentCount: 0, clockCount, reportsIn: false };
  return {
    events: [
      { type: 'WhistleDispatched', data: { round: 1, mode: 'DIRECT', by, ...versionsOf(facts) } },
      ...assign({ ...order, tasks: units }, facts),
    ],
  };
}

export const versionsOf = ({ catalogue, directory }: WhistleFacts) => ({
  catalogueVersion: catalogue.version,
  directoryVersion: directory.version,
});
