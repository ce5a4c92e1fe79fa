import { Module } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';

export { createApi, listen } from './http.js';

/** What the HTTP process serves. */
@Module({ imports: [HealthModule] })
export class ApiModule {}
