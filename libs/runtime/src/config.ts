import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isKurrentDbUrl, KURRENTDB_EXAMPLE } from './kurrentdb-url.js';
import { projectRoot } from './project-root.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

/** Everything that can be set from outside, read once at the start. Inject it by this class. */
export abstract class Config {
  /** `NODE_ENV`: `production` turns the demo issuer off and logs as JSON. */
  abstract readonly environment: 'development' | 'production' | 'test';
  /** `HOST`: the address to listen on, `127.0.0.1` unless given. */
  abstract readonly host: string;
  /** `PORT`: absent if not given, and then the first free port from `DEFAULT_PORT` up is taken; 0 = any free port. */
  abstract readonly port?: number | undefined;
  /** `DATA_DIR`: embedded database, master key, runtime file; `.data` in the project unless given. */
  abstract readonly dataDir: string;
  /** `SEEDS_DIR`: reference data that `up` loads at every start; the sample district, but in production nothing unless given. */
  abstract readonly seedsDir?: string | undefined;
  /** `DATABASE_URL`: an existing PostgreSQL server; the embedded one if absent. */
  abstract readonly databaseUrl?: string | undefined;
  /** The database is the embedded one, because `DATABASE_URL` was not given. */
  abstract readonly embedded: boolean;
  /** `EVENT_STORE`: where the log is; in the same PostgreSQL unless given. */
  abstract readonly eventStore: 'postgres' | 'kurrentdb';
  /** `KURRENTDB_URL`: always there if that is where the log is. */
  abstract readonly kurrentDbUrl?: string | undefined;
  /** `REDIS_URL`: Redis or Valkey for the alarms and the counting of requests; PostgreSQL and each process itself if absent. */
  abstract readonly redisUrl?: string | undefined;
  /** `TRUST_PROXY`: false, true, a number of hops, or the proxies' addresses (comma separated). */
  abstract readonly trustProxy: boolean | number | string[];
  /**
   * `EVIDENCE_LIMIT`: bytes of one file at most, 50 MiB unless given. `EVIDENCE_S3_URL`, `EVIDENCE_S3_REGION`, `EVIDENCE_S3_KEY`,
   * `EVIDENCE_S3_SECRET`: the bucket that files are kept in; in `DATA_DIR/evidence` unless given.
   */
  abstract readonly evidence: {
    readonly limit: number;
    readonly s3?:
      | {
          readonly url: string;
          readonly region: string;
          readonly accessKeyId: string;
          readonly secretAccessKey: string;
        }
      | undefined;
  };
  /**
   * `WEBHOOK_NETWORKS`: private networks that messages may go to, such as `10.8.0.0/16`, comma separated; none unless given.
   * `WEBHOOK_RETRY_DELAYS`: seconds to wait after each attempt that failed, comma separated.
   */
  abstract readonly webhooks: { readonly networks: string[]; readonly retryDelaysMs: number[] };
  /** `CORS_ORIGINS`: origins allowed to call from a browser, comma separated; none unless given, `*` = all. */
  abstract readonly corsOrigins: string[];
  /** `BODY_LIMIT`: bytes; 1 MiB unless given. */
  abstract readonly bodyLimit: number;
  /** `RATE_LIMIT`: requests per minute and client; 600 unless given, 0 = unlimited. */
  abstract readonly rateLimit: number;
  /** `REQUEST_TIMEOUT`: seconds in which a request must have arrived, and for which a connection in use may stand still; 30 unless given. */
  abstract readonly requestTimeout: number;
  /** `LOG_LEVEL`: the least severe level that is written. */
  abstract readonly logLevel: (typeof LOG_LEVELS)[number];
  /** `MASTER_KEY`: 32 bytes in base64 that wrap the key of each person. */
  abstract readonly masterKey?: Buffer | undefined;
  /** `MASTER_KEY_NEXT`: the one that `keys rotate` leads to; given to every process before. */
  abstract readonly nextMasterKey?: Buffer | undefined;
  /** `OIDC_ISSUER` and `OIDC_AUDIENCE`: who signs the access tokens, and the audience they must name. */
  abstract readonly oidc?: { readonly issuer: string; readonly audience: string } | undefined;
  /** `OPS_PORT`, `OPS_HOST`, `OPS_TOKEN`: where operators look at this process; nowhere unless a port is given, 0 = any free port. */
  abstract readonly operations?:
    { readonly port: number; readonly host: string; readonly token?: string | undefined } | undefined;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER_ARG`: where traces go, and which share of them; nowhere unless given. */
  abstract readonly traces?: { readonly url: string; readonly ratio: number } | undefined;
}

export const DEFAULT_PORT = 3000;
/** 九江市浔阳区 and 72 categories. */
export const SAMPLE_SEEDS = join(projectRoot, 'seeds');

/** A variable was wrong: the message is one line that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const urlOf = (protocol: RegExp, wanted: string) => z.url({ protocol, error: `must be ${wanted}` });
const path = (name: string) =>
  z
    .string()
    .default(join(projectRoot, name))
    .transform((given) => resolve(given));

const trustProxy = z.string().transform((text): boolean | number | string[] => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : list.parse(text);
});
const isProxy = (text: string): boolean =>
  ['loopback', 'linklocal', 'uniquelocal'].includes(text) || isIP(text.split('/', 1)[0] ?? '') > 0;
const isNetwork = (text: string): boolean => {
  const [address = '', bits = ''] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most;
};
const isSeconds = (text: string): boolean => /^\d{1,6}$/.test(text);
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text);

const key = z
  .base64('must be 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64');

const variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).optional(),
  DATA_DIR: path('.data'),
  SEEDS_DIR: z
    .string()
    .transform((given) => resolve(given))
    .optional(),
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'a URL such as postgres://user:password@host:5432/database').optional(),
  EVENT_STORE: z.enum(['postgres', 'kurrentdb']).default('postgres'),
  KURRENTDB_URL: z.string().refine(isKurrentDbUrl, `must be such as ${KURRENTDB_EXAMPLE}`).optional(),
  REDIS_URL: urlOf(/^rediss?$/, 'a URL such as redis://user:password@host:6379').optional(),
  TRUST_PROXY: trustProxy
    .refine((it) => !Array.isArray(it) || it.every(isProxy), 'must be true, false, a number of hops, or addresses')
    .default(false),
  WEBHOOK_NETWORKS: list
    .refine((networks) => networks.every(isNetwork), 'must be networks such as 10.8.0.0/16, comma separated')
    .default([]),
  WEBHOOK_RETRY_DELAYS: list
    .refine((delays) => delays.length > 0 && delays.every(isSeconds), 'must be seconds, comma separated')
    .transform((delays) => delays.map((seconds) => Number(seconds) * 1000))
    .default([5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000]),
  CORS_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://example.org, comma separated')
    .default([]),
  BODY_LIMIT: wholeNumber(1024, 1_073_741_824).default(1_048_576),
  RATE_LIMIT: wholeNumber(0, 1_000_000).default(600),
  REQUEST_TIMEOUT: wholeNumber(1, 3_600).default(30),
  EVIDENCE_LIMIT: wholeNumber(1024, 536_870_912).default(52_428_800),
  EVIDENCE_S3_URL: urlOf(/^https?$/, 'the URL of a bucket, https://host/bucket').optional(),
  EVIDENCE_S3_REGION: z.string().default('us-east-1'),
  EVIDENCE_S3_KEY: z.string().optional(),
  EVIDENCE_S3_SECRET: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('log'),
  MASTER_KEY: key.optional(),
  MASTER_KEY_NEXT: key.optional(),
  OIDC_ISSUER: urlOf(/^https?$/, 'an http(s) URL').optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OPS_PORT: wholeNumber(0, 65_535).optional(),
  OPS_HOST: z.string().default('127.0.0.1'),
  OPS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be at least 16 visible characters')
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(/^https?$/, 'an http(s) URL').optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'must be a number from 0 to 1')
    .transform(Number)
    .default(1),
});

/**
 * The configuration that the environment asks for; an empty variable counts as absent.
 * @throws ConfigError naming each wrong variable, without its value: some are secrets
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value)));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`).join('; '));
  }
  const {
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    ...given
  } = parsed.data;
  if ((issuer === undefined) !== (audience === undefined)) {
    throw new ConfigError(`${issuer ? 'OIDC_AUDIENCE' : 'OIDC_ISSUER'}: must be given too`);
  }
  if (!isLoopback(given.OPS_HOST) && given.OPS_TOKEN === undefined) {
    throw new ConfigError('OPS_TOKEN: must be given, because OPS_HOST lets other machines in');
  }
  if (given.EVENT_STORE === 'kurrentdb') {
    const missing = (['KURRENTDB_URL', 'DATABASE_URL'] as const).find((name) => given[name] === undefined);
    if (missing) throw new ConfigError(`${missing}: must be given with EVENT_STORE=kurrentdb`);
  } else if (given.KURRENTDB_URL !== undefined) {
    throw new ConfigError('EVENT_STORE: must be kurrentdb, because KURRENTDB_URL is given; a log does not move later');
  }
  return {
    environment: given.NODE_ENV,
    webhooks: { networks: given.WEBHOOK_NETWORKS, retryDelaysMs: given.WEBHOOK_RETRY_DELAYS },
    evidence: { limit: given.EVIDENCE_LIMIT, s3: bucketIn(given) },
    host: given.HOST,
    port: given.PORT,
    dataDir: given.DATA_DIR,
    seedsDir: given.SEEDS_DIR ?? (given.NODE_ENV === 'production' ? undefined : SAMPLE_SEEDS),
    databaseUrl: given.DATABASE_URL,
    embedded: given.DATABASE_URL === undefined,
    eventStore: given.EVENT_STORE,
    kurrentDbUrl: given.KURRENTDB_URL,
    redisUrl: given.REDIS_URL,
    trustProxy: given.TRUST_PROXY,
    corsOrigins: given.CORS_ORIGINS,
    bodyLimit: given.BODY_LIMIT,
    rateLimit: given.RATE_LIMIT,
    requestTimeout: given.REQUEST_TIMEOUT,
    logLevel: given.LOG_LEVEL,
    masterKey: given.MASTER_KEY,
    nextMasterKey: given.MASTER_KEY_NEXT,
    oidc: issuer && audience ? { issuer, audience } : undefined,
    traces: collector
      ? { url: `${collector.replace(/\/$/, '')}/v1/traces`, ratio: given.OTEL_TRACES_SAMPLER_ARG }
      : undefined,
    operations:
      given.OPS_PORT === undefined ? undefined : { port: given.OPS_PORT, host: given.OPS_HOST, token: given.OPS_TOKEN },
  };
}

/** @throws ConfigError one of its variables is there without the others */
function bucketIn(given: z.infer<typeof variables>): Config['evidence']['s3'] {
  const { EVIDENCE_S3_URL: url, EVIDENCE_S3_KEY: accessKeyId, EVIDENCE_S3_SECRET: secretAccessKey } = given;
  if (url && accessKeyId && secretAccessKey) {
    return { url, region: given.EVIDENCE_S3_REGION, accessKeyId, secretAccessKey };
  }
  const named = (['EVIDENCE_S3_URL', 'EVIDENCE_S3_KEY', 'EVIDENCE_S3_SECRET'] as const).filter((name) => given[name]);
  if (named.length === 0) return undefined;
  throw new ConfigError(`${named.join(', ')}: EVIDENCE_S3_URL, EVIDENCE_S3_KEY and EVIDENCE_S3_SECRET go together`);
}

/** The same configuration on a given database: the embedded one, once it runs. */
export const onDatabase = (config: Config, databaseUrl: string): Config =>
  Object.assign({}, config, { databaseUrl }) satisfies Config;
