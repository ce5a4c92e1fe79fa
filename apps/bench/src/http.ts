import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { Benchmark } from './benchmark.js';
import { copyDistrict } from './district.js';
import { interleaved, median, rounded, spread } from './figures.js';
import { startIssuer } from './issuer.js';
import { ownDatabase, onOwnPostgres } from './own-postgres.js';
import { startProcess } from './processes.js';
import { printTable } from './table.js';

const CONNECTIONS = 64;
const BODY = {
  areaPath: 'XY/S1/C01/G1',
  categoryCode: 'SZ03',
  description: '小区门口路面塌陷，已有人绊倒，请尽快处理',
  address: '甘棠社区1号楼门口',
  reporter: { name: '王小明', phone: '13800138000' },
};

interface Round {
  readonly perSec: number;
  readonly p99Ms: number;
}

/** Raises at 64 connections for some seconds; whatever is not a 201 ends the benchmark. */
async function raises(url: string, token: string, seconds: number): Promise<Round> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const result = await autocannon({
    url,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        body: JSON.stringify(BODY),
        setupRequest: (request) => ({ ...request, headers: { ...headers, 'Idempotency-Key': randomUUID() } }),
      },
    ],
  });
  const failed = result.errors + result.non2xx;
  if (failed > 0 || result['2xx'] === 0) throw new Error(`${url}: ${failed} of ${result.requests.total} failed`);
  return { perSec: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}

/** Whistles raised over HTTP, beside a plain API that saves one row. */
export const benchmark: Benchmark = ({ quick }) =>
  onOwnPostgres(async (url, dataDir) => {
    await copyDistrict({ url, dataDir, whistles: 0 });
    const issuer = await startIssuer();
    const token = await issuer.tokenFor('dispatcher');
    const api = await startProcess('api/src/main.js', {
      ...issuer.environment,
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      RATE_LIMIT: '0',
    });
    const crud = await startProcess('bench/src/peers/crud-api.js', {
      ...issuer.environment,
      DATABASE_URL: await ownDatabase(url),
    });
    try {
      const seconds = quick ? 2 : 8;
      const contenders = {
        chuishao: () => raises(`${api.address}/api/v1/whistles`, token, seconds),
        crud: () => raises(`${crud.address}/requests`, token, seconds),
      };
      await interleaved(1, contenders); // warm up
      const { chuishao, crud: plain } = await interleaved(quick ? 2 : 5, contenders);
      const ratios = chuishao.map(({ perSec }, round) => perSec / (plain[round]?.perSec ?? Number.NaN));
      const line = (name: string, rounds: readonly Round[]) => [
        name,
        spread(rounds.map(({ perSec }) => perSec)),
        spread(rounds.map(({ p99Ms }) => p99Ms)),
      ];
      printTable(
        [`${CONNECTIONS} connections`, 'raises/s', 'p99 ms', 'resident MiB', 'as fast'],
        [
          [...line('chuishao', chuishao), api.rssMb(), spread(ratios, 2)],
          [...line('NestJS + TypeORM, one row', plain), crud.rssMb(), ''],
        ],
      );
      return {
        raisesPerSec: Math.round(median(chuishao.map(({ perSec }) => perSec))),
        p99Ms: median(chuishao.map(({ p99Ms }) => p99Ms)),
        crudP99Ms: median(plain.map(({ p99Ms }) => p99Ms)),
        vsCrud: rounded(median(ratios)),
        apiRssMb: api.rssMb(),
      };
    } finally {
      await Promise.all([api.stop(), crud.stop()]);
      issuer.close();
    }
  });
