import { DomainError, type Instant } from '@app/kernel';
import { decodeJwt, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

/** Somebody whose signature on an access token is believed. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** Signature algorithms accepted from it; never a symmetric one. */
  readonly algorithms: readonly string[];
  readonly keyFor: JWTVerifyGetKey;
}

/** Who the token is about. */
export interface Subject {
  readonly id: string;
  readonly displayName?: string;
}

const CLOCK_TOLERANCE_SECONDS = 30;

/** Checks access tokens against the issuers that this system trusts. */
export class TokenVerifier {
  readonly #issuers: ReadonlyMap<string, TokenIssuer>;

  constructor(issuers: readonly TokenIssuer[]) {
    this.#issuers = new Map(issuers.map((it) => [it.issuer, it]));
  }

  /** @throws DomainError `auth/token-invalid` `auth/token-expired` `auth/issuer-unavailable` */
  async verify(token: string, at: Instant): Promise<Subject> {
    try {
      const { issuer, audience, algorithms, keyFor } = this.#issuerOf(token);
      const { payload } = await jwtVerify(token, keyFor, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(at),
      });
      const { sub, name } = payload;
      if (typeof sub !== 'string' || sub === '') throw new DomainError('auth/token-invalid', { reason: 'sub' });
      return { id: sub, ...(typeof name === 'string' && name !== '' ? { displayName: name } : {}) };
    } catch (error) {
      throw refusal(error);
    }
  }

  #issuerOf(token: string): TokenIssuer {
    const issuer = this.#issuers.get(decodeJwt(token).iss ?? '');
    if (!issuer) throw new DomainError('auth/token-invalid', { reason: 'issuer' });
    return issuer;
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new DomainError('auth/token-expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new DomainError('auth/token-invalid', { reason: error.claim });
  }
  return error instanceof errors.JOSEError ? new DomainError('auth/token-invalid', { reason: 'signature' }) : error;
}
