import { EventStore } from '@app/event-store';
import { type CommandContext, DomainError, type RecordedEvent } from '@app/kernel';
import { deIdentify, ERASED, PersonVault, RESTRICTED, sealedAt } from '@app/privacy';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { GetWhistle, type WhistleAtRevision } from '../get-whistle.query.js';
import { openReporter } from '../reporter.js';
import { whistleStream } from '../whistle.codec.js';
import { recordReveal, revealStream } from './reveal-log.js';

export interface RevealedReporter {
  /** Each a text, or `null` if it was not given or has been erased. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly idNumber: string | null;
  readonly words: string | null;
}

/** Opens the reporter's identity and own words. Whether the actor may is asked before; that they did is recorded first. */
export class RevealReporter {
  constructor(
    readonly whistleId: string,
    readonly input: { readonly purpose: string },
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(RevealReporter)
export class RevealReporterHandler implements ICommandHandler<RevealReporter> {
  constructor(
    private readonly store: EventStore,
    private readonly vault: PersonVault,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError whistle/not-found, reveal/restricted */
  async execute(command: RevealReporter): Promise<RevealedReporter> {
    const { whistleId, input } = command;
    const found = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    const { reporter, words } = found.whistle.raised;
    const fields = { name: reporter?.name, phone: reporter?.phone, idNumber: reporter?.idNumber, words };
    const present = Object.entries(fields).flatMap(([field, sealed]) => (sealed ? [{ field, sealed }] : []));
    const opened = await this.vault.openAll(
      present.map(({ field, sealed }) => {
        const at = field === 'words' ? field : `reporter.${field}`;
        return { sealed, aad: sealedAt(whistleStream(whistleId), at) };
      }),
    );
    if (opened.includes(RESTRICTED)) throw new DomainError('reveal/restricted');
    const texts = Object.fromEntries(
      present.map(({ field }, index) => [field, opened[index] === ERASED ? null : opened[index]]),
    );
    await recordReveal(this.store, command, 'ReporterRevealed', {
      subjectId: reporter?.subjectId ?? words?.subjectId ?? '',
      fields: present.map(({ field }) => field),
      purpose: deIdentify(input.purpose, (await openReporter(this.vault, whistleId, found.whistle.raised)).personal),
    });
    return { name: null, phone: null, idNumber: null, words: null, ...texts };
  }
}

/** Who was shown the reporter of a whistle, when and why, oldest first. */
export class WhistleReveals {
  constructor(readonly whistleId: string) {}
}

@QueryHandler(WhistleReveals)
export class WhistleRevealsHandler implements IQueryHandler<WhistleReveals> {
  constructor(private readonly store: EventStore) {}

  execute({ whistleId }: WhistleReveals): Promise<RecordedEvent[]> {
    return this.store.readStream(revealStream(whistleId));
  }
}
