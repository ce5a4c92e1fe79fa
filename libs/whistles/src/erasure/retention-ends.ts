import { Clock, DomainError, systemActor } from '@app/kernel';
import type { LeasedWork } from '@app/projections';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { type AskedAt, EraseSubject } from '../domain/index.js';

const HOUR_MS = 60 * 60_000;
const ACTOR = systemActor('retention-ends');

interface Due {
  readonly subjectId: string;
  readonly whistleId: string | null;
  readonly orderIds: readonly string[];
  readonly until: string;
}

/** Erases those whose data had to be kept until a day that is over (domain §4.5). */
@Injectable()
export class RetentionEnds implements LeasedWork {
  readonly name = 'retention-ends';

  constructor(
    private readonly dataSource: DataSource,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      for (const due of await this.due()) await this.erase(due);
      await sleep(HOUR_MS, undefined, { signal: held }).catch(() => undefined);
    }
  }

  /** A day before it is over everywhere on earth is enough to look: the decision itself goes by the day of the place. */
  private due(): Promise<Due[]> {
    return this.dataSource.query<Due[]>(
      `SELECT DISTINCT ON (subject_id) subject_id AS "subjectId", whistle_id AS "whistleId", order_ids AS "orderIds", until::text
       FROM views.erasures AS last
       WHERE NOT EXISTS (SELECT FROM views.erasures AS later
                         WHERE later.subject_id = last.subject_id AND later.revision > last.revision)
         AND outcome = 'RESTRICTED' AND until <= $1::date`,
      [this.clock.now().slice(0, 10)],
    );
  }

  /** What goes on, or has to be kept longer, stays restricted and is asked again. */
  private async erase({ subjectId, until, ...due }: Due): Promise<void> {
    const commandId = `retention ${subjectId} ${until}`;
    const context = { actor: ACTOR, at: this.clock.now(), commandId, commandHash: commandId };
    const command = new EraseSubject(askedAt(due), { reason: `保管期限届满（${until}）` }, context);
    await this.commands.execute(command).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }
}

/** Any order of theirs leads to the same person. */
function askedAt({ whistleId, orderIds: [orderId] }: Pick<Due, 'whistleId' | 'orderIds'>): AskedAt {
  if (whistleId !== null) return { whistleId };
  if (orderId !== undefined) return { orderId };
  throw new Error('a restriction names neither a whistle nor an order');
}
