import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DuplicatesHandler } from './duplicates/duplicates.query.js';
import { UnmergePreviewHandler } from './unmerge-preview.query.js';
import { ExplainClockHandler, WhistleClocksHandler } from './clock-explanation.query.js';
import { GetWhistleHandler } from './get-whistle.query.js';
import { PreviewUnitsHandler } from './units-preview.query.js';
import { Erasing, erasureHandlers } from './erasure/erasure.handlers.js';
import { ReporterMaskedHandler } from './reporter-masked.query.js';
import { RecordOriginalOpenedHandler } from './reveal/record-opened.js';
import { RevealReporterHandler, WhistleRevealsHandler } from './reveal/reveal-reporter.js';
import { viewQueries, viewRows } from './views/index.js';
import { SameReporter } from './same-reporter.js';
import { WhistleDecisions } from './whistle-decisions.js';
import { WhistleNumbers } from './whistle-numbers.js';
import { whistleHandlers } from './whistle.handlers.js';

/** Table of contents: the commands of whistles and the questions about them. The views' projections run in the worker. */
@Module({
  imports: [TypeOrmModule.forFeature(viewRows)],
  providers: [
    WhistleDecisions,
    WhistleNumbers,
    SameReporter,
    Erasing,
    ...erasureHandlers,
    DuplicatesHandler,
    UnmergePreviewHandler,
    GetWhistleHandler,
    WhistleClocksHandler,
    ExplainClockHandler,
    PreviewUnitsHandler,
    ReporterMaskedHandler,
    RevealReporterHandler,
    RecordOriginalOpenedHandler,
    WhistleRevealsHandler,
    ...whistleHandlers,
    ...viewQueries,
  ],
})
export class WhistlesModule {}
