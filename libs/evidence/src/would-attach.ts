import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type AttachEvidence, GetWhistle, mayAttach, type Whistle, type WhistleAtRevision } from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Asks a whistle whether it would take a file, before anything is received or stored for it. */
@Injectable()
export class WouldAttach {
  constructor(
    private readonly queries: QueryBus,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /** @returns the whistle as it is now @throws DomainError what `AttachEvidence` is refused with */
  async ask(command: AttachEvidence): Promise<Whistle> {
    const asked = new GetWhistle(command.whistleId);
    const { whistle } = await this.queries.execute<GetWhistle, WhistleAtRevision>(asked);
    mayAttach(command, whistle, { directory: this.directory.view(), catalogue: this.catalogue.view() });
    return whistle;
  }
}
