import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { PersonVault } from '@app/privacy';
import { DomainError } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import {
  type AnyWhistleCommand,
  mayBeRaised,
  type OtherWhistle,
  type Personal,
  type RaiseWhistle,
  type Whistle,
  type WhistleEvent,
  type WhistleFacts,
  whistle,
  type WhistleState,
} from './domain/index.js';
import { openReporter, raisedOf } from './reporter.js';
import { SameReporter } from './same-reporter.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

/** What people write by hand into commands on a whistle that exists. */
const FREE_TEXTS = [
  'note',
  'reply',
  'reason',
  'basis',
  'toldChannel',
  'summary',
  'overrideReason',
  'text',
  'constraint',
  'explanation',
  'evidence',
];

export interface Preview {
  readonly before: Whistle;
  readonly after: Whistle;
  readonly events: readonly WhistleEvent[];
}

/** Decides a command on the whistle's stream, by the directory and the catalogue as they stand. */
@Injectable()
export class WhistleDecisions {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly vault: PersonVault,
    private readonly reporters: SameReporter,
  ) {}

  /**
   * Whether a new whistle would be raised at all: asked before it is given a number and a person a key. A repetition is
   * let through: it gets its first answer.
   * @throws DomainError what `RaiseWhistle` is refused with
   */
  async askFirst(command: RaiseWhistle): Promise<void> {
    try {
      mayBeRaised(command, { directory: this.directory.view(), catalogue: this.catalogue.view() });
    } catch (refusal) {
      if ((await this.store.readStream(whistleStream(command.whistleId), 0, 1)).length === 0) throw refusal;
    }
  }

  async decide(
    command: AnyWhistleCommand,
    { newWhistle, other }: Pick<WhistleFacts, 'newWhistle' | 'other'> = {},
  ): Promise<Decided<WhistleState>> {
    const known = newWhistle ? undefined : await this.knownOfReporter(command);
    return decideAndAppend(this.store, {
      streamId: whistleStream(command.whistleId),
      command,
      decider: whistle,
      codec: whistleCodec,
      creates: newWhistle !== undefined,
      facts: {
        directory: this.directory.view(),
        catalogue: this.catalogue.view(),
        ...(newWhistle && { newWhistle }),
        ...(known && { known }),
        ...(other && { other }),
      },
    });
  }

  /**
   * A command that names another whistle beside its own: what the other's history tells is a fact of the decision.
   * @throws DomainError whistle/not-found
   */
  async decideBeside(command: AnyWhistleCommand, otherId: string): Promise<Decided<WhistleState>> {
    return this.decide(command, { other: await this.other(command.whistleId, otherId) });
  }

  /**
   * What a command would lead to now, without doing it.
   * @returns the events, and the state before and after them @throws DomainError what it would be refused with
   */
  async preview(command: AnyWhistleCommand): Promise<Preview> {
    const before = await this.load(command.whistleId);
    const facts = { directory: this.directory.view(), catalogue: this.catalogue.view() };
    const events = whistle.decide(command, before, facts);
    const after = events.map((event) => ({ ...event, occurredAt: event.occurredAt ?? command.context.at }));
    const state = after.reduce(whistle.evolve, before as WhistleState);
    if (state.status === 'NONE') throw new Error('a command left no whistle behind');
    return { before, after: state, events };
  }

  private async other(whistleId: string, otherId: string): Promise<OtherWhistle> {
    const [own, found] = await Promise.all([this.load(whistleId), this.load(otherId)]);
    const sameReporter = await this.reporters.of(
      { whistleId, raised: own.raised },
      { whistleId: otherId, raised: found.raised },
    );
    return { whistleId: otherId, whistle: found, sameReporter };
  }

  private async load(whistleId: string): Promise<Whistle> {
    const history = await this.store.readStream(whistleStream(whistleId));
    const state = history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
    if (state.status === 'NONE') throw new DomainError('whistle/not-found');
    return state;
  }

  /** Who the reporter is, if the command brings text in which somebody may have written it. */
  private async knownOfReporter({ whistleId, input }: AnyWhistleCommand): Promise<Personal | undefined> {
    if (!FREE_TEXTS.some((field) => field in input)) return undefined;
    const raised = await raisedOf(this.store, whistleId);
    return raised && (await openReporter(this.vault, whistleId, raised, 'SCRUB')).personal;
  }
}
