import { chainAt } from '@app/catalogue/domain';
import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { type ClockStart, startClocks } from './deadlines.js';
import { deskGoesOn } from './desk-clock.js';
import { directDispatch } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { placeOfWhistle } from './clock-rules.js';
import { knownCategory } from './place.js';
import { isUrgent } from './street-turn.js';
import { allowed } from './transitions.js';
import { selfResolved } from './ways-out.js';
import type { RespondAsStreet } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';
import type { InitiatorLevel } from './whistle.words.js';

/** Type of a street's own office (街道办事处). */
const STREET_OFFICE = 'JD';

interface Raised {
  readonly level: InitiatorLevel;
  readonly sealed: boolean;
}

/**
 * 群众吹哨、街居响应: what a resident raises goes to the street of its place first, where the policy has that chain (通化县).
 * Nothing confidential does: not every clerk of the street may see it. Where there is no limit for it, there is no such hop.
 */
export function streetCalled(
  { level, sealed }: Raised,
  start: ClockStart,
  { catalogue, directory }: Pick<WhistleFacts, 'catalogue' | 'directory'>,
): WhistleEvent[] {
  const { areaPath, at, urgency } = start;
  if (level !== 'RESIDENT' || sealed) return [];
  if (chainAt(catalogue.timePolicy(areaPath, at), areaPath) !== 'THREE_HOP') return [];
  const office = directory.nearestUnit(STREET_OFFICE, areaPath, at);
  if (!office || directory.area(office.areaPath, at)?.type !== 'STREET') return [];
  const unitId = office.id;
  const clock = startClocks(catalogue, clocksStartedBy('StreetCalled'), { ...start, of: { unitId } });
  if (clock.length === 0) return [];
  return [{ type: 'StreetCalled', data: { unitId, turn: isUrgent(urgency) ? 'BESIDE' : 'FIRST' } }, ...clock];
}

/** Whether the dispatch waits for it. */
export const isFirst = (called: readonly WhistleEvent[]): boolean =>
  called.some((event) => event.type === 'StreetCalled' && event.data.turn === 'FIRST');

/** What runs from the acceptance on: the street's clock, and the desk's unless it waits for the street. */
export function afterAcceptance(raised: Raised, start: ClockStart, facts: WhistleFacts): WhistleEvent[] {
  const called = streetCalled(raised, start, facts);
  const taken = called.filter(({ type }) => type === 'DeadlineSet').length;
  const desk = { ...start, nextNumber: start.nextNumber + taken };
  return isFirst(called)
    ? called
    : [...called, ...startClocks(facts.catalogue, clocksStartedBy('WhistleAccepted'), desk)];
}

/** 街居响应, in time or not, as long as nothing is dispatched. What is of direct dispatch (直派) goes on to its unit at once. */
export function respondAsStreet(
  { input, context }: RespondAsStreet,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RespondAsStreet', state);
  const { awaitedStreet } = whistle;
  if (!awaitedStreet) throw new DomainError('street/not-awaited');
  const { actor, at } = context;
  const said = { unitId: actor.unitId ?? awaitedStreet.unitId, by: actor.id };
  if (input.outcome === 'SELF_RESOLVED') {
    const solved = selfResolved(whistle, input.evidence, context, facts);
    return [{ type: 'StreetResponded', data: { outcome: 'SELF_RESOLVED', ...said } }, ...solved];
  }
  const note = deIdentify(input.note, facts.known);
  const direct = directly(whistle, actor.id, at, facts);
  return [
    { type: 'StreetResponded', data: { outcome: 'BLOWN_ON', ...said, note } },
    ...(direct.length > 0 ? direct : deskGoesOn(whistle, nextClock(whistle, facts.catalogue, at), facts)),
  ];
}

function directly(whistle: Whistle, by: string, at: string, facts: WhistleFacts): WhistleEvent[] {
  const { routing, categoryCode, conditionSeq, urgency, raised, clockCount } = whistle;
  if (!routing || categoryCode === undefined || !urgency) return [];
  const place = placeOfWhistle(whistle);
  const category = knownCategory(categoryCode, place.areaPath, facts, at);
  const order = { aboutUnitIds: raised.aboutUnitIds, place, conditionSeq, urgency, at, by, clockCount, facts };
  return directDispatch(category, routing, order).events;
}
