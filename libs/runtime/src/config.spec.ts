import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';

describe('the configuration', () => {
  test('needs nothing: the embedded database, this machine only, the city’s zone', () => {
    expect(readConfig({})).toMatchObject({
      environment: 'development',
      host: '127.0.0.1',
      port: undefined,
      databaseUrl: undefined,
      embedded: true,
      trustProxy: false,
      corsOrigins: [],
    });
  });

  test('takes an empty variable for an absent one', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  test.each([
    ['true', true],
    ['2', 2],
    ['10.0.0.1, 10.0.0.2', ['10.0.0.1', '10.0.0.2']],
  ])('reads TRUST_PROXY=%s', (text, expected) => {
    expect(readConfig({ TRUST_PROXY: text }).trustProxy).toEqual(expected);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['REDIS_URL', 'http://localhost:6379'],
    ['REDIS_URL', 'localhost:6379'],
    ['CORS_ORIGINS', 'https://example.org/path'],
    ['MASTER_KEY', Buffer.alloc(31).toString('base64')],
    ['NODE_ENV', 'prod'],
    ['TRUST_PROXY', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['OIDC_ISSUER', 'ftp://example.org'],
    ['OPS_PORT', 'any'],
    ['OPS_TOKEN', 'short'],
    ['EVENT_STORE', 'memory'],
    ['KURRENTDB_URL', 'http://127.0.0.1:2113'],
    ['KURRENTDB_URL', 'kurrentdb://host:2113?unknownOption=1'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });

  test('wants issuer and audience together', () => {
    expect(() => readConfig({ OIDC_ISSUER: 'https://id.example.org' })).toThrow('OIDC_AUDIENCE: must be given too');
  });

  test('lets operators in from other machines only with a token', () => {
    const token = 'a-token-of-some-length';
    for (const host of ['0.0.0.0', '10.0.0.5', '::', 'worker.internal', '127.0.0.1.example.org']) {
      expect(() => readConfig({ OPS_PORT: '9000', OPS_HOST: host })).toThrow(/^OPS_TOKEN: must be given/);
      const { operations } = readConfig({ OPS_PORT: '9000', OPS_HOST: host, OPS_TOKEN: token });
      expect(operations).toEqual({ port: 9000, host, token });
    }
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      expect(readConfig({ OPS_PORT: '0', OPS_HOST: host }).operations).toEqual({ port: 0, host, token: undefined });
    }
    expect(readConfig({ OPS_TOKEN: token }).operations).toBeUndefined();
  });

  test('sends traces to the collector’s own path', () => {
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    expect(readConfig(collector).traces).toEqual({ url: 'http://collector:4318/v1/traces', ratio: 1 });
    expect(readConfig({ ...collector, OTEL_TRACES_SAMPLER_ARG: '0.25' }).traces?.ratio).toBe(0.25);
    expect(readConfig({}).traces).toBeUndefined();
  });

  test.each([
    'kurrentdb://127.0.0.1:2113?tls=false',
    'kurrentdb://someone:s3cret@a:2113,b:2113,[::1]:2113?tls=true&nodePreference=leader',
    'kurrentdb+discover://cluster.example.org/?tlsCAFile=/run/ca.crt',
  ])('keeps the log at %s, beside a database', (url) => {
    const env = { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: url, DATABASE_URL: 'postgres://chuishao@host/chuishao' };
    expect(readConfig(env)).toMatchObject({ eventStore: 'kurrentdb', kurrentDbUrl: url });
    expect(() => readConfig({ ...env, KURRENTDB_URL: '' })).toThrow(/^KURRENTDB_URL: must be given/);
    expect(() => readConfig({ ...env, DATABASE_URL: '' })).toThrow(/^DATABASE_URL: must be given/);
    expect(() => readConfig({ ...env, EVENT_STORE: '' })).toThrow(/^EVENT_STORE: must be kurrentdb/);
  });

  test('names every wrong variable at once', () => {
    expect(() => readConfig({ PORT: 'x', BODY_LIMIT: '1' })).toThrow(/PORT: .*; BODY_LIMIT: /);
  });
});
