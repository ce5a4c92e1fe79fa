import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GetWhistleHandler } from './get-whistle.query.js';
import { viewQueries, viewRows } from './views/index.js';
import { WhistleDecisions } from './whistle-decisions.js';
import { WhistleNumbers } from './whistle-numbers.js';
import { whistleHandlers } from './whistle.handlers.js';

/** Table of contents: the commands of whistles and the questions about them. The views' projections run in the worker. */
@Module({
  imports: [CqrsModule, TypeOrmModule.forFeature(viewRows)],
  providers: [WhistleDecisions, WhistleNumbers, GetWhistleHandler, ...whistleHandlers, ...viewQueries],
})
export class WhistlesModule {}
