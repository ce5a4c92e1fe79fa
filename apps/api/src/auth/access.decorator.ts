import type { Capability } from '@app/identity';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';

export const ACCESS = 'chuishao:access';
/** Name of the security scheme in the documentation. */
export const API_KEY = 'apiKey';

/** Who may use a route. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'capability'; readonly anyOf: readonly Capability[] };

/** Marks the route, and tells the documentation which credentials it takes. */
const access = (needed: RouteAccess) =>
  applyDecorators(
    SetMetadata(ACCESS, needed),
    ApiBearerAuth(),
    ApiSecurity(API_KEY),
    ...(needed.kind === 'public' ? [ApiSecurity({})] : []),
  );

/**
 * Opens a route; without it a route answers nobody, and the application does not start.
 * `@Access('TRIAGE')` for callers who may do this somewhere (whether here is for the command to ask),
 * `@Access.signedIn()` for anybody known, `@Access.public()` for everybody; wrong credentials are refused on every route.
 */
export const Access = Object.assign(
  (...anyOf: readonly [Capability, ...Capability[]]) => access({ kind: 'capability', anyOf }),
  {
    public: () => access({ kind: 'public' }),
    signedIn: () => access({ kind: 'signed-in' }),
  },
);
