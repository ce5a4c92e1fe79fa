import { tripwire } from '@app/catalogue/domain';
import { type CommandContext, DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { afterResult } from './calling-back.js';
import type { WhistleFacts } from './facts.js';
import type { SelfResolver } from './intake.words.js';
import { selfResolutionIsShown } from './required-evidence.js';
import { allowed } from './transitions.js';
import type {
  InformOfExisting,
  RaiseWhistle,
  RedirectEmergency,
  RedirectWhistle,
  SelfResolve,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';
import type { Status } from './whistle.words.js';

/** 转其他渠道 (北京市接诉即办工作条例 §11). */
export function redirect({ input }: RedirectWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  allowed('RedirectWhistle', state);
  const { channel } = input;
  const [basis, toldChannel] = [deIdentify(input.basis, known), deIdentify(input.toldChannel, known)];
  return [{ type: 'WhistleRedirected', data: { channel, basis, toldChannel } }];
}

/** While a department has it, it goes on in any case: the department is not released by a call. */
const ENDS_FROM: readonly Status[] = ['RAISED', 'PENDING_INFO', 'PRE_VERIFYING', 'ACCEPTED'];

/** 转紧急热线: by anybody, at once, whatever stage it is at (北京市接诉即办工作条例 §11(一)). */
export function redirectEmergency(
  { input }: RedirectEmergency,
  state: WhistleState,
  { known }: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RedirectEmergency', state);
  const { channel, goesOn } = input;
  const note = deIdentify(input.note, known);
  if (!goesOn && !ENDS_FROM.includes(whistle.status)) throw new DomainError('emergency/goes-on', { channel });
  const called: WhistleEvent = { type: 'EmergencyRedirected', data: { channel, cause: 'STAFF', note } };
  if (goesOn) return [called];
  const ended = { channel: 'EMERGENCY_SERVICES' as const, basis: note, toldChannel: channel };
  return [called, { type: 'WhistleRedirected', data: ended }];
}

/** EC-28: what names an emergency waits for nobody; the whistle goes on for what comes after. */
export function emergencyIn(
  { input, context }: RaiseWhistle,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
): WhistleEvent[] {
  const { description: text, categoryCode, location } = input;
  const tripped = tripwire(catalogue.forArea(location.areaPath), { text, categoryCode, at: context.at });
  if (!tripped) return [];
  const { line: channel, ...sign } = tripped;
  return [{ type: 'EmergencyRedirected', data: { channel, cause: 'TRIPWIRE', ...sign } }];
}

/** Of these there is no progress to tell. */
const UNTOLD: readonly Status[] = ['INFORMED', 'WITHDRAWN'];

/** 告知办理进展: for the same reporter only; that there is nothing new in it is for the desk to say. */
export function informOfExisting(
  { whistleId, input }: InformOfExisting,
  state: WhistleState,
  { other, known }: WhistleFacts,
): WhistleEvent[] {
  allowed('InformOfExisting', state);
  const { ref, note } = input;
  if (!other) throw new Error('InformOfExisting needs the facts of the other whistle');
  if (ref === whistleId) throw new DomainError('whistle/itself');
  if (!other.sameReporter) throw new DomainError('inform/other-reporter', { ref });
  const { status, raised } = other.whistle;
  if (UNTOLD.includes(status)) throw new DomainError('inform/nothing-to-tell', { ref, current: status });
  return [{ type: 'ReporterInformed', data: { ref, number: raised.number, note: deIdentify(note, known) } }];
}

const LEVELS: Readonly<Record<string, SelfResolver>> = { COMMUNITY: 'COMMUNITY', STREET: 'STREET' };

/** 自行处置: a grid worker or the community has done it on the spot; the reporter is asked all the same. */
export function selfResolve({ input, context }: SelfResolve, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  return selfResolved(allowed('SelfResolve', state), input.evidence, context, facts);
}

export function selfResolved(
  whistle: Whistle,
  done: string,
  { actor, at }: CommandContext,
  facts: WhistleFacts,
): WhistleEvent[] {
  selfResolutionIsShown(whistle, { at, facts });
  const level = LEVELS[actor.role] ?? 'GRID';
  const unit = actor.unitId !== undefined && { unitId: actor.unitId };
  const evidence = deIdentify(done, facts.known);
  return [
    { type: 'SelfResolved', data: { level, ...unit, evidence, by: actor.id } },
    ...afterResult(whistle, at, facts),
  ];
}
