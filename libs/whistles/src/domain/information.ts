import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { placeOfWhistle } from './clock-rules.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { speaksFor } from './own-assignment.js';
import { verificationIsShown } from './required-evidence.js';
import { resumedBy } from './run-clocks.js';
import { refuseSending } from './recusal.js';
import { allowed } from './transitions.js';
import type { OrderPreVerification, ReportPreVerification, RequestInfo, SupplyInfo } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';

/** 补正: as often as the policy allows. */
export function requestInfo({ input, context }: RequestInfo, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RequestInfo', state);
  const { at } = context;
  const { infoRequests: most } = facts.catalogue.timePolicy(placeOfWhistle(whistle).areaPath, at);
  if (whistle.infoRequests >= most) throw new DomainError('info/asked-too-often', { most });
  const data = { request: whistle.infoRequests + 1, text: deIdentify(input.text, facts.known) };
  const start = nextClock(whistle, facts.catalogue, at);
  return [{ type: 'InfoRequested', data }, ...startClocks(facts.catalogue, clocksStartedBy('InfoRequested'), start)];
}

export function supplyInfo({ input, context }: SupplyInfo, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SupplyInfo', state);
  const supplied: WhistleEvent = { type: 'InfoSupplied', data: { text: deIdentify(input.text, facts.known) } };
  return [supplied, ...resumedBy(supplied, whistle, context.at, facts)];
}

/** 核实: a unit is sent to look before anybody decides. */
export function orderPreVerification(
  { input, context }: OrderPreVerification,
  state: WhistleState,
  { catalogue, directory }: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('OrderPreVerification', state);
  const { unitId } = input;
  if (!directory.unit(unitId, context.at)) throw new DomainError('verification/unit-not-active', { unitId });
  refuseSending(unitId, whistle, directory, context.at);
  const start = { ...nextClock(whistle, catalogue, context.at), of: { unitId } };
  return [
    { type: 'PreVerificationOrdered', data: { unitId } },
    ...startClocks(catalogue, clocksStartedBy('PreVerificationOrdered'), start),
  ];
}

/**
 * The unit that was sent to look, if the actor belongs to it, or is a grid worker, who belongs to a grid and to no unit.
 * @throws DomainError verification/not-yours
 */
export function verifyingUnit(
  { context: { actor, at } }: Pick<ReportPreVerification, 'context'>,
  { verifyingUnitId: unitId = '' }: Whistle,
  { directory }: WhistleFacts,
): string {
  const ofTheGrid = actor.role === 'GRID_WORKER' && actor.unitId === undefined;
  if (!ofTheGrid && !speaksFor(actor.unitId, unitId, directory, at)) {
    throw new DomainError('verification/not-yours', { unitId });
  }
  return unitId;
}

export function reportPreVerification(
  command: ReportPreVerification,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ReportPreVerification', state);
  const unitId = verifyingUnit(command, whistle, facts);
  const { input, context } = command;
  const { finding, note, longitude, latitude } = input;
  const point = longitude !== undefined && latitude !== undefined && { longitude, latitude };
  verificationIsShown(whistle, point, { at: context.at, facts });
  const written = note !== undefined && note !== '' && { note: deIdentify(note, facts.known) };
  const reported: WhistleEvent = {
    type: 'PreVerificationReported',
    data: { unitId, finding, ...written, ...point },
  };
  return [reported, ...resumedBy(reported, whistle, context.at, facts)];
}
