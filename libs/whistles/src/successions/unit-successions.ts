import { Directory } from '@app/directory';
import { directoryEventSchemas } from '@app/directory/domain';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, type Instant, type RecordedEvent, systemActor } from '@app/kernel';
import { ProcessManager, viewReaches } from '@app/projections';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { SupersedeUnits } from '../domain/index.js';
import { type LeftBehind, leftBehind } from './former-units.js';

const POLICY: Actor = systemActor('unit-successions');

/**
 * When units are merged (机构合并, EC-15), what they have open goes on with their successor, whistle by whistle, each by a
 * command of its own. What is left to do is what the inbox still shows as a former unit's. It looks though nothing was defined
 * as well: a merger may take effect later, and a closed case may be opened again.
 */
@Injectable()
export class UnitSuccessions extends ProcessManager {
  readonly name = 'unit-successions';
  protected readonly categories = ['directory'];
  protected override readonly ignores = Object.keys(directoryEventSchemas).filter((type) => type !== 'OrgUnitsMerged');
  private readonly logger = new Logger('UnitSuccessions');

  constructor(
    store: EventStore,
    dataSource: DataSource,
    private readonly directory: Directory,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {
    super(store, dataSource);
  }

  protected async follow(changes: readonly RecordedEvent[], held: AbortSignal): Promise<void> {
    const last = changes.at(-1);
    if (last) await this.directory.caughtUpTo(last.position);
    await viewReaches(this.dataSource, 'department-inbox', await this.store.head(), held);
    if (!held.aborted) await this.passOn(held);
  }

  /** @returns how many whistles were asked */
  async passOn(signal: AbortSignal): Promise<number> {
    const at = this.clock.now();
    const byWhistle = new Map<string, LeftBehind[]>();
    for (const task of await leftBehind(this.dataSource, this.directory.view(), at)) {
      byWhistle.set(task.whistleId, [...(byWhistle.get(task.whistleId) ?? []), task]);
    }
    for (const [whistleId, tasks] of byWhistle) {
      if (signal.aborted) break;
      await this.commands
        .execute(supersede(whistleId, tasks, at))
        .catch((error: unknown) => this.logger.error(`whistle ${whistleId} keeps its units: ${String(error)}`));
    }
    if (byWhistle.size > 0) this.logger.log(`passed on ${byWhistle.size} whistles of merged units`);
    return byWhistle.size;
  }
}

/** The same for the same succession: sent twice, it is decided once. */
function supersede(whistleId: string, tasks: readonly LeftBehind[], at: Instant): SupersedeUnits {
  const who = tasks.map(({ unitId, successorId }) => `${unitId}>${successorId}`).join();
  const commandId = createHash('sha256').update(`supersede ${whistleId} ${who}`).digest('hex').slice(0, 32);
  const context = { actor: POLICY, at, commandId, correlationId: commandId, commandHash: commandId };
  return new SupersedeUnits(whistleId, {}, context);
}
