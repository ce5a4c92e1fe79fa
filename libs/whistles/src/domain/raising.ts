import { civilDateIn, DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { urgencyOf } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import { directDispatch, routed, versionsOf } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { knownCategory, placeOf, timeZoneAt } from './place.js';
import { withoutConcerned } from './recusal.js';
import type { DirectObjection } from './routing-grounds.js';
import { isFirst, streetCalled } from './street-response.js';
import { allowed } from './transitions.js';
import { emergencyIn } from './ways-out.js';
import type { RaiseWhistle } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type { WhistleState } from './whistle.state.js';

/**
 * Whether it would be raised at all: asked before a number and a key are spent on it.
 * @throws DomainError what `RaiseWhistle` is refused with
 */
export function mayBeRaised(command: RaiseWhistle, facts: Pick<WhistleFacts, 'directory' | 'catalogue'>): void {
  const { input, context } = command;
  const { level, anonymity, categoryCode, location } = input;
  const hasContact = Object.values(input.reporter ?? {}).some((value) => value !== undefined);
  if (anonymity === 'ANONYMOUS' && hasContact) throw new DomainError('whistle/anonymous-with-contact');
  if (level === 'RESIDENT' && anonymity !== 'ANONYMOUS' && !input.reporter?.phone) {
    throw new DomainError('whistle/contact-needed');
  }
  checkLateEntry(command);
  const unknown = input.aboutUnitIds?.find((unitId) => !facts.directory.unit(unitId, context.at));
  if (unknown !== undefined) throw new DomainError('whistle/unknown-unit', { unitId: unknown });
  timeZoneAt(location.areaPath, facts, context.at);
  if (categoryCode !== undefined) knownCategory(categoryCode, location.areaPath, facts, context.at);
}

/** 补录 (EC-23): staff record what they were told earlier, and say why so late. */
function checkLateEntry({ input, context }: RaiseWhistle): void {
  const { occurredAt, lateEntryReason } = input;
  if (occurredAt === undefined && lateEntryReason === undefined) return;
  if (context.actor.role === 'RESIDENT') throw new DomainError('late-entry/staff-only');
  if (occurredAt === undefined || !lateEntryReason) throw new DomainError('late-entry/moment-and-reason');
  if (occurredAt > context.at) throw new DomainError('late-entry/in-the-future', { occurredAt, now: context.at });
}

/**
 * 吹哨. Direct dispatch (直派) where the category says so; everything else waits in triage with routing's suggestion.
 * Of a late entry the intake office's clock, and what the resident waits for, started when it was told; the clocks of
 * everybody else start when it is recorded (EC-23).
 */
export function raise(command: RaiseWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const { input, context } = command;
  allowed('RaiseWhistle', state);
  mayBeRaised(command, facts);
  const { at, actor } = context;
  const { categoryCode, location, occurredAt = at } = input;
  const { areaPath } = location;
  const raised = raisedBy(command, facts);
  const emergency = emergencyIn(command, facts);
  const { timeZone } = raised.data;
  const category = categoryCode === undefined ? undefined : knownCategory(categoryCode, areaPath, facts, at);
  const routing = routed(categoryCode, areaPath, facts, at);
  const of = { areaPath, timeZone, categoryCode, conditionSeq: 1, at };
  const urgency = urgencyOf(of, facts.catalogue);
  const clocks = clocksStartedBy('WhistleRaised');
  const start = { ...of, urgency, startedAt: occurredAt, nextNumber: 1 };
  const withoutDesk = startClocks(
    facts.catalogue,
    clocks.filter((clock) => clock !== 'ACCEPT'),
    start,
  );
  const { aboutUnitIds, level } = input;
  const order = {
    aboutUnitIds,
    place: { areaPath, timeZone },
    conditionSeq: 1,
    urgency,
    at,
    by: actor.id,
    clockCount: withoutDesk.length,
    facts,
  };
  const direct = directDispatch(category, routing.data, order);
  if (category && direct.events.length > 0) {
    const classification = { categoryCode: category.code, conditionSeq: 1, urgency };
    const accepted = { ...classification, mode: 'DIRECT' as const, ...versionsOf(facts) };
    const called = streetCalled(
      { level, sealed: raised.data.sealed },
      { ...of, urgency, nextNumber: withoutDesk.length + 1 },
      facts,
    );
    return [
      raised,
      ...emergency,
      routing,
      ...withoutDesk,
      { type: 'WhistleAccepted', data: accepted },
      ...(isFirst(called) ? called : direct.events),
    ];
  }
  const about = { aboutUnitIds, directory: facts.directory, at };
  const suggested = withoutConcerned(routing.data, areaPath, about);
  const shown = { type: routing.type, data: objectedTo(suggested, direct.objection) };
  return [raised, ...emergency, shown, ...startClocks(facts.catalogue, clocks, start)];
}

type Routed = WhistleEventOf<'WhistleRouted'>['data'];

/** With what stands against direct dispatch, unless routing says so itself. */
function objectedTo(routing: Routed, objection: DirectObjection | undefined): Routed {
  const { problems, grounds = [] } = routing;
  if (!objection || problems.includes(objection.facts.refusal)) return routing;
  return { ...routing, problems: [...problems, objection.facts.refusal], grounds: [...grounds, objection] };
}

function raisedBy({ input, context }: RaiseWhistle, facts: WhistleFacts): WhistleEventOf<'WhistleRaised'> {
  const { newWhistle } = facts;
  if (!newWhistle) throw new Error('RaiseWhistle needs the facts of a new whistle');
  const { at, actor } = context;
  const { level, anonymity, description, categoryCode, location, occurredAt, lateEntryReason, aboutUnitIds } = input;
  const place = placeOf(location, facts, at, input.reporter);
  const category = categoryCode === undefined ? undefined : knownCategory(categoryCode, location.areaPath, facts, at);
  return {
    type: 'WhistleRaised',
    data: {
      number: newWhistle.number,
      initiator: { level, actorId: actor.id },
      anonymity,
      ...(newWhistle.reporter && { reporter: newWhistle.reporter }),
      ...(newWhistle.words && { words: newWhistle.words }),
      summary: deIdentify(description, input.reporter),
      ...(categoryCode !== undefined && { categoryCode }),
      ...place,
      raisedOn: civilDateIn(place.timeZone, occurredAt ?? at),
      ...(aboutUnitIds && { aboutUnitIds: [...aboutUnitIds] }),
      // whom it complains of must not learn who complains (济南市12345条例 §32, 信访工作条例 §30)
      sealed: (category?.sealedByDefault ?? false) || aboutUnitIds !== undefined,
      ...(lateEntryReason && { lateEntryReason: deIdentify(lateEntryReason, input.reporter) }),
    },
    ...moment(occurredAt),
  };
}

const moment = (occurredAt: Instant | undefined) => (occurredAt === undefined ? {} : { occurredAt });
