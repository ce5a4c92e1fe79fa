import { expect, it } from '@jest/globals';
import { parseMapping } from './mapping.js';
import { categoriesOf, definitionsOf, NewReferences } from './reference-data.js';

it('finds the lead of new categories by the word that the table has for the unit', () => {
  const mapping = parseMapping(
    {
      jurisdiction: { code: 'DQ', name: '东区', timeZone: 'Asia/Shanghai' },
      id: 'id',
      summary: { columns: ['title'] },
      category: { columns: ['type'], define: { lead: '城管局' } },
      unit: { column: 'department', define: {} },
      times: { format: 'ISO', opened: 'opened' },
    },
    'city.json',
  );
  const found = new NewReferences();
  found.unit.add('城管局').add('市政中心');
  found.category.add('占道经营');
  const { units } = definitionsOf(mapping, found, false);
  expect(categoriesOf(mapping, found).map(({ lead }) => lead)).toEqual([
    units.find(({ name }) => name === '城管局')?.type,
  ]);
});
