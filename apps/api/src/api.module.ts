import { EvaluationModule } from '@app/evaluation';
import { IdentityModule } from '@app/identity';
import type { Config } from '@app/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { GrantsController } from './api-keys/grants.controller.js';
import { AuthModule } from './auth/index.js';
import { EvaluationCommandsController } from './evaluation/evaluation-commands.controller.js';
import { EvaluationWhistlesController } from './evaluation/evaluation-whistles.controller.js';
import { EvaluationController } from './evaluation/evaluation.controller.js';
import { EvidenceHttpModule } from './evidence/evidence-http.module.js';
import { HealthModule } from './health/health.module.js';
import { NotificationsHttpModule } from './notifications/notifications-http.module.js';
import { ProblemDetailsFilter } from './problems/problem-details.filter.js';
import { ReferenceController } from './reference/reference.controller.js';
import { TimeController } from './reference/time.controller.js';
import { CsvAnswers } from './request/csv-answers.js';
import { ValidationPipe } from './request/validation.pipe.js';
import { ServiceOrdersHttpModule } from './service-orders/service-orders-http.module.js';
import { WhistlesHttpModule } from './whistles/whistles-http.module.js';

export { createApi, listen, refuseTakenPort } from './http.js';

/** What the HTTP process serves. */
@Module({})
export class ApiModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        HealthModule,
        IdentityModule.forRoot(config),
        AuthModule.forRoot(config),
        WhistlesHttpModule,
        EvidenceHttpModule.forRoot(config),
        NotificationsHttpModule,
        ServiceOrdersHttpModule,
        EvaluationModule,
      ],
      controllers: [
        ReferenceController,
        TimeController,
        ApiKeysController,
        GrantsController,
        EvaluationController,
        EvaluationWhistlesController,
        EvaluationCommandsController,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemDetailsFilter },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: APP_INTERCEPTOR, useClass: CsvAnswers },
      ],
    };
  }
}
