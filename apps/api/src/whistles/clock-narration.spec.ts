import type {
  ClockChange,
  ClockExtension,
  EventRef,
  ExplainedClock,
  LimitOrigin,
  WhistleEventType,
} from '@app/whistles';
import type { DayReason, ExplainedDay } from '@app/working-time';
import { describe, expect, test } from '@jest/globals';
import { narrate } from './clock-narration.js';
import { wordOf } from './timeline-words.js';
import type { Wording } from './wording.js';

const wording = (language: 'zh' | 'en'): Wording => ({
  unit: (unitId) => unitId,
  category: (code) => code,
  word: (value) => wordOf(value, language),
  time: (instant) => instant.slice(5, 16),
  second: (instant) => instant.slice(5, 19),
  millisecond: (instant) => instant.slice(5, 23),
  day: (date) => date.slice(5),
});
let events = 0;
const event = (type: WhistleEventType, at: string): EventRef => {
  events += 1;
  return { eventId: `e${events}`, revision: events, type, at, recordedAt: at, role: 'DISPATCHER' };
};
const days = (why: DayReason, counted: boolean, ...dates: string[]): ExplainedDay[] =>
  dates.map((date) => ({ date: `2026-${date}`, counted, why, workingMs: 0, usedMs: 0 }));

const [start, due] = ['2026-02-13T16:00', '2026-02-27T18:00'];
const dispatched = event('AssignmentCreated', start);
const fact = {
  fact: event('DeadlineSet', start),
  because: dispatched,
  cause: 'STARTED',
  startedAt: start,
  dueAt: due,
  limit: { amount: 5, unit: 'WD' },
  kind: 'WORKDAY_COUNT',
  policyVersion: 'XY@1',
  calendarVersion: 'CN@1',
  provisional: false,
  pauses: [],
  marks: [],
  extensions: 0,
} as const;
const story = {
  clockId: 'HANDLE-1',
  clock: 'HANDLE',
  timer: true,
  facts: [fact],
  formerly: [],
  pauses: [],
  extensions: [],
  suspensions: [],
  notices: [],
  missed: [],
} as const;
const stretch = {
  calendar: { id: 'CN', version: 'CN@1', timeZone: 'Asia/Shanghai' },
  limit: fact.limit,
  start,
  startsAt: start,
  dueAt: due,
  kind: 'WORKDAY_COUNT',
  counted: 'WORKDAY_COUNT',
  provisional: false,
  days: [
    ...days('START_DAY', false, '02-13'),
    ...days('MAKE_UP_DAY', true, '02-14'),
    ...days('HOLIDAY', false, '02-15', '02-16').map((day) => ({ ...day, name: '春节' })),
    ...days('REST_DAY', false, '02-21', '02-22'),
    ...days('WORKDAY', true, '02-24', '02-25', '02-26', '02-27'),
  ],
  pauses: [],
  addedDays: 0,
} as const;
const explanation: ExplainedClock = {
  story,
  start: dispatched,
  policy: { version: 'XY@1' },
  calendar: { version: 'CN@1', source: '国办发明电〔2025〕7号', papers: [] },
  stretches: [stretch],
  changes: [{ fact, reckonedDueAt: due, dueAt: due }],
  dueAt: due,
};
const tell = (changes: Partial<ExplainedClock>, language: 'zh' | 'en' = 'zh') =>
  narrate({ ...explanation, ...changes }, wording(language), language).split('\n');

describe('a clock is told of', () => {
  test('in Chinese, with runs of days of one kind', () => {
    expect(tell({})).toEqual([
      '办理：5 个工作日，时限 02-27T18:00',
      '起算：02-13T16:00 派单',
      '计算依据：时限规则 XY@1，工作日历 CN@1（国办发明电〔2025〕7号）',
      '计入：02-14（调休上班）、02-24至02-27',
      '不计：02-13（起算日）、02-15至02-16（春节）、02-21至02-22（休息日）',
    ]);
  });

  test('with a make-up day as such, though it bears the name of the holiday that it makes up for', () => {
    const named = days('MAKE_UP_DAY', true, '02-14').map((day) => ({ ...day, name: '春节' }));
    const began = days('START_DAY', false, '02-13').map((day) => ({ ...day, name: '春节' }));
    const [counted, skipped] = tell({ stretches: [{ ...stretch, days: [...began, ...named] }] }).slice(3);
    expect([counted, skipped]).toEqual(['计入：02-14（调休上班）', '不计：02-13（起算日）']);
  });

  test('with the days of other years that a notice names', () => {
    const papers = [{ year: 2027, version: 'CN@2', source: '通知', dates: ['2026-12-27'] }];
    const named = { calendar: { version: 'CN@2', papers } };
    expect(tell(named)[2]).toBe('计算依据：时限规则 XY@1，工作日历 CN@2（2027年：CN@2 通知，含12-27）');
    expect(tell(named, 'en')[2]).toBe('Counted by policy XY@1, calendar CN@2 (2027: CN@2 通知, with 12-27)');
  });

  test('to the second where it counts minutes, and to the millisecond where two moments would read alike', () => {
    const limit = { amount: 30, unit: 'MIN' } as const;
    const ends = '2026-02-13T16:30:20.000';
    const changes = [{ fact: { ...fact, limit }, dueAt: ends }];
    const first = (stoppedAt: string) =>
      tell({ changes, dueAt: ends, story: { ...story, stopped: event('AssignmentSigned', stoppedAt) } }, 'en');
    expect(first('2026-02-13T16:31:50.000')[0]).toBe('Handling: 30 minutes, due at 02-13T16:30:20');
    expect(first('2026-02-13T16:30:20.300')[0]).toBe('Handling: 30 minutes, due at 02-13T16:30:20.000');
  });

  test('in English', () => {
    expect(tell({}, 'en')).toEqual([
      'Handling: 5 working days, due at 02-27T18:00',
      'Started at 02-13T16:00: dispatched',
      'Counted by policy XY@1, calendar CN@1 (国办发明电〔2025〕7号)',
      'Counted: 02-14 (a make-up working day), 02-24 to 02-27',
      'Not counted: 02-13 (the start day), 02-15 to 02-16 (春节), 02-21 to 02-22 (rest)',
    ]);
  });

  test('as provisional, and as counting from the next opening', () => {
    const provisional = { ...fact, provisional: true };
    const lines = tell({
      changes: [{ fact: provisional, dueAt: due }],
      stretches: [{ ...stretch, startsAt: '2026-02-14T08:00' }],
    });
    expect(lines[0]).toBe('办理：5 个工作日，时限 02-27T18:00（暂定：节假日安排尚未公布）');
    expect(lines[1]).toBe('起算：02-13T16:00 派单，自 02-14T08:00 起计');
  });

  test.each([
    [{ rule: 'CONDITION', categoryCode: 'SZ02', conditionSeq: 2 }, '类别 SZ02 SZ02，情形 2'],
    [
      { rule: 'CONDITION', categoryCode: 'SZ02', conditionSeq: 1, urgency: 'P3', areaPath: 'XY/S1' },
      '类别 SZ02 SZ02，情形 1（一般），限 XY/S1 区域',
    ],
    [
      { rule: 'TYPE', whistleType: 'HARD_PROBLEM', urgency: 'P3', policyVersion: 'XY@2' },
      '时限规则 XY@2，攻坚克难哨，一般',
    ],
    [
      { rule: 'URGENCY', urgency: 'P3', areaPath: 'XY/S1', policyVersion: 'XY@2' },
      '时限规则 XY@2，一般，限 XY/S1 区域',
    ],
    [{ rule: 'PLAIN' }, '规则未定，按通用时限'],
    [{ rule: 'UNKNOWN' }, '不详（当时的类别或规则现已无从对应）'],
  ] as const)('with whose limit holds: %j', (limitFrom, text) => {
    expect(tell({ limitFrom })[2]).toBe(`时限出处：${text}`);
  });

  test('with whose limit holds, in English', () => {
    const told = (limitFrom: LimitOrigin) => tell({ limitFrom }, 'en')[2];
    expect(told({ rule: 'CONDITION', categoryCode: 'SZ02', conditionSeq: 1, urgency: 'P3' })).toBe(
      'Limit of category SZ02 (SZ02), condition 1, ordinary',
    );
    expect(told({ rule: 'TYPE', whistleType: 'HARD_PROBLEM', urgency: 'P3', policyVersion: 'XY@2' })).toBe(
      'Limit of policy XY@2, hard problem, ordinary',
    );
    expect(told({ rule: 'URGENCY', urgency: 'P3', areaPath: 'XY/S1', policyVersion: 'XY@2' })).toBe(
      'Limit of policy XY@2, ordinary, in XY/S1',
    );
  });

  test('with its pauses, changes and end', () => {
    const granted = event('ExtensionGranted', '2026-02-26T09:00');
    const extended = { ...fact, cause: 'EXTENDED', because: granted, dueAt: '2026-03-05T18:00' } as const;
    const recalculated = { ...fact, cause: 'RECALCULATED', reason: 'CALENDAR', dueAt: '2026-03-05T18:00' } as const;
    const lines = tell({
      story: {
        ...story,
        pauses: [
          {
            from: '2026-02-24T09:00',
            to: '2026-02-24T10:00',
            startedBy: event('SuspensionApproved', '2026-02-24T09:00'),
            endedBy: event('CaseResumed', '2026-02-24T10:00'),
          },
          { from: '2026-02-25T09:00', startedBy: event('SuspensionApproved', '2026-02-25T09:00') },
        ],
        missed: [{ dueAt: '2026-03-05T18:00', detectedAt: '2026-03-06T08:00', event: event('DeadlineMissed', due) }],
        stopped: event('ResultSubmitted', '2026-03-06T09:00'),
      },
      changes: [
        { fact, dueAt: due },
        { fact: extended, oldDueAt: due, reckonedDueAt: '2026-03-05T18:00', dueAt: '2026-03-05T18:00' },
        {
          fact: recalculated,
          oldDueAt: '2026-03-05T18:00',
          reckonedDueAt: '2026-03-04T18:00',
          dueAt: '2026-03-05T18:00',
        },
      ],
    });
    expect(lines.slice(5)).toEqual([
      '暂停：02-24T09:00 至 02-24T10:00（挂账）',
      '暂停：02-25T09:00 至 今（挂账）',
      '变更：延期获准，02-27T18:00 → 03-05T18:00',
      '变更：工作日历修订，03-05T18:00 → 03-05T18:00（重算为 03-04T18:00，不提前）',
      '超时：03-05T18:00',
      '停止：03-06T09:00 办结反馈',
    ]);
  });

  test('with when the promise ends that an extension goes beyond', () => {
    const granted = event('ExtensionGranted', '2026-02-26T09:00');
    const requested = event('ExtensionRequested', '2026-02-25T09:00');
    const extended = { ...fact, cause: 'EXTENDED', because: granted, dueAt: '2026-03-05T18:00' } as const;
    const of = { requested, decided: granted, granted: true };
    const changes = [
      { fact, dueAt: due },
      { fact: extended, oldDueAt: due, dueAt: '2026-03-05T18:00' },
    ];
    const told = (extension: ClockExtension, language?: 'en') =>
      tell({ story: { ...story, extensions: [extension] }, changes }, language).at(-1);
    const beyond = { ...of, beyondTotal: '2026-03-02T18:00' };
    expect(told(beyond)).toBe('变更：延期获准，02-27T18:00 → 03-05T18:00，超出诉求总时限 03-02T18:00');
    expect(told(beyond, 'en')).toBe(
      'Changed: extension granted, 02-27T18:00 → 03-05T18:00, beyond the total time promised, 03-02T18:00',
    );
    expect(told(of)).toBe('变更：延期获准，02-27T18:00 → 03-05T18:00');
  });

  test('with the papers of the years that were counted', () => {
    const papers = [{ year: 2026, version: 'CN@1', source: '国办发明电〔2025〕7号' }, { year: 2027 }];
    const calendar = { version: 'CN@2', source: '国办发明电〔2026〕1号', papers };
    expect(tell({ calendar })[2]).toBe(
      '计算依据：时限规则 XY@1，工作日历 CN@2（2026年：CN@1 国办发明电〔2025〕7号；2027年：安排尚未公布）',
    );
    expect(tell({ calendar }, 'en')[2]).toBe(
      'Counted by policy XY@1, calendar CN@2 (2026: CN@1 国办发明电〔2025〕7号; 2027: not announced yet)',
    );
  });

  test('with what came of a revised calendar, and not a word where nothing did', () => {
    const recalculated = { ...fact, cause: 'RECALCULATED', reason: 'CALENDAR' } as const;
    const change = { fact: recalculated, oldDueAt: due, reckonedDueAt: due, dueAt: due };
    const told = (effect: NonNullable<ClockChange['effect']>, language: 'zh' | 'en' = 'zh') =>
      tell(
        {
          changes: [
            { fact, dueAt: due },
            { ...change, effect },
          ],
        },
        language,
      ).slice(5);
    expect(told('SAME')).toEqual([]);
    expect(told('FIRM')).toEqual(['变更：工作日历修订，时限 02-27T18:00 不变，不再是暂定']);
    expect(told('PROVISIONAL', 'en')).toEqual([
      'Changed: a revised calendar, 02-27T18:00 stays and is provisional now',
    ]);
  });

  test('with requests that wait or were denied, and as standing still', () => {
    const asked = event('ExtensionRequested', '2026-02-24T09:00');
    const decided = event('ExtensionDenied', '2026-02-25T09:00');
    const held = { from: '2026-02-26T09:00', startedBy: event('ReturnRequested', '2026-02-26T09:00') };
    const more = {
      extensions: [
        { requested: asked, decided, granted: false },
        { requested: asked, decided, granted: true },
      ],
      suspensions: [{ requested: event('SuspensionRequested', '2026-02-26T08:00') }],
    };
    expect(tell({ story: { ...story, ...more, pauses: [held] } }).slice(5)).toEqual([
      '暂停：02-26T09:00 至 今（申请退单）',
      '延期申请：02-24T09:00，02-25T09:00 未批准',
      '挂账申请：02-26T08:00，待审批',
      '现状：自 02-26T09:00 起暂停，恢复后时限顺延',
    ]);
    const stopped = event('ResultSubmitted', '2026-02-27T09:00');
    expect(tell({ story: { ...story, ...more, stopped } }, 'en').slice(5)).toEqual([
      'An extension was asked for at 02-24T09:00 and denied at 02-25T09:00',
      'Stopped at 02-27T09:00: result submitted',
    ]);
  });

  test('with who entered it late, and why', () => {
    const by = { id: 'li', role: 'STREET', unitId: 'XY-S1-JD' } as const;
    const lateEntry = { reason: '停电', by, recordedAt: '2026-02-14T08:00' };
    expect(tell({ lateEntry })[2]).toBe('补录：02-14T08:00，XY-S1-JD li，原因：停电');
    expect(tell({ lateEntry }, 'en')[2]).toBe('Recorded later: at 02-14T08:00 by XY-S1-JD li, because: 停电');
  });

  test('with the clock that it goes on from, and the unit that had it before', () => {
    const until = event('AssignmentReleased', '2026-02-24T09:00');
    const former = { assignmentId: 'a1', unitId: 'XY-ZJ', until };
    const passedOn = { ...story, continues: { clockId: 'HANDLE-7', ...former }, formerly: [former] };
    expect(tell({ story: passedOn }).slice(2, 4)).toEqual([
      '接续：原计时 HANDLE-7（XY-ZJ）',
      '承接：02-24T09:00 以前由XY-ZJ承办（机构合并）',
    ]);
    expect(tell({ story: { ...story, continues: { clockId: 'RESIDENT_TOTAL-2', until } } }, 'en')[2]).toBe(
      'Goes on from RESIDENT_TOTAL-2',
    );
  });

  test('as cleared, where it was met although it had been recorded as missed', () => {
    const missed = [{ dueAt: due, detectedAt: due, event: event('DeadlineMissed', due) }];
    const cleared = { because: 'MADE_OFFLINE', event: event('DeadlineCleared', due) } as const;
    expect(tell({ story: { ...story, missed, cleared } }).slice(5)).toEqual(['不计超时：离线时已完成']);
  });

  test.each([
    ['2026-02-27T16:04', '2026-02-26T10:00', '更正：停止时间由 02-27T16:04 更正为 02-26T10:00'],
    ['2026-02-27T16:04:41', '2026-02-27T16:04:05', '更正：停止时间由 02-27T16:04:41 更正为 02-27T16:04:05'],
    ['2026-02-27T16:04:50', '2026-02-27T16:05:10', '更正：停止时间由 02-27T16:04:50 更正为 02-27T16:05:10'],
    ['2026-02-27T16:04:00', '2026-02-27T16:05:00', '更正：停止时间由 02-27T16:04 更正为 02-27T16:05'],
    ['2026-02-27T16:04', '2026-02-27T16:04', '更正：停止时间恢复为最初记录的 02-27T16:04'],
  ])('as corrected from %s to %s', (was, is, line) => {
    const corrected = { was, is, event: event('FactCorrected', due) };
    expect(tell({ story: { ...story, corrected } }).slice(5)).toEqual([line]);
  });

  test('as what it is, where no calendar of ours led to it', () => {
    const { limit: _limit, ...agreed } = fact;
    const source = { policy: { version: 'source' }, calendar: { version: 'none', papers: [] }, stretches: [] };
    expect(tell({ ...source, changes: [{ fact: agreed, dueAt: due }] })).toEqual([
      '办理：约定日期，时限 02-27T18:00',
      '起算：02-13T16:00 派单',
      '依据：原系统给定的日期',
    ]);
    const continuous = { ...stretch, counted: 'CONTINUOUS' } as const;
    const before = {
      policy: { version: 'continuous-1' },
      calendar: { version: 'none', papers: [] },
      stretches: [continuous],
    };
    expect(tell(before).slice(2)).toEqual([
      '依据：启用工作日历以前的规则，连续计时，1 个工作日按 24 小时计',
      '连续计时，不分昼夜',
    ]);
  });
});
