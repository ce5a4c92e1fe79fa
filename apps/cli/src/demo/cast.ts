import type { DirectoryView } from '@app/directory/domain';
import type { Actor, Instant, Role } from '@app/kernel';
import type { Random } from './random.js';

/** One of the sample district's accounts, as it acts: attribution shows its unit. */
export interface Player {
  readonly actor: Actor;
  readonly name: string;
  readonly areaPath: string;
}

/** Commands of the week come in this way, so that an auditor can tell them from real ones. */
const CHANNEL = 'demo';

/** Who can play which part: everybody who holds a grant. */
export class Cast {
  private readonly players: readonly Player[];
  private readonly byRole = new Map<Role, Player[]>();
  private readonly byUnit = new Map<string, Player[]>();

  constructor(
    private readonly directory: DirectoryView,
    at: Instant,
  ) {
    const known = directory.grants(at).map(({ personId: id, personName, role, unitId, areaPath }) => ({
      actor: { id, role, channel: CHANNEL, ...(unitId !== undefined && { unitId }) },
      name: personName ?? id,
      areaPath,
    }));
    this.players = known.sort((a, b) => (a.actor.id < b.actor.id ? -1 : 1));
    for (const player of this.players) {
      const { role, unitId } = player.actor;
      this.byRole.set(role, [...(this.byRole.get(role) ?? []), player]);
      if (unitId !== undefined) this.byUnit.set(unitId, [...(this.byUnit.get(unitId) ?? []), player]);
    }
  }

  withRole(role: Role): readonly Player[] {
    return this.byRole.get(role) ?? [];
  }

  /** Somebody of the unit, or of the nearest one above it. @throws Error nobody is there */
  of(unitId: string, at: Instant, random: Random): Player {
    for (let id: string | undefined = unitId; id; id = this.directory.unit(id, at)?.parentId) {
      const found = this.byUnit.get(id);
      if (found) return random.pick(found);
    }
    throw new Error(`the sample district has nobody who acts for ${unitId}`);
  }
}

/** A resident without an account, on the public page. */
export const stranger: Player = {
  actor: { id: 'anonymous', role: 'RESIDENT', channel: CHANNEL },
  name: '',
  areaPath: '',
};
export const timer: Actor = { id: 'deadlines', role: 'SYSTEM', channel: 'timer' };
