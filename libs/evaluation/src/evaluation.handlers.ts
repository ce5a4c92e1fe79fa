import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { viewStatus, waitForView } from '@app/projections';
import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import * as domain from './domain/index.js';
import { evaluationCodec } from './evaluation.codec.js';
import { Evaluations } from './evaluations.js';
import { keepFacts } from './published-facts.js';
import { publishedTable } from './published.js';
import { referenceAt } from './reference.js';
import { evaluationFacts } from './views/evaluation-facts/evaluation-facts.projector.js';

/** Decides on the stream of the command, and answers once this process knows what was written. */
@Injectable()
export class EvaluationDecisions {
  constructor(
    private readonly store: EventStore,
    private readonly evaluations: Evaluations,
  ) {}

  async decide(
    command: domain.EvaluationCommand,
    counted?: domain.ClosedPeriod,
  ): Promise<Decided<domain.EvaluationState>> {
    const facts = { directory: this.evaluations.directory(), everything: this.evaluations.state() };
    const decided = await decideAndAppend(this.store, {
      streamId: domain.evaluationStream(command),
      command,
      decider: domain.evaluation,
      codec: evaluationCodec,
      facts: { ...facts, ...(counted && { counted }) },
    });
    if (decided.position !== undefined) await this.evaluations.caughtUpTo(decided.position);
    return decided;
  }
}

@CommandHandler(domain.DefineEvaluationPolicy)
class DefinePolicyHandler implements ICommandHandler<domain.DefineEvaluationPolicy> {
  constructor(private readonly decisions: EvaluationDecisions) {}

  execute(command: domain.DefineEvaluationPolicy) {
    return this.decisions.decide(command);
  }
}

@CommandHandler(domain.OpenPeriod)
export class OpenPeriodHandler implements ICommandHandler<domain.OpenPeriod> {
  constructor(private readonly decisions: EvaluationDecisions) {}

  execute(command: domain.OpenPeriod) {
    return this.decisions.decide(command);
  }
}

/** Counts everything that was in the log when the command came: its rows and their position are read in one snapshot. */
@CommandHandler(domain.ClosePeriod)
export class ClosePeriodHandler implements ICommandHandler<domain.ClosePeriod> {
  constructor(
    private readonly decisions: EvaluationDecisions,
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    private readonly evaluations: Evaluations,
  ) {}

  /** @throws DomainError view/behind, and what the period is not closed for */
  async execute(command: domain.ClosePeriod) {
    const period = this.evaluations.state().periods.get(command.periodId);
    if (!period) throw new DomainError('period/not-found', { periodId: command.periodId });
    const closable = !period.closed && period.endsAt <= command.context.at;
    return this.decisions.decide(command, closable ? await this.counted(period) : undefined);
  }

  private async counted(period: domain.Period): Promise<domain.ClosedPeriod> {
    const { name } = evaluationFacts;
    await waitForView(this.dataSource, name, await this.store.head());
    return this.dataSource.transaction('REPEATABLE READ', async (db) => {
      const watermark = (await viewStatus(db, name))?.position ?? 0n;
      const reference = await referenceAt(this.store, watermark);
      const table = await publishedTable({ db, reference }, period, watermark);
      await keepFacts(db, table);
      return table;
    });
  }
}

export const evaluationHandlers = [DefinePolicyHandler, OpenPeriodHandler, ClosePeriodHandler];
