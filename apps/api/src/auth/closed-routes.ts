import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS } from './access.decorator.js';

type Handler = (...args: never[]) => unknown;

/** Stops the start if a route does not say who may use it. */
@Injectable()
export class ClosedRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const closed = this.find();
    if (closed.length > 0) throw new Error(`routes without @Access(…): ${closed.join(', ')}`);
  }

  /** `Controller.method` of each. */
  find(): string[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => {
          const handler = prototype[name];
          if (!handler || Reflect.getMetadata(PATH_METADATA, handler) === undefined) return false;
          return this.reflector.getAllAndOverride(ACCESS, [handler, metatype]) === undefined;
        })
        .map((name) => `${metatype.name}.${name}`);
    });
  }
}
