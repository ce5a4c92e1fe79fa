import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare, decimal, exact, fraction, minus, over, plus, rounded, times } from './fraction.js';

const percent = (a: number, b: number): string => rounded(times(fraction(a, b), fraction(100)), 2);

describe('exact fractions', () => {
  it('are rounded half-up to two places, and only to be shown', () => {
    // domain §3.4, by hand
    expect(percent(597, 601)).toBe('99.33');
    expect(percent(8, 87)).toBe('9.20');
    expect(percent(1, 1)).toBe('100.00');
    expect(percent(1, 8)).toBe('12.50');
    expect(rounded(fraction(1, 200), 2)).toBe('0.01');
    expect(rounded(fraction(-1, 200), 2)).toBe('0.00');
    expect(rounded(fraction(-3, 2), 0)).toBe('-1');
    expect(rounded(fraction(5, 2), 0)).toBe('3');
    expect(rounded(fraction(-7, 4), 1)).toBe('-1.7');
  });

  it('tell apart what looks the same when rounded', () => {
    expect(percent(66_666, 100_000)).toBe(percent(666_661, 1_000_000));
    expect(compare(fraction(66_666, 100_000), fraction(666_661, 1_000_000))).toBe(-1);
    expect(compare(fraction(1, 3), fraction(2, 6))).toBe(0);
    expect(compare(fraction(1, 3), fraction(1, -3))).toBe(1);
  });

  it('add up as in school', () => {
    expect(plus(decimal('0.2'), decimal('0.1'))).toEqual(fraction(3, 10));
    expect(minus(fraction(1, 2), fraction(1, 3))).toEqual(fraction(1, 6));
    expect(over(fraction(1, 2), fraction(-1, 4))).toEqual(fraction(-2));
    expect(() => over(fraction(1), fraction(0))).toThrow(RangeError);
  });

  it('are written as decimals without loss, or not at all', () => {
    expect(['0.4', '-12.5', '79', '0.0001'].map((text) => exact(decimal(text)))).toEqual([
      '0.4',
      '-12.5',
      '79',
      '0.0001',
    ]);
    expect(exact(decimal('1.50'))).toBe('1.5');
    expect(() => exact(fraction(1, 3))).toThrow('no decimal: 1/3');
    expect(() => decimal('1e3')).toThrow('no decimal: 1e3');
  });

  it('are in the order of their values', () => {
    const some = fc.record({ a: fc.integer({ min: -99, max: 99 }), b: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(some, some, (one, other) => {
        const sign = Math.sign(one.a * other.b - other.a * one.b);
        expect(compare(fraction(one.a, one.b), fraction(other.a, other.b))).toBe(sign);
      }),
    );
  });
});
