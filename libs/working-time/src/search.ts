/** Index of the first value that is `wanted` or more, in ascending values; their number if there is none. */
export const firstReaching = (values: Float64Array, wanted: number): number => search(values, wanted, false);

/** Index of the first value above `wanted`, in ascending values; their number if there is none. */
export const firstAbove = (values: Float64Array, wanted: number): number => search(values, wanted, true);

function search(values: Float64Array, wanted: number, above: boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] ?? Number.NaN;
    if (above ? value > wanted : value >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
