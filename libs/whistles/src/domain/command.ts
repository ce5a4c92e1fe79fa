import type { CommandContext } from '@app/kernel';

/** A command names the whistle that it is for, what it brings, and who gives it when. */
export abstract class WhistleCommand<Input> {
  constructor(
    readonly whistleId: string,
    readonly input: Input,
    readonly context: CommandContext,
  ) {}
}

export interface OnAssignment {
  readonly assignmentId: string;
}
