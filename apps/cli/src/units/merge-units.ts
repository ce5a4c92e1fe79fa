import { Directory } from '@app/directory';
import { directoryStream, MergeOrgUnits } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, DomainError, type Instant } from '@app/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

const OPERATOR: Actor = { id: 'units', role: 'SYSTEM', channel: 'cli' };

export interface Merger {
  readonly from: readonly string[];
  readonly into: string;
  /** Now unless given. */
  readonly at?: Instant | undefined;
}

/**
 * 机构合并: from a moment on one unit carries on the duties of others, and their open work. Saying it again adds nothing.
 * @returns that moment @throws DomainError directory/unknown-unit, directory/merged-into-itself
 */
export async function mergeUnits(app: INestApplicationContext, { from, into, at }: Merger): Promise<Instant> {
  const now = app.get(Clock).now();
  const endsAt = at ?? now;
  const byStream = new Map<string, string[]>();
  for (const unitId of from) {
    if (app.get(Directory).view().successorOf(unitId, endsAt)?.id === into) continue; // it was said before
    const streamId = await streamOf(app, unitId);
    byStream.set(streamId, [...(byStream.get(streamId) ?? []), unitId]);
  }
  for (const [streamId, units] of byStream) {
    const commandId = ['merge', streamId, ...units, into, endsAt].join(' ');
    const context = { actor: OPERATOR, at: now, commandId, commandHash: commandId };
    await app.get(CommandBus).execute(new MergeOrgUnits(streamId, units, into, endsAt, context));
  }
  return endsAt;
}

/** A unit is defined in the stream of its area, or of one above. */
async function streamOf(app: INestApplicationContext, unitId: string): Promise<string> {
  const unit = app.get(Directory).view().unit(unitId, app.get(Clock).now());
  const steps = unit?.areaPath.split('/') ?? [];
  for (let length = steps.length; length > 0; length--) {
    const streamId = directoryStream(steps.slice(0, length).join('/'));
    const events = await app.get(EventStore).readStream(streamId);
    if (events.some(({ type, data }) => type === 'OrgUnitDefined' && (data as { id: string }).id === unitId)) {
      return streamId;
    }
  }
  throw new DomainError('directory/unknown-unit', { unitId });
}
