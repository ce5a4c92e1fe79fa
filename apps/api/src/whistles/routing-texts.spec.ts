import type { RoutingGround } from '@app/whistles';
import { describe, expect, test } from '@jest/globals';
import { GROUND_TEXTS, problemsTold, suggestionTold } from './routing-texts.js';
import { wordOf } from './timeline-words.js';
import { sentence } from './timeline-texts.js';
import type { Wording } from './wording.js';

const UNITS: Record<string, string> = { 'XY-ZJ': '区住建局', 'XY-CGJ': '区城管局', 'XY-JW': '区纪委监委' };
const wording = (language: 'zh' | 'en'): Wording => ({
  unit: (unitId) => UNITS[unitId] ?? unitId,
  category: () => (language === 'zh' ? '物业服务纠纷' : 'Property disputes'),
  word: (value) => wordOf(value, language),
  time: (instant) => instant.slice(0, 10),
  second: (instant) => instant.slice(0, 19),
  millisecond: (instant) => instant.slice(0, 19),
  day: (date) => date,
});
const [zh, en] = [wording('zh'), wording('en')];

const row = { categoryCode: 'WY02', role: 'LEAD', unitType: 'ZJ' } as const;
const former = { formerId: 'XY-FG', formerName: '区房管局' };
const [areaPath, at] = ['XY/S1', '2026-03-02T04:00:00.000Z'];
const direct = { proposedUnitId: 'XY-ZJ', categoryCode: 'WY02', areaPath };

const TOLD: readonly (readonly [RoutingGround, zh: string, en: string])[] = [
  [
    { unitId: 'XY-ZJ', code: 'COVERS_THE_PLACE', facts: { ...row, unitArea: 'XY', areaPath } },
    '物业服务纠纷的主责单位类型为ZJ；辖区XY内的区住建局管辖XY/S1',
    'Property disputes: a unit of type ZJ is to lead; 区住建局, whose area is XY, answers for XY/S1',
  ],
  [
    { unitId: 'XY-CGJ', code: 'CARRIES_ON', facts: { ...row, role: 'ASSIST', ...former } },
    '物业服务纠纷的协助单位类型为ZJ；区房管局（XY-FG）已并入区城管局',
    'Property disputes: a unit of type ZJ is to assist; 区房管局 (XY-FG) was merged into 区城管局',
  ],
  [
    { code: 'AREA_UNKNOWN', facts: { areaPath, at } },
    '区域XY/S1在2026-03-02不存在或未生效',
    'There was no area XY/S1 in force on 2026-03-02',
  ],
  [{ code: 'UNCLASSIFIED', facts: {} }, '尚未分类', 'It has no category yet'],
  [
    { code: 'CATEGORY_UNKNOWN', facts: { categoryCode: 'Z9', at } },
    '类别Z9在2026-03-02不存在或未生效',
    'There was no category Z9 in force on 2026-03-02',
  ],
  [
    { code: 'CATEGORY_ELSEWHERE', facts: { categoryCode: 'Z9', jurisdiction: 'BOS', areaPath } },
    '类别Z9属于BOS的目录，不适用于XY/S1',
    'Category Z9 is of the catalogue of BOS, which does not hold in XY/S1',
  ],
  [
    { code: 'NO_SUCH_UNIT', facts: { ...row, areaPath } },
    '物业服务纠纷的主责单位类型为ZJ，但没有管辖XY/S1的该类单位',
    'Property disputes: a unit of type ZJ is to lead, but none answers for XY/S1',
  ],
  [
    { code: 'UNIT_NOT_YET', facts: { ...row, ...former, from: at } },
    '物业服务纠纷的主责单位类型为ZJ，但区房管局（XY-FG）2026-03-02起才生效',
    'Property disputes: a unit of type ZJ is to lead, but 区房管局 (XY-FG) is in force only from 2026-03-02',
  ],
  [
    { code: 'UNIT_ABOLISHED', facts: { ...row, ...former, to: at } },
    '物业服务纠纷的主责单位类型为ZJ，但区房管局（XY-FG）已于2026-03-02撤销',
    'Property disputes: a unit of type ZJ is to lead, but 区房管局 (XY-FG) was abolished on 2026-03-02',
  ],
  [{ unitId: 'XY-ZJ', code: 'NAMED_BY_WHO_RETURNED', facts: {} }, '退单单位建议', 'Named by the unit that returned it'],
  [
    { unitId: 'XY-JW', code: 'INSTEAD_OF_CONCERNED', facts: { concernedUnitId: 'XY-ZJ' } },
    '区住建局应当回避，由区纪委监委主责',
    '区住建局 is complained of and stands aside; 区纪委监委 leads',
  ],
  [
    { code: 'NOBODY_INSTEAD', facts: { concernedUnitId: 'XY-ZJ' } },
    '区住建局应当回避，且没有可以主责的纪检监察单位',
    '区住建局 is complained of and stands aside, and no discipline inspection can lead',
  ],
  [{ code: 'HAS_RETURNED', facts: { returnedUnitId: 'XY-ZJ' } }, '区住建局已退单', '区住建局 has returned it'],
  [
    { code: 'NOT_DISPATCHED_DIRECTLY', facts: { refusal: 'dispatch/recusal', ...direct } },
    '未直派：诉求涉及单位 区住建局，应当回避',
    'Not dispatched directly: It complains of unit 区住建局, which must not get it',
  ],
  [
    { code: 'NOT_DISPATCHED_DIRECTLY', facts: { refusal: 'dispatch/community-not-admitted', ...direct } },
    '未直派：类别 物业服务纠纷 不在社区工作事项准入清单内',
    'Not dispatched directly: Category Property disputes is not on the list of matters that a community may be given',
  ],
];

const stored = { assists: [], problems: ['原话'], catalogueVersion: '1', directoryVersion: '1' };
const lead = { unitId: 'XY-ZJ', role: 'LEAD' as const, reason: '原因' };

describe('why routing suggests what it suggests', () => {
  test('there is an example of every ground', () => {
    expect([...new Set(TOLD.map(([{ code }]) => code))].sort()).toEqual(Object.keys(GROUND_TEXTS).sort());
  });

  test.each(TOLD)('%j is told in both languages', (ground, inChinese, inEnglish) => {
    const tell = (as: Wording, language: 'zh' | 'en') => {
      if (!('unitId' in ground)) return problemsTold({ ...stored, grounds: [ground] }, as, language);
      const suggested = { ...lead, unitId: ground.unitId };
      const asLead = suggestionTold({ ...stored, lead: suggested, grounds: [ground] }, as, language);
      const asAssist = suggestionTold({ ...stored, assists: [suggested], grounds: [ground] }, as, language);
      expect([asLead.lead?.reason, asLead.problems]).toEqual([asAssist.assists[0]?.reason, []]);
      return [asLead.lead?.reason];
    };
    expect([tell(zh, 'zh'), tell(en, 'en')]).toEqual([[inChinese], [inEnglish]]);
  });

  test('each unit has its own, the problems stand beside them, and the data stay behind', () => {
    const grounds = [TOLD[11]![0], TOLD[10]![0], TOLD[1]![0], TOLD[3]![0]];
    const [leads, assists] = [
      { ...lead, unitId: 'XY-JW' },
      { ...lead, unitId: 'XY-CGJ', role: 'ASSIST' as const },
    ];
    expect(suggestionTold({ ...stored, lead: leads, assists: [assists], grounds }, en, 'en')).toEqual({
      lead: { ...leads, reason: TOLD[10]![2] },
      assists: [{ ...assists, reason: TOLD[1]![2] }],
      problems: [TOLD[11]![2], 'It has no category yet'],
      catalogueVersion: '1',
      directoryVersion: '1',
    });
  });

  test('what was routed before grounds were kept is told as it was stored', () => {
    expect(suggestionTold({ ...stored, lead }, en, 'en')).toEqual({ ...stored, lead });
    expect(sentence('WhistleRouted', stored, 'en', en)).toBe('Routing found no lead: 原话');
  });

  test('the timeline tells the problems in the language of its reader', () => {
    const routed = { ...stored, grounds: [TOLD[3]![0], TOLD[12]![0]] };
    expect(sentence('WhistleRouted', routed, 'zh', zh)).toBe('未找到主责单位：尚未分类；区住建局已退单');
    expect(sentence('WhistleRouted', routed, 'en', en)).toBe(
      'Routing found no lead: It has no category yet; 区住建局 has returned it',
    );
  });
});
