import { Directory } from '@app/directory';
import { Clock, SystemClock } from '@app/kernel';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { Authenticator } from './authenticator.js';
import { demoAllowed, DemoIssuer, type DemoSettings } from './demo-issuer.js';
import { oidcIssuer, type OidcOptions, refuseClearText } from './oidc-issuer.js';
import { TokenVerifier } from './token-verifier.js';

export interface IdentitySettings extends DemoSettings {
  readonly oidc?: OidcOptions | undefined;
}

const CLOCK_IF_ANY = { token: Clock, optional: true };

/** `Authenticator` everywhere; `DemoIssuer` too, where it may exist. Needs `Directory`, and `Clock` if there is one. */
@Module({})
export class IdentityModule {
  static forRoot(settings: IdentitySettings): DynamicModule {
    const demo = demoAllowed(settings);
    if (settings.oidc && settings.environment === 'production') refuseClearText(settings.oidc);
    if (!demo && !settings.oidc)
      new Logger('Identity').warn('OIDC_ISSUER: not given, so nobody can sign in; API keys can');
    const trusted = settings.oidc ? [oidcIssuer(settings.oidc)] : [];
    const demoIssuer = {
      provide: DemoIssuer,
      inject: [CLOCK_IF_ANY],
      useFactory: (clock: Clock = new SystemClock()) => openDemo(settings, clock),
    };
    return {
      module: IdentityModule,
      global: true,
      providers: [
        ...(demo ? [demoIssuer] : []),
        {
          provide: TokenVerifier,
          inject: [{ token: DemoIssuer, optional: true }],
          useFactory: (issuer?: DemoIssuer) => new TokenVerifier(issuer ? [...trusted, issuer.trusted] : trusted),
        },
        {
          provide: Authenticator,
          inject: [Directory, TokenVerifier, CLOCK_IF_ANY],
          useFactory: (directory: Directory, tokens: TokenVerifier, clock: Clock = new SystemClock()) =>
            new Authenticator(directory, tokens, clock),
        },
      ],
      exports: [Authenticator, ...(demo ? [DemoIssuer] : [])],
    };
  }
}

async function openDemo(settings: DemoSettings, clock: Clock): Promise<DemoIssuer> {
  const issuer = await DemoIssuer.open(settings, clock);
  new Logger('Identity').warn('DEMO ISSUER is on: anybody who reaches this server can sign in as any demo account');
  return issuer;
}
