import { Authenticator, DemoIssuer } from '@app/identity';
import { DomainError } from '@app/kernel';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from './access.decorator.js';
import { type DemoAccount, demoAccount, type DemoToken, demoToken } from './auth.schemas.js';

const RESIDENT = /^resident(-[a-z0-9]{1,40})?$/;

/** DEMO ONLY: a token without a password. Registered on the embedded database only, and never in production. */
@ApiTags('demo')
@Controller('api/v1/demo')
export class DemoTokenController {
  constructor(
    private readonly issuer: DemoIssuer,
    private readonly authenticator: Authenticator,
  ) {}

  @Post('token')
  @Access.public()
  @HttpCode(200)
  @ApiOperation({ summary: 'DEMO ONLY: an access token for a demo account, without a password' })
  @ApiResponse({ status: 200, standardSchema: demoToken })
  async token(@Body({ schema: demoAccount }) { account }: DemoAccount): Promise<DemoToken> {
    const staff = this.authenticator.person({ id: account }).grants.some((grant) => grant.role !== 'RESIDENT');
    if (!staff && !RESIDENT.test(account)) throw new DomainError('auth/demo-account-unknown', { account });
    const issued = await this.issuer.tokenFor(account);
    return { ...issued, tokenType: 'Bearer', demo: true };
  }
}
