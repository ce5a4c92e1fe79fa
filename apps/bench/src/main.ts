import { oneLine } from '@app/runtime';
import { Command } from 'commander';
import { cpus, totalmem } from 'node:os';
import type { Benchmark, BenchmarkOptions } from './benchmark.js';

/** A benchmark is one file here and one line. */
const benchmarks: Readonly<Record<string, () => Promise<{ readonly benchmark: Benchmark }>>> = {
  store: () => import('./store.js'),
  http: () => import('./http.js'),
  timers: () => import('./timers.js'),
  rebuild: () => import('./rebuild.js'),
  lifecycle: () => import('./lifecycle.js'),
  queries: () => import('./queries.js'),
  deadlines: () => import('./deadlines.js'),
};

const program = new Command('npm run bench --')
  .description('measures one part against its peers, on a PostgreSQL of its own; the last line is JSON')
  .argument('<name>', Object.keys(benchmarks).join(', '))
  .option('--quick', 'only to see that it runs', false)
  .option('--keep <folder>', 'lifecycle, queries: the cities, which take long to fill, stay there for the next run')
  .option('--whistles <n>', 'lifecycle, queries: so many behind it instead of a million', Number)
  .action(async (name: string, options: BenchmarkOptions) => {
    const load = benchmarks[name];
    if (!load) throw new Error(`no benchmark ${name}: there are ${Object.keys(benchmarks).join(', ')}`);
    const [cpu] = cpus();
    const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
    console.log(`${name}: ${cpus().length} × ${cpu?.model ?? 'unknown'}, ${memory}, Node ${process.version}\n`);
    const { benchmark } = await load();
    console.log(JSON.stringify(await benchmark(options)));
  });

try {
  await program.parseAsync();
  process.exit(0);
} catch (error) {
  console.error(`bench: ${oneLine(error)}`);
  process.exit(1);
}
