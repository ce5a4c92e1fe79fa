import type { CatalogueView } from '@app/catalogue/domain';
import type { DirectoryView } from '@app/directory/domain';
import type { KnownPersonalData } from '@app/privacy/domain';
import type { WhistleEventOf } from './whistle.events.js';
import type { Whistle } from './whistle.state.js';

/** What a new whistle is given from outside: its number, and its personal data already sealed. */
export interface NewWhistle {
  /** Short number for people. */
  readonly number: string;
  readonly reporter?: WhistleEventOf<'WhistleRaised'>['data']['reporter'];
  readonly words?: WhistleEventOf<'WhistleRaised'>['data']['words'];
}

/** Everything that rules look at beside the command and the whistle's own history. */
export interface WhistleFacts {
  readonly directory: DirectoryView;
  readonly catalogue: CatalogueView;
  readonly newWhistle?: NewWhistle;
  /** What is known of the reporter, so that it is taken out of what staff write. */
  readonly known?: KnownPersonalData;
  /** The whistle that the command names beside its own. */
  readonly other?: OtherWhistle;
}

/** Another whistle as its own history tells it. */
export interface OtherWhistle {
  readonly whistleId: string;
  readonly whistle: Whistle;
  /** By account, or by phone number; never of somebody anonymous. */
  readonly sameReporter: boolean;
}
