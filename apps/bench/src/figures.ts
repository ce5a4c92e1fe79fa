/** @param values at least one @param share 0.5 for the median, 0.99 for p99 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** `1,234 (1,100–1,300)`: the median of the rounds with their spread. */
export function spread(values: readonly number[], digits = 0): string {
  const text = (value: number) =>
    value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return `${text(median(values))} (${text(Math.min(...values))}–${text(Math.max(...values))})`;
}

/**
 * Runs every contender once per round, in turn and in changing order, so that whatever else the machine does strikes all
 * of them alike; ratios are to be taken within a round.
 */
export async function interleaved<Name extends string, Figure>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<Figure>>>,
): Promise<Record<Name, Figure[]>> {
  const names = Object.keys(contenders) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as Figure[]])) as Record<Name, Figure[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) figures[name].push(await contenders[name](round));
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  return figures;
}
