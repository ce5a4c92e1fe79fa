import type { DirectoryView } from '@app/directory/domain';
import { type Actor, DomainError, type Instant } from '@app/kernel';
import { speaksFor } from './own-assignment.js';
import { groundsOf } from './routing-grounds.js';
import type { WhistleEventOf } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';

/** Type of the unit that looks into what complains of another (纪检监察). */
export const DISCIPLINE_UNIT = 'JW';

interface About {
  /** The units that it complains of, if it complains of any. */
  readonly aboutUnitIds: readonly string[] | undefined;
  readonly directory: DirectoryView;
  readonly at: Instant;
}

/** Whether it complains of the unit, or of one above it. */
export const isConcerned = (unitId: string, { aboutUnitIds = [], directory, at }: About): boolean =>
  aboutUnitIds.some((about) => speaksFor(about, unitId, directory, at));

/**
 * 回避: whoever is of a unit that it complains of decides nothing about it (济南市12345条例 §32), but may take back what they
 * raised themselves.
 * @throws DomainError whistle/recusal
 */
export function refuseConcerned(actor: Actor, state: WhistleState, directory: DirectoryView, at: Instant): void {
  const { id, unitId } = actor;
  if (state.status === 'NONE' || unitId === undefined) return;
  const { aboutUnitIds, initiator } = state.raised;
  if (initiator.actorId === id) return;
  if (isConcerned(unitId, { aboutUnitIds, directory, at })) throw new DomainError('whistle/recusal', { unitId });
}

/** Nor is one of these units sent to look, or to check. @throws DomainError dispatch/recusal */
export function refuseSending(unitId: string, state: Whistle, directory: DirectoryView, at: Instant): void {
  const { aboutUnitIds } = state.raised;
  if (isConcerned(unitId, { aboutUnitIds, directory, at })) throw new DomainError('dispatch/recusal', { unitId });
}

type Routed = WhistleEventOf<'WhistleRouted'>['data'];

/** What routing suggests instead of units that must not get it: the discipline inspection leads (EC-22). */
export function withoutConcerned(routing: Routed, areaPath: string, about: About): Routed {
  const { lead, assists, problems, grounds, ...rest } = routing;
  const others = assists.filter(({ unitId }) => !isConcerned(unitId, about));
  if (!lead || !isConcerned(lead.unitId, about)) {
    return {
      ...rest,
      ...(lead && { lead }),
      assists: others,
      problems,
      grounds: groundsOf([lead, ...others], grounds),
    };
  }
  const concerned = { concernedUnitId: lead.unitId };
  const instead = about.directory.nearestUnit(DISCIPLINE_UNIT, areaPath, about.at);
  if (!instead || isConcerned(instead.id, about)) {
    const nobody = { code: 'NOBODY_INSTEAD' as const, facts: concerned };
    const kept = [...groundsOf(others, grounds), nobody];
    return { ...rest, assists: others, problems: [...problems, 'dispatch/recusal'], grounds: kept };
  }
  const { id: unitId, name } = instead;
  const leads = { unitId, role: 'LEAD' as const, reason: `${lead.unitId}应当回避，由${name}主责` };
  const assisting = others.filter((other) => other.unitId !== unitId);
  const why = { unitId, code: 'INSTEAD_OF_CONCERNED' as const, facts: concerned };
  return { ...rest, lead: leads, assists: assisting, problems, grounds: [why, ...groundsOf(assisting, grounds)] };
}
