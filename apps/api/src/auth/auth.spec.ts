import { Directory } from '@app/directory';
import { type Caller, DemoIssuer, IdentityModule, issueApiKey } from '@app/identity';
import { DomainError, SystemClock } from '@app/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  Global,
  Module,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access, AuthModule, CurrentCaller } from './index.js';

const { key, secretHash } = issueApiKey('cgj');
const grant = { grantId: 'g1', role: 'STREET', areaPath: 'XY/S1', unitId: 'JD1', from: '2026-01-01T00:00:00.000Z' };
const view = {
  grantsOf: (personId: string) => (personId === 'street-1' ? [{ ...grant, personId, personName: '李主任' }] : []),
  unit: () => undefined,
  postsOf: () => [],
  unitsBelow: () => [],
  apiKey: (keyId: string) =>
    keyId === 'cgj'
      ? {
          keyId,
          name: '城管系统',
          secretHash,
          role: 'DEPARTMENT',
          unitId: 'CGJ',
          areaPath: 'XY',
          scopes: ['counts:read'],
          from: grant.from,
        }
      : undefined,
};

@Global()
@Module({ providers: [{ provide: Directory, useValue: { view: () => view } }], exports: [Directory] })
class OneStreet {}

@Controller('things')
class Things {
  @Get('open')
  @Access.public()
  open(@CurrentCaller() caller: Caller) {
    return { id: caller.id };
  }

  @Get('triage')
  @Access('TRIAGE', 'COUNTS')
  triage(@CurrentCaller() caller: Caller) {
    return { id: caller.id };
  }

  @Get('timeline')
  @Access('TIMELINE')
  timeline(@CurrentCaller() caller: Caller) {
    return { id: caller.id };
  }
}

@Controller('forgotten')
@Access.signedIn()
class OpenAsAWhole {
  @Get()
  get() {
    return {};
  }
}

@Controller('forgotten')
class Forgotten {
  @Get()
  get() {
    return {};
  }

  @Get('fine')
  @Access.public()
  fine() {
    return {};
  }
}

/** Stands for the API's table of problems, which has its own tests. */
@Catch(DomainError)
class Codes implements ExceptionFilter<DomainError> {
  catch({ code }: DomainError, host: ArgumentsHost) {
    host.switchToHttp().getResponse<{ status(n: number): { send(body: object): void } }>().status(418).send({ code });
  }
}

@Module({})
class Root {}

const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-auth-'));
async function application(controllers: Type[], environment = 'development'): Promise<NestFastifyApplication> {
  const settings = { embedded: true, environment, dataDir };
  const root: DynamicModule = {
    module: Root,
    imports: [OneStreet, IdentityModule.forRoot(settings), AuthModule.forRoot(settings)],
    controllers,
    providers: [{ provide: APP_FILTER, useClass: Codes }],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  return app;
}
afterAll(() => rmSync(dataDir, { recursive: true }));

describe('access to routes', () => {
  let app: NestFastifyApplication;
  let address: string;
  beforeAll(async () => {
    app = await application([Things, OpenAsAWhole]);
    address = await app.getUrl();
  });
  afterAll(() => app.close());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${address}/${path}`, { headers });
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: await response.json(),
    };
  };
  const demoToken = async (account: string) => {
    const response = await fetch(`${address}/api/v1/demo/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account }),
    });
    return (await response.json()) as { token: string; code: string; demo: boolean };
  };
  const as = async (account: string) => ({ authorization: `Bearer ${(await demoToken(account)).token}` });

  test('a public route answers everybody, but not with wrong credentials', async () => {
    expect(await get('things/open')).toMatchObject({ status: 200, body: { id: 'anonymous' } });
    expect(await get('things/open', await as('street-1'))).toMatchObject({ status: 200, body: { id: 'street-1' } });
    expect(await get('things/open', { authorization: 'Bearer x' })).toEqual({
      status: 418,
      challenge: 'Bearer realm="chuishao", error="invalid_token"',
      body: { code: 'auth/token-invalid' },
    });
  });

  test('other routes ask who one is, even for what a resident may do', async () => {
    for (const path of ['things/triage', 'things/timeline', 'forgotten', 'api/v1/me']) {
      expect(await get(path)).toEqual({
        status: 418,
        challenge: 'Bearer realm="chuishao"',
        body: { code: 'auth/unauthenticated' },
      });
    }
  });

  test('any of the capabilities opens the route, by role and by scope', async () => {
    expect(await get('things/triage', await as('street-1'))).toMatchObject({ status: 200, body: { id: 'street-1' } });
    expect(await get('things/triage', { 'x-api-key': key })).toMatchObject({ status: 200, body: { id: 'cgj' } });
    expect(await get('things/timeline', await as('resident-wang'))).toMatchObject({ status: 200 });
  });

  test('who is known but may not is told so, without a challenge', async () => {
    const refusal = { status: 418, challenge: null, body: { code: 'auth/not-allowed' } };
    expect(await get('things/triage', await as('resident'))).toEqual(refusal);
    expect(await get('things/timeline', { 'x-api-key': key })).toEqual(refusal);
  });

  test('GET /me says who, with which grants, and what they may do', async () => {
    const { body } = await get('api/v1/me', await as('street-1'));
    expect(body).toMatchObject({
      id: 'street-1',
      kind: 'person',
      displayName: '李主任',
      grants: [grant, { role: 'RESIDENT', areaPath: '' }],
      capabilities: expect.arrayContaining(['TRIAGE', 'DISPATCH', 'ANSWER_FOLLOW_UP']),
    });
    expect((await get('api/v1/me', { 'x-api-key': key })).body).toMatchObject({
      kind: 'api-key',
      capabilities: ['COUNTS'],
      scopes: ['counts:read'],
    });
  });

  test('the demo gives tokens to seeded accounts and residents only', async () => {
    expect(await demoToken('resident-wang')).toMatchObject({ demo: true });
    for (const account of ['nobody', 'residents', 'resident-', 'admin']) {
      expect(await demoToken(account)).toEqual({ code: 'auth/demo-account-unknown' });
    }
  });
});

test('in production there is no demo route, and its tokens are worth nothing', async () => {
  const app = await application([], 'production');
  const address = await app.getUrl();
  expect((await fetch(`${address}/api/v1/demo/token`, { method: 'POST' })).status).toBe(404);
  const issuer = await DemoIssuer.open({ embedded: true, environment: 'development', dataDir }, new SystemClock());
  const { token } = await issuer.tokenFor('street-1');
  const response = await fetch(`${address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toEqual({ code: 'auth/token-invalid' });
  await app.close();
});

test('an application with a route that says nothing does not start', async () => {
  await expect(application([Things, Forgotten])).rejects.toThrow('routes without @Access(…): Forgotten.get');
});
