import { EventStore } from '@app/event-store';
import type { CommandContext } from '@app/kernel';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { recordReveal } from './reveal-log.js';

/** Somebody is about to be shown a reporter's file as it was handed in: written down first. Whether they may is asked before. */
export class RecordOriginalOpened {
  constructor(
    readonly whistleId: string,
    readonly input: { readonly evidenceId: string; readonly subjectId: string },
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(RecordOriginalOpened)
export class RecordOriginalOpenedHandler implements ICommandHandler<RecordOriginalOpened> {
  constructor(private readonly store: EventStore) {}

  execute(command: RecordOriginalOpened): Promise<void> {
    return recordReveal(this.store, command, 'OriginalEvidenceOpened', command.input);
  }
}
