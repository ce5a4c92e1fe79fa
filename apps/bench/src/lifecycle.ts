import type { Benchmark } from './benchmark.js';
import { Caller } from './caller.js';
import { type City, filledCity, settled, withProcesses } from './city.js';
import { interleaved, median, quantile, rounded, spread } from './figures.js';
import { underLoad } from './load.js';
import { onOwnPostgres } from './own-postgres.js';
import { printTable } from './table.js';

const CALLERS = 8;
/** Three of each process are more than one city has. */
const SETTINGS = { max_connections: '300' };
const sizesUpTo = (whistles: number) => ({ empty: 0, tenth: whistles / 10, whole: whistles });
type Size = keyof ReturnType<typeof sizesUpTo>;

interface Decided {
  readonly id: string;
  readonly number: string;
  readonly position: string;
}
interface Tokens {
  readonly desk: string;
  readonly lead: string;
  readonly supervisor: string;
}

const RAISE = {
  areaPath: 'XY/S1/C01/G1',
  categoryCode: 'SZ03',
  description: '小区门口路面塌陷，已有人绊倒，请尽快处理',
  address: '甘棠社区1号楼门口',
};

/** 吹哨 to 销哨, then found by its number with the closing in it: eleven requests, the last of which waits for the view. */
async function live(caller: Caller, { desk, lead, supervisor }: Tokens): Promise<void> {
  const { id, number } = await caller.post<Decided>('/api/v1/whistles', desk, RAISE);
  const path = `/api/v1/whistles/${id}`;
  const task = `${path}/assignments/a1`;
  await caller.post(`${path}/accept`, desk);
  await caller.post(`${path}/dispatch`, desk, { leadUnitId: 'XY-SZ', assists: [] });
  await caller.post(`${task}/sign`, lead);
  await caller.post(`${task}/report-in`, lead, { person: '曾欣溪', mode: 'ON_SITE' });
  await caller.post(`${task}/containment`, lead, { note: '已围挡' });
  await caller.post(`${task}/start-handling`, lead);
  await caller.post(`${task}/result`, lead, { outcome: 'RESOLVED', reply: '路面已修复' });
  await caller.post(`${path}/checks/result`, supervisor, { passed: true });
  const { position } = await caller.post<Decided>(`${path}/close`, supervisor);
  const found = await caller.get<{ items: { id: string; status: string }[] }>(
    `/api/v1/whistles?number=${number}&after=${position}`,
    desk,
  );
  // numbers are found by their beginning, so others may be among them
  const own = found.items.find((item) => item.id === id);
  if (own?.status !== 'CLOSED') throw new Error(`${number} is not found as closed`);
}

async function round(city: City, seconds: number) {
  const caller = new Caller(city.api.address);
  const tokens = {
    desk: await city.tokenFor('dispatcher'),
    lead: await city.tokenFor('clerk-sz-1'),
    supervisor: await city.tokenFor('supervisor'),
  };
  const load = { callers: CALLERS, warmUpMs: 1_000, forMs: seconds * 1_000 };
  const { perSec } = await underLoad(load, () => live(caller, tokens));
  caller.close();
  return { perSec, p95Ms: quantile(caller.took, 0.95) };
}

/** The whole way of a whistle over HTTP, with more and more behind it. */
export const benchmark: Benchmark = ({ quick, keep, whistles = 1_000_000 }) => {
  const sizes = sizesUpTo(quick ? 2_000 : whistles);
  return onOwnPostgres((server, dataDir) => sideBySide(server, dataDir, sizes, quick), { settings: SETTINGS, keep });
};

async function sideBySide(server: string, dataDir: string, sizes: Record<Size, number>, quick: boolean) {
  const names = Object.keys(sizes) as Size[];
  const urls: string[] = [];
  for (const name of names) urls.push(await filledCity(server, dataDir, sizes[name]));
  return withProcesses(dataDir, urls, async (cities) => {
    for (const city of cities) await settled(city);
    const seconds = quick ? 5 : 10;
    const at = (name: Size) => async () => round(cities[names.indexOf(name)] as City, seconds);
    const contenders = { empty: at('empty'), tenth: at('tenth'), whole: at('whole') };
    await interleaved(1, contenders); // warm up
    const rounds = await interleaved(quick ? 2 : 5, contenders);
    const ratios = rounds.whole.map(({ perSec }, index) => perSec / (rounds.empty[index]?.perSec ?? Number.NaN));
    printTable(
      ['whistles behind it', `lifecycles/s, ${CALLERS} callers`, 'p95 ms of a request', 'api MiB', 'worker MiB'],
      names.map((name, index) => [
        sizes[name],
        spread(
          rounds[name].map(({ perSec }) => perSec),
          1,
        ),
        spread(
          rounds[name].map(({ p95Ms }) => p95Ms),
          1,
        ),
        cities[index]?.api.rssMb() ?? 0,
        cities[index]?.worker.rssMb() ?? 0,
      ]),
    );
    return {
      lifecyclesPerSec: rounded(median(rounds.whole.map(({ perSec }) => perSec))),
      p95Ms: rounded(median(rounds.whole.map(({ p95Ms }) => p95Ms))),
      [sizes.whole === 1_000_000 ? 'at1mVsEmpty' : 'wholeVsEmpty']: rounded(median(ratios)),
      apiRssMb: cities[2]?.api.rssMb() ?? 0,
      workerRssMb: cities[2]?.worker.rssMb() ?? 0,
    };
  });
}
