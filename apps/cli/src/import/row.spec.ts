import { describe, expect, it, test } from '@jest/globals';
import { parseMapping } from './mapping.js';
import { rowReader } from './row.js';
import { Unusable } from './unusable.js';

const mapping = parseMapping({
  jurisdiction: { code: 'BOS', name: 'Boston', timeZone: 'America/New_York' },
  id: 'id',
  summary: { columns: ['title', 'type'] },
  category: { columns: ['type'], known: { Tree: 'BOS-T1' }, define: { lead: 'GEN' } },
  unit: { column: 'dept', blank: 'GEN', define: {} },
  area: { column: 'hood', known: { City: 'BOS' }, define: { type: 'DISTRICT' } },
  address: 'place',
  longitude: 'x',
  latitude: 'y',
  times: { format: 'yyyy-MM-dd HH:mm', opened: 'opened', target: 'target', closed: 'closed' },
  status: { column: 'status', closed: ['Closed'], open: ['Open'] },
  closing: {
    kinds: [
      { column: 'why', matches: 'duplicate', kind: 'DUPLICATE' },
      { column: 'why', matches: '^done', kind: 'RESOLVED' },
    ],
    note: 'why',
  },
});
const row = {
  id: '7',
  title: 'Lamp out',
  type: 'Street Light',
  dept: 'PW',
  hood: 'Back Bay',
  place: '1 Main St',
  x: '-71.1',
  y: '42.3',
  opened: '2015-06-01 10:00',
  target: '2015-06-03 10:00',
  closed: '2015-06-02 10:00',
  status: 'Closed',
  why: 'Done, lamp replaced',
};
const read = (change: Partial<typeof row> = {}) =>
  rowReader(mapping, Object.keys(row))(Object.values({ ...row, ...change }));
const input = (change: Partial<typeof row>) => {
  const mapped = read(change);
  if ('problem' in mapped) throw new Error(mapped.problem);
  return mapped.input;
};

describe('a row', () => {
  it('becomes what one command needs, and names what must be registered', () => {
    expect(read()).toEqual({
      input: {
        source: { system: 'BOS', id: '7' },
        summary: 'Lamp out · Street Light',
        categoryCode: 'BOS-Street-Light',
        unitId: 'BOS-PW',
        location: { areaPath: 'BOS/Back-Bay', address: '1 Main St', longitude: -71.1, latitude: 42.3 },
        openedAt: '2015-06-01T14:00:00.000Z',
        targetAt: '2015-06-03T14:00:00.000Z',
        closedAt: '2015-06-02T14:00:00.000Z',
        closed: true,
        closingKind: 'RESOLVED',
        closingNote: 'Done, lamp replaced',
      },
      newValues: { area: 'Back Bay', unit: 'PW', category: 'Street Light' },
    });
  });

  it('may leave out what can be left out', () => {
    const bare = { title: '', dept: '', hood: '', place: '', x: '', y: '', target: '', closed: '', why: '' };
    expect(read({ ...bare, status: 'Open', type: 'Tree' })).toEqual({
      input: {
        source: { system: 'BOS', id: '7' },
        summary: 'Tree',
        categoryCode: 'BOS-T1',
        unitId: 'BOS-GEN',
        location: { areaPath: 'BOS' },
        openedAt: '2015-06-01T14:00:00.000Z',
        closed: false,
        closingKind: 'RECORDED',
      },
      newValues: { unit: 'GEN' },
    });
  });

  it('may be odd: closed before it was opened, closed at no known time, open with a closed time', () => {
    expect(input({ closed: '2015-05-01 10:00' })).toMatchObject({ closed: true, closedAt: '2015-05-01T14:00:00.000Z' });
    expect(input({ closed: '' })).toMatchObject({ closed: true, closedAt: undefined });
    expect(input({ status: 'Open' })).toMatchObject({ closed: false, closedAt: '2015-06-02T14:00:00.000Z' });
    expect(input({ why: 'Duplicate of 6, done' })).toMatchObject({ closingKind: 'DUPLICATE' });
  });

  test.each([
    ['no id', { id: ' ' }],
    ['no opened time', { opened: '' }],
    ['opened "soon" is no time in the format yyyy-MM-dd HH:mm', { opened: 'soon' }],
    ['target "2015-02-30 10:00" is no time in the format yyyy-MM-dd HH:mm', { target: '2015-02-30 10:00' }],
    ['opened before 1900-01-01', { opened: '1899-06-01 10:00' }],
    ['y "423" is not within 90 degrees', { y: '423' }],
    ['x "west" is not within 180 degrees', { x: 'west' }],
    ['no category', { type: '' }],
    ['status "Done" is neither among open nor among closed', { status: 'Done' }],
  ])('is refused with the reason: %s', (problem, change) => {
    expect(read(change)).toEqual({ problem });
  });

  it('is refused when its unit is neither known nor to be defined', () => {
    const known = { ...mapping, unit: { column: 'dept', known: { Works: 'XY-PW' } } };
    const ofKnown = (dept: string) => rowReader(known, Object.keys(row))(Object.values({ ...row, dept }));
    expect(ofKnown('Works')).toMatchObject({ input: { unitId: 'XY-PW' } });
    expect(ofKnown('toString')).toEqual({ problem: 'unknown unit "toString"' });
    expect(ofKnown('')).toEqual({ problem: 'no unit' });
  });

  it('can be read only if the header has every column once', () => {
    const header = Object.keys(row).map((name) => (name === 'hood' ? 'dept' : name));
    let lines: readonly string[] = [];
    try {
      rowReader(mapping, header);
    } catch (error) {
      lines = error instanceof Unusable ? error.lines : [];
    }
    expect(lines).toEqual(['unit.column: the file has 2 columns "dept"', 'area.column: the file has no column "hood"']);
  });
});
