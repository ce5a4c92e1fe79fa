import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@app/runtime';
import { describe, expect, it, test } from '@jest/globals';
import { parseMapping } from './mapping.js';
import { Unusable } from './unusable.js';

const minimal = {
  jurisdiction: { code: 'BOS', name: 'Boston', timeZone: 'America/New_York' },
  id: 'id',
  summary: { columns: ['title'] },
  category: { columns: ['type'], define: { lead: 'GEN' } },
  unit: { column: 'department', known: { Works: 'BOS-PW' } },
  times: { format: 'ISO', opened: 'opened' },
};

const linesOf = (json: unknown): readonly string[] => {
  try {
    parseMapping(json, 'city.json');
  } catch (error) {
    if (error instanceof Unusable) return error.lines;
    throw error;
  }
  return [];
};

describe('a mapping', () => {
  it('needs only jurisdiction, id, summary, category, unit and the opened time', () => {
    expect(linesOf(minimal)).toEqual([]);
  });

  test.each([
    ['jurisdiction.timeZone', { jurisdiction: { ...minimal.jurisdiction, timeZone: 'Mars/Olympus' } }],
    ['jurisdiction.code', { jurisdiction: { ...minimal.jurisdiction, code: 'bos-ton' } }],
    ['times.zone', { times: { ...minimal.times, zone: 'EastCoast' } }],
    ['unit.known.Works', { unit: { column: 'department', known: { Works: 'not a unit' } } }],
    ['closing.kinds.0.matches', { closing: { kinds: [{ column: 'why', matches: '(', kind: 'RESOLVED' }] } }],
    ['closing.kinds.0.kind', { closing: { kinds: [{ column: 'why', matches: 'x', kind: 'UNREACHABLE' }] } }],
    ['file.encoding', { file: { encoding: 'utf-16le' } }],
    ['category.columns', { category: { columns: [] } }],
    ['status.open', { status: { column: 'status', closed: ['Closed'] } }],
  ])('says that %s is wrong', (place, change) => {
    const lines = linesOf({ ...minimal, ...change });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^city\\.json: ${place}: .+`));
  });

  it('names every error in a line of its own, misspelt fields too', () => {
    const { id: _id, ...withoutId } = minimal;
    const lines = linesOf({ ...withoutId, adress: 'where', longitude: 7 });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).toMatch(/city\.json: id: /);
    expect(lines.join('\n')).toMatch(/city\.json: longitude: /);
    expect(lines.join('\n')).toMatch(/"adress"/);
  });

  it('is there for Boston', () => {
    const shipped = readFileSync(join(projectRoot, 'seeds/mappings/boston311.json'), 'utf8');
    expect(linesOf(JSON.parse(shipped))).toEqual([]);
  });
});
