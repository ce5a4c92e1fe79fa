import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { EventStore, toNewEvent } from '@app/event-store';
import { type Instant, plusMs, type Position, START } from '@app/kernel';
import { waitForView } from '@app/projections';
import { RaiseWhistle, whistle, whistleCodec, whistleStream } from '@app/whistles';
import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { TIMERS_AREA } from './timers-city.js';

const CALLERS = 64;

/** Raises whistles, each with one clock, as the rules decide; straight into the log. */
export class RunningClocks {
  private readonly facts;
  private readonly store: EventStore;
  private readonly limitMs: number;

  constructor(private readonly app: INestApplicationContext) {
    this.facts = { directory: app.get(Directory).view(), catalogue: app.get(Catalogue).view() };
    this.store = app.get(EventStore);
    const at = new Date().toISOString();
    const set = this.decided(randomUUID(), at).events.find(({ type }) => type === 'DeadlineSet');
    if (set?.type !== 'DeadlineSet') throw new Error('a whistle without a clock');
    this.limitMs = Date.parse(set.data.dueAt) - Date.parse(at);
  }

  /** So many, the nth of them running out at `dueAt(n)`; answers once the view knows them. */
  async start(count: number, dueAt: (n: number) => Instant): Promise<void> {
    let next = 0;
    let last: Position = START;
    const raise = async (): Promise<void> => {
      while (next < count) {
        const { position } = await this.raise(plusMs(dueAt(next++), -this.limitMs));
        if (position > last) last = position;
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, raise));
    const dataSource = this.app.get(DataSource);
    const known = () =>
      waitForView(dataSource, 'open-clocks', last).then(
        () => true,
        () => false,
      );
    while (!(await known()));
  }

  private raise(at: Instant) {
    const { command, events } = this.decided(randomUUID(), at);
    const [first, ...others] = events.map((event) => toNewEvent(event, command.context, whistleCodec));
    if (!first) throw new Error('nothing was decided');
    const { commandId, commandHash } = command.context;
    const streamId = whistleStream(command.whistleId);
    return this.store.append({ streamId, expected: 'none', commandId, commandHash, events: [first, ...others] });
  }

  private decided(whistleId: string, at: Instant) {
    const actor = { id: 'bench', role: 'ADMIN', channel: 'web' } as const;
    const context = { actor, at, commandId: whistleId, commandHash: 'bench' };
    const input = { level: 'RESIDENT', anonymity: 'ANONYMOUS', description: '路灯不亮' } as const;
    const command = new RaiseWhistle(whistleId, { ...input, location: { areaPath: TIMERS_AREA } }, context);
    return {
      command,
      events: whistle.decide(command, whistle.initial, { ...this.facts, newWhistle: { number: 'B-1' } }),
    };
  }
}
