import { type DirectoryEvent, directoryOf } from '@app/directory/domain';
import { describe, expect, it } from '@jest/globals';
import type { Category } from './catalogue.types.js';
import { catalogueOf } from './catalogue.view.js';
import { route } from './routing.js';

const JAN = '2026-01-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const GRID = 'XY/S1/C01/G1';

const area = (path: string): DirectoryEvent => ({
  type: 'AreaDefined',
  data: { path, type: 'GRID', name: path, from: JAN },
});
const unit = (id: string, type: string, areaPath: string, more = {}): DirectoryEvent => ({
  type: 'OrgUnitDefined',
  data: { id, type, name: `${id}单位`, areaPath, from: JAN, ...more },
});
const category = (code: string, lead: string, assists: string[] = [], more: Partial<Category> = {}): Category => ({
  code,
  jurisdiction: 'XY',
  name: '某类',
  nameEn: 'some category',
  demandType: 'HELP',
  urgency: 'P3',
  lead,
  assists,
  directDispatch: false,
  sealedByDefault: false,
  admittedForCommunity: false,
  conditions: [{ seq: 1, condition: '一般', limits: [] }],
  source: 'I',
  from: JAN,
  ...more,
});

const places = ['XY', 'XY/S1', 'XY/S1/C01', GRID, 'XY/S2', 'BOS'].map(area);
const units = [
  unit('XY-GA', 'GA', 'XY'),
  unit('XY-S1-GA', 'GA', 'XY/S1'),
  unit('XY-HW', 'HW', 'XY'),
  unit('XY-S1-JD', 'JD', 'XY/S1'),
  unit('XY-S1-C01-SQ', 'SQ', 'XY/S1/C01'),
];
const directory = directoryOf([...places, ...units]);
const catalogue = catalogueOf(
  [
    category('A', 'JD', ['GA', 'SQ', 'HW']),
    category('B', 'SQ', ['any']),
    category('C', 'NY', ['JD']),
    category('D', 'HW', ['NY', 'HW', 'HW']),
    category('E', 'HW', [], { to: JUN }),
    category('F', 'HW', [], { jurisdiction: 'BOS' }),
  ].map((data) => ({ type: 'CategoryDefined', data })),
);
const routed = (categoryCode: string | undefined, areaPath = GRID, at = JAN, from = directory) =>
  route(catalogue, from, { ...(categoryCode !== undefined && { categoryCode }), areaPath, at });

describe('route', () => {
  it('names one lead and the assisting units, each the nearest of its type', () => {
    const { lead, assists, problems } = routed('A');
    expect(lead).toMatchObject({ unitId: 'XY-S1-JD', role: 'LEAD' });
    expect(assists.map(({ unitId, role }) => [unitId, role])).toEqual([
      ['XY-S1-GA', 'ASSIST'],
      ['XY-S1-C01-SQ', 'ASSIST'],
      ['XY-HW', 'ASSIST'],
    ]);
    expect(problems).toEqual([]);
  });

  it('takes the district’s department where the street has no station', () => {
    expect(routed('A', 'XY/S2').assists.map(({ unitId }) => unitId)).toEqual(['XY-GA', 'XY-HW']);
  });

  it('says which row of the matrix and which area led to the unit', () => {
    expect(routed('A').lead?.reason).toBe(
      'A 某类的主责单位类型为JD；辖区XY/S1内的XY-S1-JD单位（XY-S1-JD）管辖XY/S1/C01/G1',
    );
  });

  it('says the same as data, once for each unit', () => {
    const at = { categoryCode: 'A', areaPath: GRID };
    expect(routed('A').grounds).toEqual([
      {
        unitId: 'XY-S1-JD',
        code: 'COVERS_THE_PLACE',
        facts: { ...at, role: 'LEAD', unitType: 'JD', unitArea: 'XY/S1' },
      },
      {
        unitId: 'XY-S1-GA',
        code: 'COVERS_THE_PLACE',
        facts: { ...at, role: 'ASSIST', unitType: 'GA', unitArea: 'XY/S1' },
      },
      {
        unitId: 'XY-S1-C01-SQ',
        code: 'COVERS_THE_PLACE',
        facts: { ...at, role: 'ASSIST', unitType: 'SQ', unitArea: 'XY/S1/C01' },
      },
      { unitId: 'XY-HW', code: 'COVERS_THE_PLACE', facts: { ...at, role: 'ASSIST', unitType: 'HW', unitArea: 'XY' } },
    ]);
    expect(routed('D').grounds).toEqual([
      {
        unitId: 'XY-HW',
        code: 'COVERS_THE_PLACE',
        facts: { categoryCode: 'D', role: 'LEAD', unitType: 'HW', unitArea: 'XY', areaPath: GRID },
      },
      { code: 'NO_SUCH_UNIT', facts: { categoryCode: 'D', role: 'ASSIST', unitType: 'NY', areaPath: GRID } },
    ]);
  });

  it('keeps the versions it decided by', () => {
    expect(routed('A')).toMatchObject({ catalogueVersion: '6', directoryVersion: '11' });
    expect(routed(undefined)).toMatchObject({ catalogueVersion: '6', directoryVersion: '11' });
  });

  it('does not take “any” for a unit', () => {
    expect(routed('B')).toMatchObject({ lead: { unitId: 'XY-S1-C01-SQ' }, assists: [], problems: [] });
  });

  it('names no unit twice', () => {
    expect(routed('D').assists).toEqual([]);
  });

  it('a missing assisting unit is a problem, and the lead stands', () => {
    expect(routed('D')).toMatchObject({
      lead: { unitId: 'XY-HW' },
      problems: ['D 某类的协助单位类型为NY，但没有管辖XY/S1/C01/G1的该类单位'],
    });
  });

  it('without a lead there is a problem, and the assisting units are still found', () => {
    const { lead, assists, problems } = routed('C');
    expect([lead, assists.map(({ unitId }) => unitId), problems]).toEqual([
      undefined,
      ['XY-S1-JD'],
      ['C 某类的主责单位类型为NY，但没有管辖XY/S1/C01/G1的该类单位'],
    ]);
  });

  it.each([
    ['no category yet', undefined, GRID, JAN, '尚未分类'],
    ['an unknown category', 'Z', GRID, JAN, '类别Z在2026-01-01T00:00:00.000Z不存在或未生效'],
    ['a category no longer in force', 'E', GRID, JUN, '类别E在2026-06-01T00:00:00.000Z不存在或未生效'],
    ['an unknown place', 'A', 'XY/S9', JAN, '区域XY/S9在2026-01-01T00:00:00.000Z不存在或未生效'],
    ['a category of another city', 'F', GRID, JAN, '类别F属于BOS的目录，不适用于XY/S1/C01/G1'],
  ])('%s is a problem, not an error', (what, code, areaPath, at, problem) => {
    const ground = {
      'no category yet': { code: 'UNCLASSIFIED', facts: {} },
      'an unknown category': { code: 'CATEGORY_UNKNOWN', facts: { categoryCode: 'Z', at: JAN } },
      'a category no longer in force': { code: 'CATEGORY_UNKNOWN', facts: { categoryCode: 'E', at: JUN } },
      'an unknown place': { code: 'AREA_UNKNOWN', facts: { areaPath: 'XY/S9', at: JAN } },
      'a category of another city': {
        code: 'CATEGORY_ELSEWHERE',
        facts: { categoryCode: 'F', jurisdiction: 'BOS', areaPath: GRID },
      },
    }[what];
    const found = routed(code, areaPath, at);
    expect(found).toMatchObject({ assists: [], problems: [problem] });
    expect(found.grounds).toEqual([ground]);
    expect(routed(code, areaPath, at).lead).toBeUndefined();
  });

  it('says when the unit was or will be', () => {
    const gone = directoryOf([...places, unit('XY-HW', 'HW', 'XY', { to: JUN })]);
    expect(routed('D', GRID, JUN, gone).problems[0]).toBe(
      'D 某类的主责单位类型为HW，但XY-HW单位（XY-HW）已于2026-06-01T00:00:00.000Z撤销',
    );
    const of = { categoryCode: 'D', role: 'LEAD', unitType: 'HW', formerId: 'XY-HW', formerName: 'XY-HW单位' };
    expect(routed('D', GRID, JUN, gone).grounds[0]).toEqual({ code: 'UNIT_ABOLISHED', facts: { ...of, to: JUN } });
    const coming = directoryOf([...places, unit('XY-HW', 'HW', 'XY', { from: JUN })]);
    expect(routed('D', GRID, JAN, coming).problems[0]).toBe(
      'D 某类的主责单位类型为HW，但XY-HW单位（XY-HW）2026-06-01T00:00:00.000Z起才生效',
    );
    expect(routed('D', GRID, JAN, coming).grounds[0]).toEqual({ code: 'UNIT_NOT_YET', facts: { ...of, from: JUN } });
  });

  it('follows a merger to the unit that carries on', () => {
    const merged = directoryOf([
      ...places,
      ...units,
      unit('XY-CGJ', 'CGJ', 'XY'),
      { type: 'OrgUnitsMerged', data: { from: ['XY-HW'], into: 'XY-CGJ', at: JUN } },
    ]);
    expect(routed('D', GRID, JAN, merged).lead?.unitId).toBe('XY-HW');
    expect(routed('D', GRID, JUN, merged).lead).toEqual({
      unitId: 'XY-CGJ',
      role: 'LEAD',
      reason: 'D 某类的主责单位类型为HW；XY-HW单位（XY-HW）已并入XY-CGJ单位（XY-CGJ）',
    });
    expect(routed('D', GRID, JUN, merged).grounds[0]).toEqual({
      unitId: 'XY-CGJ',
      code: 'CARRIES_ON',
      facts: { categoryCode: 'D', role: 'LEAD', unitType: 'HW', formerId: 'XY-HW', formerName: 'XY-HW单位' },
    });
  });
});
