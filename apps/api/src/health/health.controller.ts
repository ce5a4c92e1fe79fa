import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { Access } from '../auth/index.js';
import { Readiness } from './readiness.js';

/** For machines: `live` means "do not restart me", `ready` means "send me requests". */
@Controller('health')
@Access.public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    const reasons = await this.readiness.reasons();
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'unavailable', reasons });
    return { status: 'ok' };
  }
}
