import { expect, test } from '@jest/globals';
import { rangeOf } from './byte-range.js';

const WHOLE = [0, 1000, false];

test.each([
  [undefined, WHOLE],
  ['bytes=0-99', [0, 100, true]],
  ['bytes=900-', [900, 1000, true]],
  ['bytes=999-5000', [999, 1000, true]],
  ['bytes=-1', [999, 1000, true]],
  ['bytes=-5000', [0, 1000, true]],
  ['bytes=0-99,200-299', WHOLE],
  ['bytes=9-5', WHOLE],
  ['bytes=-', WHOLE],
  ['lines=1-2', WHOLE],
])('Range: %s of 1000 bytes', (header, expected) => {
  const { from, until, partial } = rangeOf(header, 1000);
  expect([from, until, partial]).toEqual(expected);
});

test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('Range: %s has nothing of it', (header) => {
  expect(() => rangeOf(header, 1000)).toThrow('evidence/range');
});
