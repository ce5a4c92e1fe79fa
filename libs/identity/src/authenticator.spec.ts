import type { DirectoryView } from '@app/directory/domain';
import { Clock } from '@app/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueApiKey } from './api-keys.js';
import { Authenticator } from './authenticator.js';
import { DEMO_AUDIENCE, DEMO_ISSUER, demoAllowed, DemoIssuer } from './demo-issuer.js';
import { mayAct } from './domain/index.js';
import { oidcIssuer, refuseClearText } from './oidc-issuer.js';
import { TokenVerifier } from './token-verifier.js';

const from = '2026-01-01T00:00:00.000Z';
const moved = '2026-06-01T00:00:00.000Z';
const now = { instant: '2026-11-21T08:00:00.000Z' };
class FixedClock extends Clock {
  now = () => now.instant;
}
const clock = new FixedClock();
const { key, secretHash } = issueApiKey('xy-cgj');

const grants = [
  { grantId: 'g1', personId: 'street-1', role: 'STREET', areaPath: 'XY/S1', unitId: 'JD1', from },
  { grantId: 'g2', personId: 'mover', role: 'DEPARTMENT', areaPath: 'XY', unitId: 'CGJ', from, to: moved },
  { grantId: 'g3', personId: 'mover', role: 'DEPARTMENT', areaPath: 'XY', unitId: 'HW', from: moved },
] as const;
const view = {
  grantsOf: (id: string, at: string) =>
    grants.filter((grant) => grant.personId === id && grant.from <= at && (!('to' in grant) || at < grant.to)),
  apiKey: (keyId: string, at: string) =>
    keyId === 'xy-cgj' && at < '2027-01-01'
      ? {
          keyId,
          name: '城管系统',
          secretHash,
          role: 'DEPARTMENT',
          unitId: 'CGJ',
          areaPath: 'XY',
          scopes: ['whistles:handle'],
          from,
        }
      : undefined,
  unit: (id: string) => ({ HW: { parentId: 'CGJ' } })[id],
  postsOf: () => [],
  unitsBelow: (id: string) => ({ CGJ: ['CG1', 'CG1a'] })[id] ?? [],
} as unknown as DirectoryView;

const authenticatorOf = (...issuers: ConstructorParameters<typeof TokenVerifier>[0]) =>
  new Authenticator({ view: () => view }, new TokenVerifier(issuers), clock);
const refused = (code: string) => expect.objectContaining({ code });

describe('a person', () => {
  const authenticator = authenticatorOf();

  test('holds the grants that are valid now, and is a resident besides', () => {
    expect(authenticator.person({ id: 'street-1' }).grants.map(({ role }) => role)).toEqual(['STREET', 'RESIDENT']);
    expect(authenticator.person({ id: 'nobody' }).grants.map(({ role }) => role)).toEqual(['RESIDENT']);
  });

  test('is kept from what complains of their unit, or of one above it (回避)', () => {
    const concerned = (id: string) =>
      authenticator.person({ id }).grants.flatMap(({ concernedBy = [] }) => concernedBy);
    expect(concerned('mover')).toEqual(['HW', 'CGJ']);
    expect(concerned('nobody')).toEqual([]);
  });

  test('who moved acts for the new unit only (EC-30)', () => {
    const units = () => authenticator.person({ id: 'mover' }).grants.flatMap(({ unitIds }) => unitIds);
    expect(units()).toEqual(['HW']);
    now.instant = '2026-05-31T23:59:59.999Z';
    expect(units()).toEqual(['CGJ', 'CG1', 'CG1a']);
    now.instant = '2026-11-21T08:00:00.000Z';
  });
});

describe('an API key', () => {
  const authenticator = authenticatorOf();

  test.each(['apiKey', 'authorization'] as const)('in %s acts for its unit and those below', async (header) => {
    const caller = await authenticator.authenticate(
      header === 'apiKey' ? { apiKey: key } : { authorization: `Bearer ${key}` },
    );
    expect(caller).toMatchObject({ id: 'xy-cgj', kind: 'api-key', channel: 'api-key', displayName: '城管系统' });
    expect(mayAct(caller!, 'HANDLE', { unitId: 'CG1a' })).toBe(true);
    expect(mayAct(caller!, 'RAISE')).toBe(false);
  });

  test('that is wrong, unknown, malformed or over is refused', async () => {
    for (const apiKey of [issueApiKey('xy-cgj').key, issueApiKey('other').key, 'chs_xy-cgj', '']) {
      await expect(authenticator.authenticate({ apiKey })).rejects.toEqual(refused('auth/api-key-invalid'));
    }
    now.instant = '2027-01-01T00:00:00.000Z';
    await expect(authenticator.authenticate({ apiKey: key })).rejects.toEqual(refused('auth/api-key-invalid'));
    now.instant = '2026-11-21T08:00:00.000Z';
  });
});

test('no credentials are no error; two kinds, or another scheme, are', async () => {
  const authenticator = authenticatorOf();
  expect(await authenticator.authenticate({})).toBeUndefined();
  for (const given of [
    { authorization: 'Basic dTpw' },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${key}`, apiKey: key },
  ]) {
    await expect(authenticator.authenticate(given)).rejects.toEqual(refused('auth/credentials-malformed'));
  }
});

describe('the demo issuer', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chuishao-demo-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true }));
  const open = () => DemoIssuer.open({ embedded: true, environment: 'development', dataDir }, clock);

  test('gives tokens that are good for twelve hours, after a restart too', async () => {
    const { token, expiresAt } = await (await open()).tokenFor('street-1');
    expect(statSync(join(dataDir, 'demo-issuer.jwk.json')).mode & 0o777).toBe(0o600);
    expect(expiresAt).toBe('2026-11-21T20:00:00.000Z');
    const authenticator = authenticatorOf((await open()).trusted);
    const given = { authorization: `Bearer ${token}` };
    expect(await authenticator.authenticate(given)).toMatchObject({ id: 'street-1', kind: 'person' });
    now.instant = '2026-11-21T20:01:00.000Z';
    await expect(authenticator.authenticate(given)).rejects.toEqual(refused('auth/token-expired'));
    now.instant = '2026-11-21T08:00:00.000Z';
  });

  test('is not believed by a system that has none, and its public part does not sign', async () => {
    const issuer = await open();
    const { token } = await issuer.tokenFor('street-1');
    await expect(authenticatorOf().authenticate({ authorization: `Bearer ${token}` })).rejects.toEqual(
      refused('auth/token-invalid'),
    );
    expect(await issuer.trusted.keyFor({ alg: 'ES256' }, {} as never)).toMatchObject({ type: 'public' });
  });

  test.each([
    [true, 'production'],
    [false, 'development'],
    [false, 'production'],
  ])('does not start with embedded %s in %s', async (embedded, environment) => {
    expect(demoAllowed({ embedded, environment })).toBe(false);
    await expect(DemoIssuer.open({ embedded, environment, dataDir }, clock)).rejects.toThrow(/never in production/);
  });
});

describe('an OIDC provider', () => {
  let server: Server;
  let issuer: string;
  let sign: (claims: JWTPayload, header?: { alg?: string; kid?: string }) => Promise<string>;
  let authenticator: Authenticator;
  const asked: string[] = [];
  const provider = { up: true, claimsToBe: '' };

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (!provider.up) return void response.writeHead(503).end();
      const answer = request.url?.endsWith('/jwks')
        ? { keys: [jwk] }
        : { issuer: provider.claimsToBe || issuer, jwks_uri: `${issuer}/jwks` };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/city`;
    authenticator = authenticatorOf(oidcIssuer({ issuer, audience: 'chuishao-api' }));
    sign = (claims, header = {}) =>
      new SignJWT({
        iss: issuer,
        aud: 'chuishao-api',
        sub: 'street-1',
        exp: Date.parse(now.instant) / 1000 + 60,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(privateKey);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const present = async (token: string) => authenticator.authenticate({ authorization: `Bearer ${token}` });

  test('that is down, or calls itself otherwise, lets nobody in, and is asked again', async () => {
    provider.up = false;
    await expect(present(await sign({}))).rejects.toEqual(refused('auth/issuer-unavailable'));
    provider.up = true;
    provider.claimsToBe = 'https://elsewhere.example';
    await expect(present(await sign({}))).rejects.toEqual(refused('auth/issuer-unavailable'));
    provider.claimsToBe = '';
  });

  test('signs for whom the directory knows; its keys are fetched once', async () => {
    asked.length = 0;
    for (let i = 0; i < 3; i++) {
      expect(await present(await sign({ name: '李主任' }))).toMatchObject({
        id: 'street-1',
        displayName: '李主任',
        kind: 'person',
      });
    }
    expect(asked).toEqual(['/realms/city/.well-known/openid-configuration', '/realms/city/jwks']);
  });

  test.each([
    ['for another audience', { aud: 'other' }, {}, 'auth/token-invalid'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, {}, 'auth/token-invalid'],
    ['that is over', { exp: Date.parse('2026-11-21T07:59:00.000Z') / 1000 }, {}, 'auth/token-expired'],
    ['not valid yet', { nbf: Date.parse('2026-11-21T09:00:00.000Z') / 1000 }, {}, 'auth/token-invalid'],
    ['without an end', { exp: undefined }, {}, 'auth/token-invalid'],
    ['about nobody', { sub: '' }, {}, 'auth/token-invalid'],
    ['with a key unknown', {}, { kid: 'k2' }, 'auth/token-invalid'],
  ])('a token %s is refused', async (_, claims, header, code) => {
    await expect(present(await sign(claims as JWTPayload, header))).rejects.toEqual(refused(code));
  });

  test('a token that is not signed, changed, signed with the public key as a secret, or no token at all is refused', async () => {
    const [head, body, signature] = (await sign({})).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const other = Buffer.from(JSON.stringify({ iss: issuer, aud: 'chuishao-api', sub: 'admin', exp: 4e9 })).toString(
      'base64url',
    );
    const symmetric = await new SignJWT({ sub: 'admin' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience('chuishao-api')
      .setExpirationTime(4e9)
      .sign(Buffer.from('anything'));
    for (const token of [`${none}.${body}.`, `${head}.${other}.${signature}`, symmetric, 'x', 'a.b.c']) {
      await expect(present(token)).rejects.toEqual(refused('auth/token-invalid'));
    }
  });

  test('cannot speak for the demo issuer', async () => {
    await expect(present(await sign({ iss: DEMO_ISSUER, aud: DEMO_AUDIENCE }))).rejects.toEqual(
      refused('auth/token-invalid'),
    );
  });

  test('must be reached by https in production, except on this machine', () => {
    const of = (address: string) => () => refuseClearText({ issuer: address, audience: 'a' });
    expect(of('http://id.example')).toThrow(/OIDC_ISSUER/);
    expect(of('https://id.example')).not.toThrow();
    expect(of('http://127.0.0.1:8080/realms/x')).not.toThrow();
  });
});
