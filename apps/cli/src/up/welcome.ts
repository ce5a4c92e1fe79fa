import type { Config } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { notices } from './steps.js';

/** What a person sees when everything runs: where, who, the data's place, and a first thing to try. */
export async function welcome(app: INestApplicationContext, config: Config, address: string): Promise<string> {
  const extra: string[] = [];
  for (const notice of notices) extra.push(...(await notice(app, config)));
  return [
    '',
    `Chuishao 吹哨 is ready at ${address}`,
    '',
    ...extra,
    `Data          ${config.embedded ? config.dataDir : `the database of DATABASE_URL, and ${config.dataDir}`}`,
    'Stop          Ctrl-C',
    'Blow a whistle (吹哨):',
    '',
    `  curl ${address}/api/v1/whistles -H 'Content-Type: application/json' \\`,
    `    -d '{"areaPath":"XY/S1/C01","categoryCode":"SZ03","description":"小区门口路面塌陷","address":"1号楼门口"}'`,
    '',
    `API documentation  ${address}/api/docs`,
    '',
  ].join('\n');
}
