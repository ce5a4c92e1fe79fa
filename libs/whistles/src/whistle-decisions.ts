import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { PersonVault } from '@app/privacy';
import { Injectable } from '@nestjs/common';
import {
  type AnyWhistleCommand,
  mayBeRaised,
  type NewWhistle,
  type Personal,
  type RaiseWhistle,
  whistle,
  type WhistleState,
} from './domain/index.js';
import { openReporter } from './reporter.js';
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
];

/** Decides a command on the whistle's stream, by the directory and the catalogue as they stand. */
@Injectable()
export class WhistleDecisions {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly vault: PersonVault,
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
      if ((await this.store.readStream(whistleStream(command.whistleId))).length === 0) throw refusal;
    }
  }

  async decide(command: AnyWhistleCommand, newWhistle?: NewWhistle): Promise<Decided<WhistleState>> {
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
      },
    });
  }

  /** Who the reporter is, if the command brings text in which somebody may have written it. */
  private async knownOfReporter({ whistleId, input }: AnyWhistleCommand): Promise<Personal | undefined> {
    if (!FREE_TEXTS.some((field) => field in input)) return undefined;
    const [first] = await this.store.readStream(whistleStream(whistleId));
    const event = first && whistleCodec.parse(first);
    if (event?.type !== 'WhistleRaised') return undefined;
    return (await openReporter(this.vault, whistleId, event.data)).personal;
  }
}
