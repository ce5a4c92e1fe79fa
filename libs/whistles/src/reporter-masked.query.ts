import { ERASED, maskIdNumber, maskName, maskPhone, PersonVault, sealedAt } from '@app/privacy';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Whistle } from './domain/index.js';
import { whistleStream } from './whistle.codec.js';

export interface MaskedReporter {
  readonly name?: string;
  readonly phone?: string;
  readonly idNumber?: string;
  readonly erased: boolean;
}

/** The reporter as everybody who sees the whistle may see them: `张*`, `138****5678`. */
export class ReporterMasked {
  constructor(
    readonly whistleId: string,
    readonly whistle: Whistle,
  ) {}
}

const MASKS = { name: maskName, phone: maskPhone, idNumber: maskIdNumber };

@QueryHandler(ReporterMasked)
export class ReporterMaskedHandler implements IQueryHandler<ReporterMasked> {
  constructor(private readonly vault: PersonVault) {}

  async execute({ whistleId, whistle }: ReporterMasked): Promise<MaskedReporter | undefined> {
    const { reporter, anonymity } = whistle.raised;
    if (!reporter || anonymity === 'CONFIDENTIAL') return undefined;
    const fields = (Object.keys(MASKS) as (keyof typeof MASKS)[]).flatMap((field) => {
      const sealed = reporter[field];
      return sealed ? [{ field, sealed }] : [];
    });
    const opened = await this.vault.openAll(
      fields.map(({ field, sealed }) => ({ sealed, aad: sealedAt(whistleStream(whistleId), `reporter.${field}`) })),
    );
    const shown = fields.flatMap(({ field }, index) => {
      const text = opened[index];
      return typeof text === 'string' ? [[field, MASKS[field](text)] as const] : [];
    });
    return { ...Object.fromEntries(shown), erased: opened.includes(ERASED) };
  }
}
