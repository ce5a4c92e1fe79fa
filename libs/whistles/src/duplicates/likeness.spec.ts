import { describe, expect, it } from '@jest/globals';
import { byLikeness, type Compared, likeness, metresBetween } from './likeness.js';

const one: Compared = {
  summary: '小区门口水管爆裂',
  address: '环城路12号',
  categoryCode: 'SZ07',
  longitude: 116,
  latitude: 29.7,
  raisedAt: '2026-03-02T04:00:00.000Z',
  areaPath: 'XY/S1/C01/G1',
};

describe('how far apart two points are', () => {
  it.each([
    [0, { longitude: 116, latitude: 29.7 }],
    [111, { longitude: 116, latitude: 29.701 }], // a thousandth of a degree north
    [97, { longitude: 116.001, latitude: 29.7 }], // and east, shorter by the cosine of 29.7 degrees
    [null, { longitude: null, latitude: null }],
  ])('%s metres', (metres, point) => {
    expect(metresBetween(one, { ...one, ...point })).toBe(metres);
  });
});

describe('why two may be one event', () => {
  const reasons = (other: Partial<Compared>) =>
    likeness(one, { ...one, summary: '完全不同的内容', address: null, ...other })?.reasons;

  it('the category, or its family, or the words speak for it', () => {
    expect(reasons({})).toEqual(['NEAR', 'SOON', 'SAME_CATEGORY']);
    expect(reasons({ categoryCode: 'SZ05' })).toEqual(['NEAR', 'SOON', 'SAME_FAMILY']);
    expect(reasons({ categoryCode: null, summary: '门口水管爆裂了', address: '环城路12号' })).toEqual([
      'NEAR',
      'SOON',
      'SAME_WORDS',
    ]);
    expect(reasons({ longitude: null, latitude: null })).toEqual(['SAME_AREA', 'SOON', 'SAME_CATEGORY']);
  });

  it('place and time alone do not', () => {
    expect(reasons({ categoryCode: 'WY02' })).toBeUndefined();
    expect(reasons({ categoryCode: null })).toBeUndefined();
  });

  it('is measured: metres, hours whichever came first, and what the texts share', () => {
    const other = { ...one, raisedAt: '2026-03-02T01:30:00.000Z', latitude: 29.701 };
    expect(likeness(one, other)).toMatchObject({ metres: 111, hours: 2.5, similarity: 1 });
    // 水管 管爆 爆裂 of six pairs: 小区 区门 门口 口水 | 水管 管爆 爆裂, and those of the address
    expect(likeness({ ...one, address: null }, { ...one, address: null, summary: '水管爆裂' })?.similarity).toBe(0.43);
  });
});

it('the nearest come first, and what has no point last', () => {
  const at = (metres: number | null, similarity: number, hours = 1) => ({ metres, similarity, hours, reasons: [] });
  const ranked = [at(null, 0.9), at(80, 0.1), at(20, 0.2), at(20, 0.8), at(null, 0.9, 0.5)].toSorted(byLikeness);
  expect(ranked).toEqual([at(20, 0.8), at(20, 0.2), at(80, 0.1), at(null, 0.9, 0.5), at(null, 0.9)]);
});
