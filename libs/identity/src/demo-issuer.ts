import { type Clock, type Instant, plusMs } from '@app/kernel';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenIssuer } from './token-verifier.js';

export const DEMO_ISSUER = 'urn:chuishao:demo';
export const DEMO_AUDIENCE = 'chuishao';
const KEY_FILE = 'demo-issuer.jwk.json';
const LIFETIME_MS = 12 * 3_600_000;
const ALGORITHM = 'ES256';

export interface DemoSettings {
  /** The database is the embedded one. */
  readonly embedded: boolean;
  readonly environment: string;
  readonly dataDir: string;
}

/** Whether the demo issuer may exist: on the embedded database and never in production. */
export const demoAllowed = ({ embedded, environment }: Omit<DemoSettings, 'dataDir'>): boolean =>
  embedded && environment !== 'production';

/** DEMO ONLY. Gives a token to whoever asks by name, without a password. */
export class DemoIssuer {
  private constructor(
    private readonly key: JWK,
    private readonly clock: Clock,
    /** For the verifier. */
    readonly trusted: TokenIssuer,
  ) {}

  /** Opens the issuer with its ES256 key in `dataDir`, made on first use. @throws Error where it must not exist */
  static async open(settings: DemoSettings, clock: Clock): Promise<DemoIssuer> {
    if (!demoAllowed(settings)) {
      throw new Error(
        'the demo issuer needs no password: it runs on the embedded database only, and never in production',
      );
    }
    const key = await demoKey(settings.dataDir);
    const { d: _private, ...publicPart } = key;
    const verification = await importJWK(publicPart, ALGORITHM);
    return new DemoIssuer(key, clock, {
      issuer: DEMO_ISSUER,
      audience: DEMO_AUDIENCE,
      algorithms: [ALGORITHM],
      keyFor: () => verification,
    });
  }

  async tokenFor(account: string): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
    const at = this.clock.now();
    const expiresAt = plusMs(at, LIFETIME_MS);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, ...(this.key.kid ? { kid: this.key.kid } : {}) })
      .setIssuer(DEMO_ISSUER)
      .setAudience(DEMO_AUDIENCE)
      .setSubject(account)
      .setIssuedAt(new Date(at))
      .setExpirationTime(new Date(expiresAt))
      .sign(await importJWK(this.key, ALGORITHM));
    return { token, expiresAt };
  }
}

async function demoKey(dataDir: string): Promise<JWK> {
  const file = join(dataDir, KEY_FILE);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`${file} cannot be read: remove it, and a new one is made`, { cause: error });
    }
  }
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, kid: await calculateJwkThumbprint(jwk) };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
  return key;
}
