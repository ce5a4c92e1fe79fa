import type { Capability } from '@app/identity';
import { SetMetadata } from '@nestjs/common';

export const ACCESS = 'chuishao:access';

/** Who may use a route. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'capability'; readonly anyOf: readonly Capability[] };

const access = (needed: RouteAccess) => SetMetadata(ACCESS, needed);

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
