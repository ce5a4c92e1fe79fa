import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { anchorOf, exclusionsOf, type Measure, MEASURES } from './measures.js';

const written = new URL('../../../../docs/measures.md', import.meta.url);
const COUNTED = { ASSIGNMENT: 'assignment', WHISTLE: 'whistle', DEMAND: 'demand' };
const FOR = { UNIT: 'units', STREET: 'streets' };

const rowOf = (measure: Measure): string => {
  const { code, name, unitOfCount, by, numerator, denominator } = measure;
  const excluded = exclusionsOf(measure).map(({ en }) => en);
  const cells = [
    `\`${code}\` ${name.zh} ${name.en}`,
    `${COUNTED[unitOfCount]}; ${by.map((one) => FOR[one]).join(', ')}`,
    `${numerator.text.zh} (${numerator.text.en})`,
    denominator ? `${denominator.text.zh} (${denominator.text.en})` : '–',
    anchorOf(measure).en,
    excluded.join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
};

const page = (): string =>
  [
    '# What is measured',
    '',
    'Made from the table that the figures are computed by, `libs/evaluation/src/domain/measures.ts`; a test keeps it true',
    '(`UPDATE_DOCS=1 npm run test:unit -- --testPathPatterns measures.spec` writes it anew).',
    '',
    'Every figure is a numerator and a denominator. The rate is their exact quotient; it is rounded, half-up to two places,',
    'only where it is shown, and never before it is ranked. A figure belongs to the period that its day falls in, by the days',
    'of the place. A deadline counts once it was kept or has run out, never while it still runs in time. What an appeal has',
    'exempted stays in the denominator and counts as in time; it stays overdue as a fact.',
    '',
    'A handling time (处置时长) is the working time of an assignment, in whole seconds by the calendar of the place as its clocks',
    'are counted by, from the moment at which the unit was sent for to its result, without the time in which its work was',
    'suspended (挂账) or a return or an arbitration was open. Each rework or reopening adds its own, from the order to the next',
    'result; it stays on the day of the first result. The result itself says how long it took, so that no calendar that is',
    'revised later changes it; a corrected result says it anew, and results of before that say nothing and are not counted. A',
    'task that ended without a result has none. The median is the middle one, of an even number the mean of the two in the',
    'middle; the 90th percentile is the least time that nine tenths did not exceed. Both carry how many they are of, and there',
    'is none of a peer group together: medians are not added up. All are kept in seconds and shown in working hours.',
    '',
    '| measure | what one is, and for whom | numerator | denominator | the day that counts | left out |',
    '| --- | --- | --- | --- | --- | --- |',
    ...MEASURES.map(rowOf),
    '',
  ].join('\n');

describe('the measures', () => {
  it('are in docs/measures.md as they are', async () => {
    const filepath = fileURLToPath(written);
    const text = await prettier.format(page(), { ...(await prettier.resolveConfig(filepath)), filepath });
    if (process.env['UPDATE_DOCS']) writeFileSync(written, text);
    expect(readFileSync(written, 'utf8')).toBe(text);
  });

  it('have a code each, and rates whose two sides have the same day', () => {
    const codes = MEASURES.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    const ofTwoDays = MEASURES.filter((measure: Measure) => {
      const { numerator, denominator } = measure;
      return denominator && anchorOf(measure).code !== anchorOf({ ...measure, denominator: numerator }).code;
    });
    expect(ofTwoDays.map(({ code }) => code)).toEqual([]);
  });
});
