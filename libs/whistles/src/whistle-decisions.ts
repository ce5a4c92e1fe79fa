import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { Injectable } from '@nestjs/common';
import { type AnyWhistleCommand, type NewWhistle, whistle, type WhistleState } from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

/** Decides a command on the whistle's stream, by the directory and the catalogue as they stand. */
@Injectable()
export class WhistleDecisions {
  constructor(
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  decide(command: AnyWhistleCommand, newWhistle?: NewWhistle): Promise<Decided<WhistleState>> {
    return decideAndAppend(this.store, {
      streamId: whistleStream(command.whistleId),
      command,
      decider: whistle,
      codec: whistleCodec,
      facts: {
        directory: this.directory.view(),
        catalogue: this.catalogue.view(),
        ...(newWhistle && { newWhistle }),
      },
    });
  }
}
