/**
 * Index of the first value, from `low` on, that is `wanted` or more; the number of values if there is none. They ascend, and
 * the value before `low` is less. What is asked for is mostly near, so the steps begin small.
 */
export function firstReaching(values: Float64Array, wanted: number, low: number): number {
  const at = (index: number): number => values[index] ?? Number.NaN;
  let step = 1;
  let high = low;
  while (high < values.length && at(high) < wanted) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = Math.min(high, values.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
