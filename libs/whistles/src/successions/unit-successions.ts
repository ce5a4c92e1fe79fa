import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Actor, Clock, type Instant, systemActor } from '@app/kernel';
import { Lease, waitForView } from '@app/projections';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { SupersedeUnits } from '../domain/index.js';
import { type LeftBehind, leftBehind } from './former-units.js';

export const SUCCESSION_OPTIONS = Symbol('successions');

export interface SuccessionOptions {
  readonly databaseUrl: string;
  /** Milliseconds between two looks at the directory in memory; 1,000 unless given. */
  readonly pollMs?: number;
}

/** How often to look though nothing was defined: a merger may take effect later, and a closed case may be opened again. */
const AGAIN_MS = 10 * 60_000;
const RETRY_MS = 5_000;
const POLICY: Actor = systemActor('unit-successions');

/**
 * When units are merged (机构合并, EC-15), what they have open goes on with their successor, whistle by whistle, each by a
 * command of its own. Nothing is remembered of how far this has come: what is left to do is what the inbox still shows as a
 * former unit's. Any number of processes run it, one of them works.
 */
@Injectable()
export class UnitSuccessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('UnitSuccessions');
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SUCCESSION_OPTIONS) private readonly options: SuccessionOptions,
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepWorking(this.stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async keepWorking(signal: AbortSignal): Promise<void> {
    const lease = new Lease(this.options.databaseUrl);
    while (!signal.aborted) {
      try {
        await lease.hold('unit-successions', signal, (held) => this.follow(held));
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`the tasks of merged units are not passed on: ${String(error)}`);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    let known: string | undefined;
    let lookedAt = 0;
    while (!signal.aborted) {
      const { version } = this.directory.view();
      if (version !== known || Date.now() - lookedAt > AGAIN_MS) {
        await waitForView(this.dataSource, 'department-inbox', await this.store.head());
        await this.passOn(signal);
        [known, lookedAt] = [version, Date.now()];
      }
      await sleep(this.options.pollMs ?? 1_000, undefined, { signal }).catch(() => undefined);
    }
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
