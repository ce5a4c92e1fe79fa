import { describe, expect, it } from '@jest/globals';
import { codeOf } from './codes.js';

describe('the code of a value', () => {
  it('is the value itself where that makes a code', () => {
    expect(['Street Lights', 'PWDx', 'HS_O', '4 Wheels'].map(codeOf)).toEqual([
      'Street-Lights',
      'PWDx',
      'HS_O',
      '4-Wheels',
    ]);
  });

  it('is told apart by a hash where two values would share it', () => {
    const values = ['Bike Rack', 'Bike-Rack', 'Bike/Rack', 'bike rack', 'Bike  Rack', '路灯', '路灯不亮', '!', '?'];
    const codes = values.map(codeOf);
    expect(new Set(codes).size).toBe(values.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z0-9][A-Za-z0-9_.-]*$/);
  });

  it('stays short and does not depend on anything else', () => {
    const long = 'Downtown / Financial District and everything that is around it for ever';
    expect(codeOf(long).length).toBeLessThanOrEqual(40);
    expect(codeOf(long)).toBe(codeOf(long));
  });
});
