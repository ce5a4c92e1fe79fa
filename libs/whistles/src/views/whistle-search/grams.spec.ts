import { expect, it } from '@jest/globals';
import { grams } from './grams.js';

it.each([
  ['路灯不亮', ['路灯', '灯不', '不亮']],
  ['路灯，路灯！', ['路灯']],
  ['水', ['水']],
  ['Ｎo.12 东', ['no', '12', '东']],
  ['𠮷野家', ['𠮷野', '野家']],
  ['……', []],
])('the pairs of %s', (text, pairs) => {
  expect(grams(text)).toEqual(pairs);
});
