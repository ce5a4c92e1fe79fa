import { describe, expect, it } from '@jest/globals';
import type { DirectoryEvent } from './directory.events.js';
import { emptyDirectory, foldDirectory } from './directory.state.js';
import { directoryOf, directoryView } from './directory.view.js';

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const BEFORE_JUN = '2026-05-31T23:59:59.999Z';
const DEC = '2026-12-01T00:00:00.000Z';

const area = (path: string, type: 'DISTRICT' | 'STREET' | 'COMMUNITY' | 'GRID', more = {}): DirectoryEvent => ({
  type: 'AreaDefined',
  data: { path, type, name: path, from: JAN, ...more },
});
const unit = (id: string, type: string, areaPath: string, more = {}): DirectoryEvent => ({
  type: 'OrgUnitDefined',
  data: { id, type, name: id, areaPath, from: JAN, ...more },
});
const post = (personId: string, areaPath: string): DirectoryEvent => ({
  type: 'PostHeld',
  data: { personId, name: personId, post: 'GRID_WORKER', areaPath, from: JAN },
});
const district = [
  area('XY', 'DISTRICT', { timeZone: 'Asia/Shanghai' }),
  area('XY/S1', 'STREET'),
  area('XY/S2', 'STREET'),
  area('XY/S1/C02', 'COMMUNITY'),
  area('XY/S1/C01', 'COMMUNITY'),
  area('XY/S1/C01/G1', 'GRID'),
  unit('XY-GA', 'GA', 'XY'),
  unit('XY-S2-GA', 'GA', 'XY/S2'),
  unit('XY-S1-GA', 'GA', 'XY/S1'),
  unit('BOS-GA', 'GA', 'BOS'),
];

describe('areas', () => {
  const view = directoryOf(district);

  it('have their direct children, by path', () => {
    expect(view.areasBelow('XY/S1', JAN).map(({ path }) => path)).toEqual(['XY/S1/C01', 'XY/S1/C02']);
    expect(view.areasBelow('', JAN).map(({ path }) => path)).toEqual(['XY']);
  });

  it('inherit the zone of the nearest area above that names one', () => {
    expect(view.timeZoneOf('XY/S1/C01/G1')).toBe('Asia/Shanghai');
    expect(view.timeZoneOf('BOS')).toBeUndefined();
  });

  it('do not exist before their first day', () => {
    expect(view.area('XY', '2025-12-31T23:59:59.999Z')).toBeUndefined();
    expect(view.area('XY', JAN)?.name).toBe('XY');
  });
});

describe('effective dates', () => {
  it('a definition from a later day closes the earlier one there; neither is lost', () => {
    const view = directoryOf([unit('U', 'HW', 'XY'), unit('U', 'HW', 'XY', { name: '环卫中心', from: JUN })]);
    expect([view.unit('U', BEFORE_JUN)?.name, view.unit('U', BEFORE_JUN)?.to]).toEqual(['U', JUN]);
    expect([view.unit('U', JUN)?.name, view.unit('U', JUN)?.to]).toEqual(['环卫中心', undefined]);
  });

  it('a definition for an earlier day that comes late stands between', () => {
    const view = directoryOf([
      unit('U', 'HW', 'XY'),
      unit('U', 'HW', 'XY', { name: 'third', from: JUN }),
      unit('U', 'HW', 'XY', { name: 'second', from: MAR }),
    ]);
    expect([JAN, MAR, BEFORE_JUN, JUN].map((at) => view.unit('U', at)?.name)).toEqual([
      'U',
      'second',
      'second',
      'third',
    ]);
  });

  it('a definition from the same day corrects the first', () => {
    const view = directoryOf([unit('U', 'HW', 'XY'), unit('U', 'HW', 'XY', { name: 'corrected' })]);
    expect(view.unit('U', JAN)?.name).toBe('corrected');
  });

  it('`to` is exclusive, and a retirement ends what is in force', () => {
    const dated = directoryOf([unit('U', 'HW', 'XY', { to: JUN })]);
    expect([dated.unit('U', BEFORE_JUN)?.id, dated.unit('U', JUN)]).toEqual(['U', undefined]);
    const retired = directoryOf([
      unit('U', 'HW', 'XY'),
      { type: 'OrgUnitRetired', data: { unitId: 'U', at: JUN } },
      unit('U', 'HW', 'XY', { name: 'again', from: DEC }),
    ]);
    expect([BEFORE_JUN, JUN, DEC].map((at) => retired.unit('U', at)?.name)).toEqual(['U', undefined, 'again']);
  });

  it('a redrawn unit answers for its old area until that day', () => {
    const view = directoryOf([unit('U', 'HW', 'XY/S1'), unit('U', 'HW', 'XY/S2', { from: JUN })]);
    expect(view.nearestUnit('HW', 'XY/S1/C01', BEFORE_JUN)?.id).toBe('U');
    expect(view.nearestUnit('HW', 'XY/S1/C01', JUN)).toBeUndefined();
    expect(view.nearestUnit('HW', 'XY/S2', JUN)?.id).toBe('U');
  });
});

describe('units of a type', () => {
  const view = directoryOf(district);

  it('come nearest first: covering ones, then their neighbours in the same root', () => {
    expect(view.unitsOfType('GA', 'XY/S1/C01/G1', JAN).map(({ id }) => id)).toEqual(['XY-S1-GA', 'XY-GA', 'XY-S2-GA']);
  });

  it('the nearest one covers the place', () => {
    expect(view.nearestUnit('GA', 'XY/S1/C01/G1', JAN)?.id).toBe('XY-S1-GA');
    expect(view.nearestUnit('GA', 'XY', JAN)?.id).toBe('XY-GA');
    expect(view.nearestUnit('GA', 'XY/S10', JAN)?.id).toBe('XY-GA');
    expect(view.nearestUnit('HW', 'XY/S1', JAN)).toBeUndefined();
  });

  it('a merged unit has a successor, through later mergers too', () => {
    const merged = directoryOf([
      ...['A', 'B', 'C'].map((id) => unit(id, id, 'XY')),
      { type: 'OrgUnitsMerged', data: { from: ['A'], into: 'B', at: MAR } },
      { type: 'OrgUnitsMerged', data: { from: ['B'], into: 'C', at: JUN } },
    ]);
    expect([merged.successorOf('A', MAR)?.id, merged.successorOf('A', JUN)?.id]).toEqual(['B', 'C']);
    expect(merged.lapsedUnits('A', 'XY/S1', JUN)).toMatchObject([{ id: 'A', to: MAR }]);
    expect(merged.lapsedUnits('A', 'XY/S1', JAN)).toEqual([]);
  });
});

describe('units below a unit', () => {
  const below = (...events: DirectoryEvent[]) => {
    const view = directoryOf(events);
    return (unitId: string, at: string) => view.unitsBelow(unitId, at);
  };

  it('are those of all depths whose parents are so at the moment', () => {
    const at = below(
      unit('CGJ', 'CGJ', 'XY'),
      unit('CG1', 'CGJ', 'XY', { parentId: 'CGJ' }),
      unit('CG1a', 'CGJ', 'XY', { parentId: 'CG1' }),
      unit('HW', 'HW', 'XY'),
      unit('CG1', 'CGJ', 'XY', { parentId: 'HW', from: JUN }),
    );
    expect([...at('CGJ', BEFORE_JUN)].sort()).toEqual(['CG1', 'CG1a']);
    expect(at('CGJ', JUN)).toEqual([]);
    expect([...at('HW', JUN)].sort()).toEqual(['CG1', 'CG1a']);
    expect(at('CG1a', JUN)).toEqual([]);
    expect(at('nobody', JUN)).toEqual([]);
  });

  it('end where two units name each other', () => {
    const at = below(unit('A', 'A', 'XY', { parentId: 'B' }), unit('B', 'B', 'XY', { parentId: 'A' }));
    expect(at('A', JAN)).toEqual(['B']);
  });
});

describe('people', () => {
  const view = directoryOf([post('w1', 'XY/S1/C01/G1'), post('w2', 'XY/S1/C01/G2'), post('w3', 'XY/S10/C01/G1')]);

  it('have posts in an area and below it', () => {
    expect(view.postsIn('XY/S1', JAN).map(({ personId }) => personId)).toEqual(['w1', 'w2']);
    expect(view.postsOf('w3', JAN).map(({ areaPath }) => areaPath)).toEqual(['XY/S10/C01/G1']);
  });

  it('leave a post and keep the others', () => {
    const left = directoryOf([
      post('w1', 'XY/S1/C01/G1'),
      post('w1', 'XY/S1/C01/G2'),
      { type: 'PostLeft', data: { personId: 'w1', post: 'GRID_WORKER', areaPath: 'XY/S1/C01/G1', at: JUN } },
    ]);
    expect(left.postsOf('w1', JUN).map(({ areaPath }) => areaPath)).toEqual(['XY/S1/C01/G2']);
  });

  it('have the grants of the day, each person their own even under the same grant id', () => {
    const grant = { grantId: 'g', role: 'AUDITOR' as const, areaPath: 'XY', from: JAN };
    const granted = directoryOf([
      { type: 'GrantGiven', data: { ...grant, personId: 'li' } },
      { type: 'GrantGiven', data: { ...grant, personId: 'wu' } },
      { type: 'GrantRevoked', data: { personId: 'li', grantId: 'g', at: JUN } },
    ]);
    expect(granted.grantsOf('li', BEFORE_JUN)).toHaveLength(1);
    expect(granted.grantsOf('li', JUN)).toEqual([]);
    expect(granted.grants(JUN).map(({ personId }) => personId)).toEqual(['wu']);
  });
});

describe('a view', () => {
  it('belongs to one point of the log: later events leave it as it is', () => {
    const state = foldDirectory(emptyDirectory, district);
    const before = directoryView(state);
    const after = directoryView(
      foldDirectory(state, [unit('XY-S1-GA', 'GA', 'XY/S1', { name: 'renamed', from: MAR })]),
    );
    expect([before.version, after.version]).toEqual(['10', '11']);
    expect([before.unit('XY-S1-GA', JUN)?.name, after.unit('XY-S1-GA', JUN)?.name]).toEqual(['XY-S1-GA', 'renamed']);
  });
});
