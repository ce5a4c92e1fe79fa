import { DerivedKeys, PersonVault } from '@app/privacy';
import { Injectable } from '@nestjs/common';
import type { Whistle } from './domain/index.js';
import { openReporter } from './reporter.js';

export interface Reported {
  readonly whistleId: string;
  readonly raised: Whistle['raised'];
}

/** Tells whether two whistles were raised by one person, without showing who it is. */
@Injectable()
export class SameReporter {
  constructor(
    private readonly vault: PersonVault,
    private readonly keys: DerivedKeys,
  ) {}

  /** By account; without one by phone number, however it was written. Nobody anonymous, or erased, is recognised. */
  async of(one: Reported, other: Reported): Promise<boolean> {
    const [a, b] = [one, other].map(({ raised }) => raised.reporter?.subjectId);
    if (a === undefined || b === undefined) return false;
    if (a === b) return true;
    const [mine, theirs] = await Promise.all([one, other].map((each) => this.phoneOf(each)));
    return mine !== undefined && mine === theirs;
  }

  /** As a blind index. */
  private async phoneOf({ whistleId, raised }: Reported): Promise<string | undefined> {
    const { phone } = (await openReporter(this.vault, whistleId, raised)).personal;
    return phone === undefined ? undefined : this.keys.phoneIndex(phone);
  }
}
