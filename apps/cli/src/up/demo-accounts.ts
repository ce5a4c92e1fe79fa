import { demoAllowed } from '@app/identity';
import type { Config } from '@app/runtime';

const SHOWN = [
  ['resident', 'follows what they raised'],
  ['dispatcher', 'district desk: triage and dispatch'],
  ['street-s1', 'street desk'],
  ['leader-s1', 'of the leadership of the first street; its party-secretary-s1 and director-s1'],
  ['clerk-cgj-1', 'urban management: signs, reports in, handles'],
  ['clerk-s1-jd-1', 'street office of the first street'],
  ['supervisor', 'follows up and closes'],
  ['auditor', 'reads everything, masked'],
  ['admin', 'issues API keys'],
] as const;

/** Only where the demo issuer exists: anybody who reaches it may sign in as anybody. */
export const demoAccounts = async (_app: unknown, config: Config): Promise<string[]> => {
  if (!demoAllowed(config)) return [];
  return [
    'Demo accounts (no password; POST /api/v1/demo/token {"account":"dispatcher"} answers a bearer token)',
    ...SHOWN.map(([account, does]) => `  ${account.padEnd(16)}${does}`),
    'There are clerk-<department type>-1 and -2, secretary-s1-c01 …, street-s1 … s5, and more: seeds/xunyang/accounts.json',
    '',
  ];
};
