import { Directory } from '@app/directory';
import { decideAndAppend, EventStore } from '@app/event-store';
import { civilDateIn, DomainError } from '@app/kernel';
import { deIdentify, destroyKeys, PersonVault, restrictKeys } from '@app/privacy';
import { waitForView } from '@app/projections';
import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  erasure,
  type ErasureCommand,
  EraseSubject,
  OVER,
  RestrictPersonalData,
  type Whistle,
} from '../domain/index.js';
import { GetWhistle, type WhistleAtRevision } from '../get-whistle.query.js';
import { openReporter } from '../reporter.js';
import { erasureCodec, subjectStream } from './erasures.projector.js';

/** What was decided of whom. */
export interface DecidedErasure {
  readonly subjectId: string;
  readonly position: bigint | undefined;
}

/** Decides on a person's data, and does to their key what was decided. */
@Injectable()
export class Erasing {
  constructor(
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    private readonly vault: PersonVault,
    private readonly directory: Directory,
    private readonly queries: QueryBus,
  ) {}

  /** @throws DomainError whistle/not-found, erasure/nobody, and what it is refused for */
  async decide(given: ErasureCommand): Promise<DecidedErasure> {
    const { whistleId } = given;
    const { whistle } = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    const subjectId = subjectOf(whistle);
    if (subjectId === undefined) throw new DomainError('erasure/nobody');
    const command = await this.scrubbed(given, whistle);
    const zone = this.directory.view().timeZoneOf(whistle.raised.location.areaPath) ?? 'UTC';
    const facts = {
      subjectId,
      today: civilDateIn(zone, given.context.at),
      open: await this.openOf(subjectId, whistleId),
    };
    const streamId = subjectStream(subjectId);
    const { position } = await decideAndAppend(this.store, {
      streamId,
      command,
      decider: erasure,
      codec: erasureCodec,
      facts,
    });
    const change = command.type === 'EraseSubject' ? destroyKeys : restrictKeys;
    await change(this.dataSource, [subjectId]);
    this.vault.forget([subjectId]);
    return { subjectId, position };
  }

  /** Nothing of the person is in what is written about them. */
  private async scrubbed(command: ErasureCommand, { raised }: Whistle): Promise<ErasureCommand> {
    const { personal } = await openReporter(this.vault, command.whistleId, raised, 'SCRUB');
    const { whistleId, input, context } = command;
    const reason = deIdentify(input.reason, personal);
    if (command.type === 'EraseSubject') return new EraseSubject(whistleId, { reason }, context);
    const { basis, until } = command.input;
    return new RestrictPersonalData(whistleId, { reason, basis: deIdentify(basis, personal), until }, context);
  }

  /** Numbers of the person's whistles that go on, or wait for a decision. */
  private async openOf(subjectId: string, whistleId: string): Promise<string[]> {
    await waitForView(this.dataSource, 'whistle-search', await this.store.head());
    const account = subjectId.startsWith('account-') ? subjectId.slice('account-'.length) : undefined;
    const rows = await this.dataSource.query<{ number: string }[]>(
      `SELECT number FROM views.whistle_search
       WHERE ${account === undefined ? 'whistle_id = $1' : `initiator_id = $1 AND level = 'RESIDENT'`}
         AND (NOT status = ANY ($2) OR pending <> '{}')
       ORDER BY raised_at LIMIT 20`,
      [account ?? whistleId, OVER],
    );
    return rows.map(({ number }) => number);
  }
}

const subjectOf = ({ raised }: Whistle): string | undefined => raised.words?.subjectId ?? raised.reporter?.subjectId;

@CommandHandler(RestrictPersonalData)
class RestrictPersonalDataHandler implements ICommandHandler<RestrictPersonalData> {
  constructor(private readonly erasing: Erasing) {}

  execute(command: RestrictPersonalData): Promise<DecidedErasure> {
    return this.erasing.decide(command);
  }
}

@CommandHandler(EraseSubject)
class EraseSubjectHandler implements ICommandHandler<EraseSubject> {
  constructor(private readonly erasing: Erasing) {}

  execute(command: EraseSubject): Promise<DecidedErasure> {
    return this.erasing.decide(command);
  }
}

export const erasureHandlers = [RestrictPersonalDataHandler, EraseSubjectHandler];
