import { type Category, route, type Urgency } from '@app/catalogue/domain';
import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { clocksStartedBy } from './clocks.js';
import { type ClockPlace, placeOfWhistle } from './clock-rules.js';
import { startClocks } from './deadlines.js';
import { type ProposedUnit, refusalOf } from './dispatch-policies.js';
import type { WhistleFacts } from './facts.js';
import { allowed } from './transitions.js';
import type { DispatchWhistle } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type { WhistleState } from './whistle.state.js';
import type { DispatchMode } from './whistle.words.js';

interface ToDispatch extends ClockPlace {
  readonly category: Category;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  readonly units: readonly (ProposedUnit & { readonly mandatory: boolean; readonly reason: string })[];
  readonly mode: DispatchMode;
  readonly by: string;
  readonly round: number;
  readonly at: Instant;
  readonly clockCount: number;
  readonly overrideReason?: string | undefined;
}

/** 派单: exactly one lead, any number of assisting units; starts each unit's clocks. */
export function dispatch(command: DispatchWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('DispatchWhistle', state);
  const { input, context } = command;
  const { at } = context;
  const { categoryCode, conditionSeq, urgency, routing } = whistle;
  const category = categoryCode === undefined ? undefined : facts.catalogue.category(categoryCode, at);
  if (!category || !urgency) throw new DomainError('whistle/unclassified');

  const suggested = input.leadUnitId === undefined;
  const lead = suggested ? routing?.lead : { unitId: input.leadUnitId, reason: 'dispatcher' };
  if (!lead) throw new DomainError('dispatch/no-lead', { problems: routing?.problems ?? [] });
  const assists = suggested
    ? (input.assists ?? routing?.assists ?? []).map((one) => ({ mandatory: true, reason: 'matrix', ...one }))
    : (input.assists ?? []).map((one) => ({ reason: 'dispatcher', ...one }));
  const units = [
    { unitId: lead.unitId, role: 'LEAD' as const, mandatory: true, reason: lead.reason },
    ...assists.map(({ unitId, mandatory, reason }) => {
      return { unitId, role: 'ASSIST' as const, mandatory: mandatory ?? true, reason };
    }),
  ];

  const place = placeOfWhistle(whistle);
  const { areaPath } = place;
  const { overrideReason } = input;
  const refusal = refusalOf({ units, category, areaPath, overrideReason, directory: facts.directory, at });
  if (refusal) throw refusal;
  const { clockCount } = whistle;
  const by = context.actor.id;
  return dispatched(
    { category, conditionSeq, urgency, ...place, units, mode: 'MANUAL', by, round: 1, at, clockCount, overrideReason },
    facts,
  );
}

/** Each unit is told to sign, to contact the reporter, to report in if it is convened, and to handle; the lead to make safe. */
export function dispatched(order: ToDispatch, facts: WhistleFacts): WhistleEvent[] {
  const { category, conditionSeq, urgency, areaPath, timeZone, at, round, mode, by, overrideReason } = order;
  const reportsIn = !category.directDispatch || order.units.length > 1;
  let nextNumber = order.clockCount + 1;
  const assignments = order.units.flatMap((unit, index): WhistleEvent[] => {
    const assignment = { assignmentId: `a${index + 1}`, unitId: unit.unitId };
    const { role, mandatory, reason } = unit;
    const clocks = clocksStartedBy('AssignmentCreated').filter(
      (clock) => (clock !== 'REPORT_IN' || reportsIn) && (clock !== 'CONTAIN' || role === 'LEAD'),
    );
    const of = { areaPath, timeZone, categoryCode: category.code, conditionSeq, urgency };
    const start = { ...of, at, of: assignment, nextNumber };
    const deadlines = startClocks(facts.catalogue, clocks, start);
    nextNumber += deadlines.length;
    return [{ type: 'AssignmentCreated', data: { ...assignment, role, mandatory, reportsIn, reason } }, ...deadlines];
  });
  const override = overrideReason && { overrideReason: deIdentify(overrideReason, facts.known) };
  return [{ type: 'WhistleDispatched', data: { round, mode, by, ...override, ...versionsOf(facts) } }, ...assignments];
}

/** What routing says of this category in this place, as an event. */
export const routed = (
  categoryCode: string | undefined,
  areaPath: string,
  facts: WhistleFacts,
  at: Instant,
): WhistleEventOf<'WhistleRouted'> => {
  const request = { ...(categoryCode !== undefined && { categoryCode }), areaPath, at };
  const { lead, assists, problems, catalogueVersion, directoryVersion } = route(
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
      catalogueVersion,
      directoryVersion,
    },
  };
};

interface DirectOrder {
  readonly place: ClockPlace;
  readonly at: Instant;
  readonly by: string;
  readonly clockCount: number;
  readonly facts: WhistleFacts;
}

/** 直派: a category that needs no convening goes straight to its responsible unit, unless a dispatch policy objects. */
export function directDispatch(
  category: Category | undefined,
  routing: WhistleEventOf<'WhistleRouted'>['data'],
  { place, at, by, clockCount, facts }: DirectOrder,
): { events: WhistleEvent[]; problem?: string } {
  if (!category?.directDispatch || !routing.lead) return { events: [] };
  const { unitId, reason } = routing.lead;
  const units = [{ unitId, role: 'LEAD' as const, mandatory: true, reason }];
  const { directory } = facts;
  const refusal = refusalOf({ units, category, areaPath: place.areaPath, overrideReason: undefined, directory, at });
  if (refusal) return { events: [], problem: refusal.code };
  const classification = { categoryCode: category.code, conditionSeq: 1, urgency: category.urgency };
  const order = {
    ...classification,
    ...place,
    category,
    units,
    mode: 'DIRECT' as const,
    by,
    round: 1,
    at,
    clockCount,
  };
  return {
    events: [
      { type: 'WhistleAccepted', data: { ...classification, mode: 'DIRECT', ...versionsOf(facts) } },
      ...dispatched(order, facts),
    ],
  };
}

export const versionsOf = ({ catalogue, directory }: WhistleFacts) => ({
  catalogueVersion: catalogue.version,
  directoryVersion: directory.version,
});
