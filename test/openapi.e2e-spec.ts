import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenApi } from './documented-answers.js';
import { type RunningApi, runningApi } from './running-api.js';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

let api: RunningApi;
let document: OpenApi;
let operations: readonly (readonly [name: string, operation: Operation])[];
beforeAll(async () => {
  api = await runningApi();
  document = (await (await fetch(`${api.address}/api/docs-json`)).json()) as OpenApi;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method} ${path}`, operation as unknown as Operation] as const,
    ),
  );
}, 60_000);
afterAll(() => api.stop());

/** Reads the answer to its end, so that its connection can be closed. */
const statusOf = async (url: string | URL, method = 'GET'): Promise<number> => {
  // a part of a file is read as bytes before anybody is asked who sends it
  const part = method === 'patch' && { headers: { 'content-type': 'application/offset+octet-stream' }, body: 'x' };
  const response = await fetch(url, { method: method.toUpperCase(), ...part });
  await response.arrayBuffer();
  return response.status;
};

describe('the documentation', () => {
  test('is OpenAPI 3.1, and a page to read', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const page = await fetch(`${api.address}/api/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const assets = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) expect([asset, await statusOf(new URL(asset, page.url))]).toEqual([asset, 200]);
  });

  test('tells of every route what it is for, who may use it, and what it answers', () => {
    expect(operations.length).toBeGreaterThan(35);
    for (const [name, { summary, security, tags, responses }] of operations) {
      expect([name, summary]).toEqual([name, expect.stringMatching(/\S{2}/)]);
      expect([name, tags?.length]).toEqual([name, 1]);
      expect([name, security]).toEqual([name, expect.arrayContaining([{ bearer: [] }, { apiKey: [] }])]);
      const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect([name, success.length]).toEqual([name, 1]);
      const [status, answer] = success[0]!;
      const type = name.endsWith('/content') ? 'application/octet-stream' : 'application/json';
      if (status !== '204') expect([name, answer.content?.[type]?.schema]).toEqual([name, expect.anything()]);
      const problems = Object.entries(responses).filter(([, { content }]) => content?.['application/problem+json']);
      expect([name, problems.length]).toEqual([name, Object.keys(responses).length - 1]);
      expect([name, problems.length]).toEqual([name, name.includes('/health') ? 1 : expect.any(Number)]);
    }
  });

  test('says in words of every operation who may call it and what it answers, and of every parameter what it means', () => {
    for (const [name, { summary, description, parameters }] of operations) {
      expect([name, description]).toEqual([name, expect.stringContaining(summary!.slice(0, 20))]);
      expect([name, description]).toEqual([name, expect.stringMatching(/(Open to everybody|For [A-Zw])[^.]*\./)]);
      expect([name, description]).toEqual([name, expect.stringMatching(/Answers 2\d\d with .+\.$/)]);
      for (const parameter of parameters) {
        const of = `${name}: ${parameter.name}`;
        expect([of, parameter.description]).toEqual([of, expect.stringMatching(/^\S.{8,}/)]);
      }
    }
    const described = (of: string) => operations.find(([name]) => name === of)![1];
    expect(described('post /api/v1/whistles/{whistleId}/close').description).toContain('For SUPERVISOR within');
    expect(described('post /api/v1/api-keys').description).toContain(
      'For ADMIN within their own area or unit; no API keys.',
    );
    expect(described('get /api/v1/whistles').parameters.find(({ name }) => name === 'limit')!.description).toBe(
      'How many items a page has at most (1 to 200; 50 unless given)',
    );
  });

  test('names the headers that writes take', () => {
    const headers = (of: string): string[] =>
      operations
        .find(([name]) => name === of)![1]
        .parameters.filter((parameter) => parameter.in === 'header')
        .map(({ name }) => name);
    expect(headers('post /api/v1/whistles')).toEqual(['Accept-Language', 'Idempotency-Key']);
    expect(headers('post /api/v1/whistles/{whistleId}/accept')).toEqual([
      'Accept-Language',
      'Idempotency-Key',
      'If-Match',
    ]);
    expect(headers('get /api/v1/whistles')).toEqual(['Accept-Language']);
  });

  test('has a name of its own for every operation, and no reference that leads nowhere', () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, id]) => id!,
    );
    expect(references.filter((id) => !(id in document.components.schemas))).toEqual([]);
  });
});

test('every route is behind the guard: without an account each is refused, or open on purpose', async () => {
  const open = operations.filter(([, { security }]) => JSON.stringify(security).includes('{}')).map(([name]) => name);
  expect(open.sort()).toEqual([
    'delete /api/v1/follow/{number}/uploads/{uploadId}',
    'get /api/v1/areas',
    'get /api/v1/categories',
    'get /api/v1/evaluation/measures',
    'get /api/v1/evaluation/periods',
    'get /api/v1/evaluation/periods/{periodId}',
    'get /api/v1/evaluation/periods/{periodId}/totals',
    'get /api/v1/follow/{number}',
    'get /api/v1/follow/{number}/evidence',
    'get /api/v1/follow/{number}/evidence/{evidenceId}/content',
    'get /api/v1/follow/{number}/uploads/{uploadId}',
    'get /health/live',
    'get /health/ready',
    'patch /api/v1/follow/{number}/uploads/{uploadId}',
    'post /api/v1/demo/token',
    'post /api/v1/follow/{number}/answer',
    'post /api/v1/follow/{number}/info',
    'post /api/v1/follow/{number}/reopen',
    'post /api/v1/follow/{number}/uploads',
    'post /api/v1/follow/{number}/uploads/{uploadId}/complete',
    'post /api/v1/follow/{number}/withdraw',
    'post /api/v1/whistles',
  ]);
  for (const [name] of operations.filter(([name]) => !open.includes(name))) {
    const [method, path] = name.split(' ') as [string, string];
    const status = await statusOf(api.address + path.replaceAll(/\{\w+\}/g, 'x'), method);
    expect([name, status]).toEqual([name, 401]);
  }
});
