import { DomainError, type Instant } from '@app/kernel';
import { decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { hash } from 'node:crypto';

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
/** A signature once checked is believed for so long: an issuer that takes a key back is heard after that. */
const BELIEVED_MS = 60_000;
const TOKENS_KNOWN = 10_000;

interface Verified {
  readonly subject: Subject;
  /** From and until, in milliseconds of the epoch. */
  readonly from: number;
  readonly until: number;
}

/** Checks access tokens against the issuers that this system trusts. */
export class TokenVerifier {
  readonly #issuers: ReadonlyMap<string, TokenIssuer>;
  /** By the token's digest, so that no token stays in memory. */
  readonly #verified = new LRUCache<string, Verified>({ max: TOKENS_KNOWN });

  constructor(issuers: readonly TokenIssuer[]) {
    this.#issuers = new Map(issuers.map((it) => [it.issuer, it]));
  }

  /** @throws DomainError `auth/token-invalid` `auth/token-expired` `auth/issuer-unavailable` */
  async verify(token: string, at: Instant): Promise<Subject> {
    const digest = hash('sha256', token, 'base64');
    const now = Date.parse(at);
    const known = this.#verified.get(digest);
    if (known && known.from <= now && now < known.until) return known.subject;
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
      const subject = subjectOf(payload);
      const until = Math.min(now + BELIEVED_MS, Number(payload.exp) * 1000);
      this.#verified.set(digest, { subject, from: now, until });
      return subject;
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

function subjectOf({ sub, name }: JWTPayload): Subject {
  if (typeof sub !== 'string' || sub === '') throw new DomainError('auth/token-invalid', { reason: 'sub' });
  return { id: sub, ...(typeof name === 'string' && name !== '' ? { displayName: name } : {}) };
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new DomainError('auth/token-expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new DomainError('auth/token-invalid', { reason: error.claim });
  }
  return error instanceof errors.JOSEError ? new DomainError('auth/token-invalid', { reason: 'signature' }) : error;
}
