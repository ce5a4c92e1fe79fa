import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { Injectable } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import { directoryCodec } from './directory.codec.js';
import { Directory } from './directory.js';
import * as domain from './domain/index.js';

/** Decides on the stream of the command, and answers once this process's directory has seen what was written. */
@Injectable()
class DirectoryHandler<Command extends domain.DirectoryCommand> {
  constructor(
    private readonly store: EventStore,
    private readonly current: Directory,
  ) {}

  async execute(command: Command): Promise<Decided<domain.DirectoryState>> {
    const decided = await decideAndAppend(this.store, {
      streamId: domain.streamOf(command),
      command,
      decider: domain.directory,
      codec: directoryCodec,
      facts: { directory: this.current.view() },
    });
    if (decided.position !== undefined) await this.current.caughtUpTo(decided.position);
    return decided;
  }
}

@CommandHandler(domain.DefineDirectory)
class DefineDirectory extends DirectoryHandler<domain.DefineDirectory> {}
@CommandHandler(domain.RetireFromDirectory)
class RetireFromDirectory extends DirectoryHandler<domain.RetireFromDirectory> {}
@CommandHandler(domain.MergeOrgUnits)
class MergeOrgUnits extends DirectoryHandler<domain.MergeOrgUnits> {}
@CommandHandler(domain.GiveGrant)
class GiveGrant extends DirectoryHandler<domain.GiveGrant> {}
@CommandHandler(domain.RevokeGrant)
class RevokeGrant extends DirectoryHandler<domain.RevokeGrant> {}
@CommandHandler(domain.IssueApiKey)
class IssueApiKey extends DirectoryHandler<domain.IssueApiKey> {}
@CommandHandler(domain.RevokeApiKey)
class RevokeApiKey extends DirectoryHandler<domain.RevokeApiKey> {}

export const directoryHandlers = [
  DefineDirectory,
  RetireFromDirectory,
  MergeOrgUnits,
  GiveGrant,
  RevokeGrant,
  IssueApiKey,
  RevokeApiKey,
];
