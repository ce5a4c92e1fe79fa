import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@app/runtime';

/** Variables of the configuration that are no secrets and no places of one machine. */
const SHOWN = [
  'NODE_ENV',
  'EVENT_STORE',
  'TRUST_PROXY',
  'CORS_ORIGINS',
  'BODY_LIMIT',
  'RATE_LIMIT',
  'EVIDENCE_LIMIT',
  'EVIDENCE_S3_REGION',
  'WEBHOOK_RETRY_DELAYS',
  'LOG_LEVEL',
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
];

/** Those of them that are set. */
export const settingsIn = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(SHOWN.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));

/** What was set otherwise when the backup was made, `NAME=value` each. */
export const otherSettings = (then: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): string[] =>
  Object.entries(then).flatMap(([name, value]) => (env[name] === value ? [] : [`${name}=${value}`]));

/** Of package.json. */
export const buildVersion = (): string =>
  (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }).version;
