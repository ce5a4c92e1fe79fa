import { Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { type Alarm, ringsAt, runClocks } from './alarm.js';
import type { Ring } from './alarm-job.js';
import { ringing } from './channels.js';

/** What happens when alarms ring: a command for each whistle. */
@Injectable()
export class Ringer {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  /** @throws whatever its command fails with */
  async ring(alarm: Alarm): Promise<void> {
    const now = this.clock.now();
    const commandId = randomUUID();
    const lateMs = Date.parse(now) - Date.parse(ringsAt(alarm));
    await ringing.tracePromise(() => this.commands.execute(runClocks(alarm, now, commandId)), {
      alarm,
      lateMs,
      commandId,
    });
  }

  /** All that come to one moment, at once; one that fails keeps none of the others. @throws what the first one failed with */
  async ringAll({ at, alarms }: Ring): Promise<void> {
    const rung = await Promise.allSettled(alarms.map((alarm) => this.ring({ ...alarm, at })));
    const failed = rung.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}
