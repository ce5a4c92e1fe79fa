/** One benchmark: prints what it finds as it goes, and answers the figures of its last line. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Readonly<Record<string, number>>>;

export interface BenchmarkOptions {
  /** A short form, to see that it runs: fewer rounds, less data. Its figures mean nothing. */
  readonly quick: boolean;
}
