import { Readiness } from '@app/operations';
import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';

const ok = z.object({ status: z.literal('ok') }).meta({ id: 'Ok' });

/** For machines: `live` means "do not restart me", `ready` means "send me requests". */
@ApiTags('health')
@Controller('health')
@Access.public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'Do not restart me' })
  @ApiResponse({ status: 200, standardSchema: ok })
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Send me requests; 503 with reasons if not' })
  @ApiResponse({ status: 200, standardSchema: ok })
  @Header('Cache-Control', 'no-store')
  async ready(): Promise<{ status: 'ok' }> {
    const reasons = await this.readiness.reasons();
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'unavailable', reasons });
    return { status: 'ok' };
  }
}
