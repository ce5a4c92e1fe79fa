import type { EmergencyLine } from '@app/catalogue/domain';
import { WhistleCommand } from './command.js';
import type * as words from './intake.words.js';

/** 转其他渠道: with the legal basis, and what the reporter was told. */
export class RedirectWhistle extends WhistleCommand<{
  readonly channel: Exclude<words.RedirectChannel, 'EMERGENCY_SERVICES'>;
  readonly basis: string;
  readonly toldChannel: string;
}> {
  readonly type = 'RedirectWhistle';
}

/** 转紧急热线. With `goesOn` the whistle stays for what comes after (善后). */
export class RedirectEmergency extends WhistleCommand<{
  readonly channel: EmergencyLine;
  readonly goesOn: boolean;
  readonly note: string;
}> {
  readonly type = 'RedirectEmergency';
}

/** 告知办理进展, of the whistle that the same reporter raised before. */
export class InformOfExisting extends WhistleCommand<{ readonly ref: string; readonly note: string }> {
  readonly type = 'InformOfExisting';
}

/** 自行处置. */
export class SelfResolve extends WhistleCommand<{ readonly evidence: string }> {
  readonly type = 'SelfResolve';
}

/** 街居响应, by the street or its community: solved, or blown on to the departments (吹哨到部门). */
export class RespondAsStreet extends WhistleCommand<
  | { readonly outcome: 'SELF_RESOLVED'; readonly evidence: string }
  | { readonly outcome: 'BLOWN_ON'; readonly note: string }
> {
  readonly type = 'RespondAsStreet';
}

export type AnyIntakeCommand = RedirectWhistle | RedirectEmergency | InformOfExisting | SelfResolve | RespondAsStreet;
