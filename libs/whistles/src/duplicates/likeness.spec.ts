import { describe, expect, it } from '@jest/globals';
import { byLikeness, type Compared, type Likeness, likenessTo, metresBetween } from './likeness.js';

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
    likenessTo(one)({ ...one, summary: '完全不同的内容', address: null, ...other })?.reasons;

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

  it('words alone do for what is of another family, and it is said', () => {
    const same = { summary: '门口水管爆裂了', address: '环城路12号' };
    expect(reasons({ ...same, categoryCode: 'WY02' })).toEqual(['NEAR', 'SOON', 'OTHER_FAMILY', 'SAME_WORDS']);
    expect(reasons({ categoryCode: 'WY02', address: '环城路12号' })).toBeUndefined();
  });

  it('place and time alone do not', () => {
    expect(reasons({ categoryCode: 'WY02' })).toBeUndefined();
    expect(reasons({ categoryCode: null })).toBeUndefined();
  });

  it('is measured: metres, hours whichever came first, and what the texts share', () => {
    const other = { ...one, raisedAt: '2026-03-02T01:30:00.000Z', latitude: 29.701 };
    expect(likenessTo(one)(other)).toMatchObject({ metres: 111, hours: 2.5, similarity: 1 });
    // 水管 管爆 爆裂 of six pairs: 小区 区门 门口 口水 | 水管 管爆 爆裂, and those of the address
    expect(likenessTo({ ...one, address: null })({ ...one, address: null, summary: '水管爆裂' })?.similarity).toBe(
      0.43,
    );
  });
});

it('the nearest come first, and what has no point last', () => {
  const at = (metres: number | null, similarity: number, hours = 1) => ({ metres, similarity, hours, reasons: [] });
  const ranked = [at(null, 0.9), at(80, 0.1), at(20, 0.2), at(20, 0.8), at(null, 0.9, 0.5)].toSorted(byLikeness);
  expect(ranked).toEqual([at(20, 0.8), at(20, 0.2), at(80, 0.1), at(null, 0.9, 0.5), at(null, 0.9)]);
});

it('another family never comes before the same one, however near and alike; what nobody classified is between', () => {
  const of = (metres: number, similarity: number, ...reasons: Likeness['reasons']) => {
    return { metres, similarity, hours: 1, reasons };
  };
  const other = of(0, 1, 'NEAR', 'OTHER_FAMILY', 'SAME_WORDS');
  const unclassified = of(5, 0.9, 'NEAR', 'SAME_WORDS');
  const [family, category] = [of(150, 0.1, 'NEAR', 'SAME_FAMILY'), of(190, 0.1, 'NEAR', 'SAME_CATEGORY')];
  expect([other, category, unclassified, family].toSorted(byLikeness)).toEqual([family, category, unclassified, other]);
});

it('of one building, what shares nothing but its address comes after what may be the same', () => {
  const lift: Compared = { ...one, categoryCode: 'WY02', summary: '甘棠小区3栋电梯停了', address: '甘棠小区3栋' };
  const heating = { ...lift, categoryCode: 'NY01', summary: '甘棠小区3栋暖气不热' };
  const again = { ...lift, latitude: 29.7005, summary: '老人困在电梯里下不来', address: '甘棠小区' };
  const found = [heating, again].flatMap((other) => likenessTo(lift)(other) ?? []).toSorted(byLikeness);
  expect(found.map(({ metres, reasons }) => [metres, ...reasons])).toEqual([
    [56, 'NEAR', 'SOON', 'SAME_CATEGORY'],
    [0, 'NEAR', 'SOON', 'OTHER_FAMILY', 'SAME_WORDS'],
  ]);
});
