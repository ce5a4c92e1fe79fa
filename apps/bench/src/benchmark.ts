/** One benchmark: prints what it finds as it goes, and answers the figures of its last line. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Readonly<Record<string, number>>>;

export interface BenchmarkOptions {
  /** A short form, to see that it runs: fewer rounds, less data. Its figures mean nothing. */
  readonly quick: boolean;
  /** A folder where the cities that took long to fill stay, for the next run or another benchmark. */
  readonly keep?: string;
  /** lifecycle, queries: how many are behind it, a million unless given. */
  readonly whistles?: number;
}
