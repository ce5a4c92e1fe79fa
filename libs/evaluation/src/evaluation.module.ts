import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EvaluationDecisions, evaluationHandlers } from './evaluation.handlers.js';
import { Evaluations } from './evaluations.js';
import { PeriodFactsHandler } from './period-facts.query.js';
import { PeriodRankingHandler, PeriodResultsHandler } from './period-results.query.js';
import { evaluationFacts } from './views/evaluation-facts/evaluation-facts.projector.js';

/** The commands of evaluation and the questions about it. The facts that it counts are projected in the worker. */
@Module({
  imports: [TypeOrmModule.forFeature([...evaluationFacts.rows])],
  providers: [
    Evaluations,
    EvaluationDecisions,
    PeriodResultsHandler,
    PeriodRankingHandler,
    PeriodFactsHandler,
    ...evaluationHandlers,
  ],
  exports: [Evaluations],
})
export class EvaluationModule {}
