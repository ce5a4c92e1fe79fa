import { LIKENESS_REASONS } from '@app/whistles';
import { expect, test } from '@jest/globals';
import { likenessTexts } from './likeness-texts.js';

const how = { metres: 56, hours: 1.5, similarity: 0.42, reasons: LIKENESS_REASONS };

test('each reason is a sentence in the reader’s language, in the order of the reasons', () => {
  expect(likenessTexts(how, 'zh')).toEqual([
    '位置相近，相距 56 米',
    '在同一区域',
    '时间相近，相隔 1.5 小时',
    '事项类别相同',
    '同属一个事项大类',
    '不属同一事项大类，须先归类方可并单',
    '文字相似（42%）',
    '同一诉求人',
  ]);
  expect(likenessTexts(how, 'en')).toEqual([
    'Close by, 56 m apart',
    'In the same area',
    'Close in time, 1.5 h apart',
    'Of the same category',
    'Of the same family of categories',
    'Of different families of categories: to be reclassified before it can be merged',
    'In similar words (42%)',
    'By the same reporter',
  ]);
  expect(likenessTexts({ ...how, reasons: ['SAME_WORDS', 'NEAR'] }, 'en')).toEqual([
    'In similar words (42%)',
    'Close by, 56 m apart',
  ]);
});
