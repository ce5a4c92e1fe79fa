/** An exact number: rates are compared as fractions, and rounded only to be shown. In lowest terms, denominator > 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** @throws RangeError the denominator is zero */
export function fraction(numerator: bigint | number, denominator: bigint | number = 1): Fraction {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  if (under === 0n) throw new RangeError('a fraction of nothing');
  const common = divisor(over, under) * (under < 0n ? -1n : 1n);
  return { numerator: over / common, denominator: under / common };
}

export const ZERO = fraction(0);
export const ONE = fraction(1);

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** `0.4` is 2/5. @throws RangeError the text is no decimal */
export function decimal(text: string): Fraction {
  const [, sign = '', whole = '', part = ''] = DECIMAL.exec(text) ?? [];
  if (whole === '') throw new RangeError(`no decimal: ${text}`);
  return fraction(BigInt(`${sign}${whole}${part}`), 10n ** BigInt(part.length));
}

export const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, times(b, fraction(-1)));
export const times = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.numerator, a.denominator * b.denominator);
/** @throws RangeError b is zero */
export const over = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator, a.denominator * b.numerator);
export const isZero = ({ numerator }: Fraction): boolean => numerator === 0n;

/** Less than, equal to or greater than zero, as for `sort`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Half-up to so many places: 597/601 in per cent and two places is `99.33`. */
export function rounded(value: Fraction, places: number): string {
  const { numerator, denominator } = times(value, fraction(10n ** BigInt(places)));
  const units = floor(2n * numerator + denominator, 2n * denominator);
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const sign = units < 0n ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** As a decimal without loss: `79`, `79.5`. @throws RangeError it has none */
export function exact(value: Fraction): string {
  for (let places = 0; places <= 12; places++) {
    if (10n ** BigInt(places) % value.denominator === 0n) return rounded(value, places);
  }
  throw new RangeError(`no decimal: ${value.numerator}/${value.denominator}`);
}

const floor = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);

function divisor(a: bigint, b: bigint): bigint {
  let [greater, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller > 0n) [greater, smaller] = [smaller, greater % smaller];
  return greater;
}
