import { DomainError } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { parseLimit } from './parse-limit.js';

describe('parseLimit', () => {
  it.each([
    ['30 min', 30, 'MIN'],
    ['15分钟', 15, 'MIN'],
    ['2 UH', 2, 'UH'],
    ['2 h', 2, 'UH'],
    ['2紧急工作时', 2, 'UH'],
    ['4 WH', 4, 'WH'],
    ['1.5 WH', 1.5, 'WH'],
    ['3 WD', 3, 'WD'],
    [' 15工作日 ', 15, 'WD'],
    ['7 ND', 7, 'ND'],
  ])('reads %s', (text, amount, unit) => {
    expect(parseLimit(text)).toEqual({ amount, unit });
  });

  it('EC-25: reads a season that a table names, and nothing else before a limit', () => {
    const seasons = { 种植季节: { from: '03-01', through: '05-31' } };
    const planting = { amount: 15, unit: 'WD', season: { from: '03-01', through: '05-31' } };
    expect(parseLimit('种植季节15工作日', seasons)).toEqual(planting);
    expect(parseLimit(' 种植季节 15 WD', seasons)).toEqual(planting);
    expect(parseLimit('15工作日', seasons)).toEqual({ amount: 15, unit: 'WD' });
    for (const text of ['雨季15工作日', '种植季节', '种植季节15']) {
      expect(() => parseLimit(text, seasons)).toThrow(new DomainError('working-time/unreadable-limit', { text }));
    }
  });

  it.each([
    '种植季节15工作日',
    '1紧急工作时制止',
    '2–5 WD',
    '3 d',
    '3天',
    '0 WD',
    '-1 WD',
    '5',
    'WD',
    '',
    '1 wd',
    '1e3 WD',
  ])('EC-25: refuses %p, naming it', (text) => {
    expect(() => parseLimit(text)).toThrow(new DomainError('working-time/unreadable-limit', { text }));
  });
});
