import { demoAllowed, type IdentitySettings } from '@app/identity';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ClosedRoutes } from './closed-routes.js';
import { DemoTokenController } from './demo-token.controller.js';
import { MeController } from './me.controller.js';

/** Guards every route of the application. Needs `IdentityModule.forRoot` with the same settings. */
@Module({})
export class AuthModule {
  static forRoot(settings: Pick<IdentitySettings, 'embedded' | 'environment'>): DynamicModule {
    return {
      module: AuthModule,
      imports: [DiscoveryModule],
      controllers: [MeController, ...(demoAllowed(settings) ? [DemoTokenController] : [])],
      providers: [{ provide: APP_GUARD, useClass: AccessGuard }, ClosedRoutes],
    };
  }
}
