import { DomainError } from '@app/kernel';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { TokenIssuer } from './token-verifier.js';

export interface OidcOptions {
  /** As in the tokens' `iss`; its discovery document lies under `/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly audience: string;
}

const TIMEOUT_MS = 5_000;
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Any OpenID Connect provider. Found on the first token, not at the start: an absent provider does not stop us. */
export function oidcIssuer({ issuer, audience }: OidcOptions): TokenIssuer {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    async keyFor(header, token) {
      try {
        keys ??= discover(issuer);
        return await (
          await keys
        )(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        keys = undefined;
        throw new DomainError('auth/issuer-unavailable', { issuer });
      }
    },
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`discovery of ${issuer}: HTTP ${response.status}`);
  const found = discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`discovery of ${issuer}: it calls itself ${found.issuer}`);
  return createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: TIMEOUT_MS });
}

/** @throws Error if tokens would be checked with keys fetched in clear over a network */
export function refuseClearText({ issuer }: OidcOptions): void {
  const { protocol, hostname } = new URL(issuer);
  const local = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  if (protocol !== 'https:' && !local) throw new Error('OIDC_ISSUER: must be https in production');
}
