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
    ['CORS_ORIGINS', 'https://example.org/path'],
    ['MASTER_KEY', Buffer.alloc(31).toString('base64')],
    ['NODE_ENV', 'prod'],
    ['TRUST_PROXY', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['OIDC_ISSUER', 'ftp://example.org'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });

  test('wants issuer and audience together', () => {
    expect(() => readConfig({ OIDC_ISSUER: 'https://id.example.org' })).toThrow('OIDC_AUDIENCE: must be given too');
  });

  test('names every wrong variable at once', () => {
    expect(() => readConfig({ PORT: 'x', BODY_LIMIT: '1' })).toThrow(/PORT: .*; BODY_LIMIT: /);
  });
});
