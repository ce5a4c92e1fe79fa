import { maskIdNumber, maskName, maskPhone, PersonVault } from '@app/privacy';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Whistle } from './domain/index.js';
import { openReporter } from './reporter.js';

export interface MaskedReporter {
  readonly name?: string;
  readonly phone?: string;
  readonly idNumber?: string;
  readonly erased: boolean;
  /** 限制处理: kept, and not shown. */
  readonly restricted: boolean;
}

/** The reporter as everybody who sees the whistle may see them: `张*`, `138****5678`. */
export class ReporterMasked {
  constructor(
    readonly whistleId: string,
    readonly whistle: Whistle,
  ) {}
}

@QueryHandler(ReporterMasked)
export class ReporterMaskedHandler implements IQueryHandler<ReporterMasked> {
  constructor(private readonly vault: PersonVault) {}

  async execute({ whistleId, whistle: { raised } }: ReporterMasked): Promise<MaskedReporter | undefined> {
    if (!raised.reporter || raised.anonymity === 'CONFIDENTIAL') return undefined;
    const { personal, erased, restricted } = await openReporter(this.vault, whistleId, raised);
    const { name, phone, idNumber } = personal;
    return {
      ...(name !== undefined && { name: maskName(name) }),
      ...(phone !== undefined && { phone: maskPhone(phone) }),
      ...(idNumber !== undefined && { idNumber: maskIdNumber(idNumber) }),
      erased,
      restricted,
    };
  }
}
