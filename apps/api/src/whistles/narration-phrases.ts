import type { WhistleEventType } from '@app/whistles';
import type { DayReason } from '@app/working-time';
import type { Language } from '../problems/problem.js';
import { EVENT_NAMES } from './narration-events.js';

/** What the story of a clock is told with. */
export interface Phrases {
  readonly headline: (clock: string, amount: string | undefined, due: string, provisional: boolean) => string;
  readonly started: (at: string, event: string, countsFrom: string | undefined) => string;
  /** @param unit whose clock it was, if it was a unit's */
  readonly continues: (clockId: string, unit: string | undefined) => string;
  readonly formerly: (unit: string, until: string) => string;
  /** @param area that it is named for, if it does not hold everywhere */
  readonly limitFrom: (whose: string, area: string | undefined) => string;
  readonly limitRules: Readonly<Record<'PLAIN' | 'UNKNOWN', string>>;
  /** @param urgency that it is named for, if it does not hold for every one */
  readonly ofCondition: (code: string, category: string, seq: number, urgency: string | undefined) => string;
  readonly ofPolicy: (policy: string, type: string | undefined, urgency: string) => string;
  /** @param papers by year, as `papers` says it; or what the calendar as a whole is from */
  readonly basis: (policy: string, calendar: string, papers: readonly string[]) => string;
  /** Where a year's days are from; without a version no notice covers it. @param dates of other years that it names */
  readonly papers: (
    year: number,
    version: string | undefined,
    source: string | undefined,
    dates: readonly string[],
  ) => string;
  readonly lateEntry: (at: string, by: string, reason: string) => string;
  readonly beforeCalendars: string;
  readonly ofSource: string;
  readonly continuous: string;
  readonly counted: (days: readonly string[]) => string;
  readonly skipped: (days: readonly string[]) => string;
  readonly range: (from: string, to: string) => string;
  readonly because: (range: string, why: string) => string;
  readonly paused: (from: string, to: string | undefined, event: string) => string;
  readonly changed: (event: string, before: string, after: string, reckoned: string | undefined) => string;
  /** Of an extension: when what the resident was promised ends. */
  readonly beyondTotal: (total: string) => string;
  /** The same moment, no longer provisional; or provisional since. */
  readonly surer: (event: string, due: string, firm: boolean) => string;
  readonly extension: string;
  readonly suspension: string;
  /** @param deniedAt absent: nobody has decided */
  readonly request: (what: string, at: string, deniedAt: string | undefined) => string;
  readonly heldNow: (since: string) => string;
  readonly missed: (due: string) => string;
  readonly cleared: (because: string) => string;
  readonly exempted: string;
  readonly corrected: (was: string, is: string) => string;
  /** Corrected to what was recorded first. */
  readonly correctedBack: (is: string) => string;
  readonly stopped: (at: string, event: string) => string;
  /** A working day needs no reason. */
  readonly reasons: Readonly<Partial<Record<DayReason, string>>>;
  /** What starts, holds, changes or stops clocks. */
  readonly events: Readonly<Partial<Record<WhistleEventType, string>>>;
}

const zh: Phrases = {
  headline: (clock, amount = '约定日期', due, provisional) =>
    `${clock}：${amount}，时限 ${due}${provisional ? '（暂定：节假日安排尚未公布）' : ''}`,
  started: (at, event, from) => `起算：${at} ${event}${from === undefined ? '' : `，自 ${from} 起计`}`,
  continues: (clockId, unit) => `接续：原计时 ${clockId}${unit === undefined ? '' : `（${unit}）`}`,
  formerly: (unit, until) => `承接：${until} 以前由${unit}承办（机构合并）`,
  limitFrom: (whose, area) => `时限出处：${whose}${area === undefined ? '' : `，限 ${area} 区域`}`,
  limitRules: { PLAIN: '规则未定，按通用时限', UNKNOWN: '不详（当时的类别或规则现已无从对应）' },
  ofCondition: (code, category, seq, urgency) =>
    `类别 ${code} ${category}，情形 ${seq}${urgency === undefined ? '' : `（${urgency}）`}`,
  ofPolicy: (policy, type, urgency) => `时限规则 ${policy}，${type === undefined ? '' : `${type}，`}${urgency}`,
  basis: (policy, calendar, papers) =>
    `计算依据：时限规则 ${policy}，${calendar === 'none' ? '无工作日历' : `工作日历 ${calendar}`}${papers.length === 0 ? '' : `（${papers.join('；')}）`}`,
  papers: (year, version, source, dates) =>
    version
      ? `${year}年：${version} ${source ?? ''}${dates.length === 0 ? '' : `，含${dates.join('、')}`}`
      : `${year}年：安排尚未公布`,
  lateEntry: (at, by, reason) => `补录：${at}，${by}，原因：${reason}`,
  beforeCalendars: '依据：启用工作日历以前的规则，连续计时，1 个工作日按 24 小时计',
  ofSource: '依据：原系统给定的日期',
  continuous: '连续计时，不分昼夜',
  counted: (days) => `计入：${days.join('、')}`,
  skipped: (days) => `不计：${days.join('、')}`,
  range: (from, to) => `${from}至${to}`,
  because: (range, why) => `${range}（${why}）`,
  paused: (from, to, event) => `暂停：${from} 至 ${to ?? '今'}（${event}）`,
  changed: (event, before, after, reckoned) =>
    `变更：${event}，${before} → ${after}${reckoned === undefined ? '' : `（重算为 ${reckoned}，不提前）`}`,
  beyondTotal: (total) => `，超出诉求总时限 ${total}`,
  surer: (event, due, firm) => `变更：${event}，时限 ${due} 不变，${firm ? '不再是暂定' : '现为暂定'}`,
  extension: '延期',
  suspension: '挂账',
  request: (what, at, deniedAt) => `${what}申请：${at}，${deniedAt === undefined ? '待审批' : `${deniedAt} 未批准`}`,
  heldNow: (since) => `现状：自 ${since} 起暂停，恢复后时限顺延`,
  missed: (due) => `超时：${due}`,
  cleared: (because) => `不计超时：${because}`,
  exempted: '曾超时（申诉通过），不计超时',
  corrected: (was, is) => `更正：停止时间由 ${was} 更正为 ${is}`,
  correctedBack: (is) => `更正：停止时间恢复为最初记录的 ${is}`,
  stopped: (at, event) => `停止：${at} ${event}`,
  reasons: { START_DAY: '起算日', MAKE_UP_DAY: '调休上班', REST_DAY: '休息日', HOLIDAY: '放假', PAUSED: '暂停' },
  events: EVENT_NAMES.zh,
};

const en: Phrases = {
  headline: (clock, amount = 'an agreed date', due, provisional) =>
    `${clock}: ${amount}, due at ${due}${provisional ? ' (provisional: the holidays are not announced yet)' : ''}`,
  started: (at, event, from) => `Started at ${at}: ${event}${from === undefined ? '' : `; counts from ${from}`}`,
  continues: (clockId, unit) => `Goes on from ${clockId}${unit === undefined ? '' : ` (${unit})`}`,
  formerly: (unit, until) => `Taken over at ${until} from ${unit} (merged)`,
  limitFrom: (whose, area) => `Limit of ${whose}${area === undefined ? '' : `, in ${area}`}`,
  limitRules: { PLAIN: 'no policy: the general one', UNKNOWN: 'unknown origin: the rules as known now give another' },
  ofCondition: (code, category, seq, urgency) =>
    `category ${code} (${category}), condition ${seq}${urgency === undefined ? '' : `, ${urgency}`}`,
  ofPolicy: (policy, type, urgency) => `policy ${policy}${type === undefined ? '' : `, ${type}`}, ${urgency}`,
  basis: (policy, calendar, papers) =>
    `Counted by policy ${policy}, ${calendar === 'none' ? 'without a calendar' : `calendar ${calendar}`}${papers.length === 0 ? '' : ` (${papers.join('; ')})`}`,
  papers: (year, version, source, dates) =>
    version
      ? `${year}: ${version} ${source ?? ''}${dates.length === 0 ? '' : `, with ${dates.join(', ')}`}`
      : `${year}: not announced yet`,
  lateEntry: (at, by, reason) => `Recorded later: at ${at} by ${by}, because: ${reason}`,
  beforeCalendars: 'By the rule of before there were calendars: it runs on, a working day for 24 hours',
  ofSource: 'The date was set by the system that it was imported from',
  continuous: 'It runs on, day and night',
  counted: (days) => `Counted: ${days.join(', ')}`,
  skipped: (days) => `Not counted: ${days.join(', ')}`,
  range: (from, to) => `${from} to ${to}`,
  because: (range, why) => `${range} (${why})`,
  paused: (from, to, event) => `Stood still: ${from} to ${to ?? 'now'} (${event})`,
  changed: (event, before, after, reckoned) =>
    `Changed: ${event}, ${before} → ${after}${reckoned === undefined ? '' : ` (${reckoned} by the rules, but not brought forward)`}`,
  beyondTotal: (total) => `, beyond the total time promised, ${total}`,
  surer: (event, due, firm) =>
    `Changed: ${event}, ${due} stays and is ${firm ? 'no longer provisional' : 'provisional now'}`,
  extension: 'An extension',
  suspension: 'A suspension',
  request: (what, at, deniedAt) =>
    `${what} was asked for at ${at}${deniedAt === undefined ? ': nobody has decided yet' : ` and denied at ${deniedAt}`}`,
  heldNow: (since) => `It stands still since ${since}, and will run out later by that`,
  missed: (due) => `Ran out at ${due}`,
  cleared: (because) => `Counts as in time: ${because}`,
  exempted: 'It does not count: the appeal was upheld',
  corrected: (was, is) => `Corrected: it stopped at ${is}, not at ${was}`,
  correctedBack: (is) => `Corrected: it stopped at ${is}, as was recorded first`,
  stopped: (at, event) => `Stopped at ${at}: ${event}`,
  reasons: {
    START_DAY: 'the start day',
    MAKE_UP_DAY: 'a make-up working day',
    REST_DAY: 'rest',
    HOLIDAY: 'holiday',
    PAUSED: 'stood still',
  },
  events: EVENT_NAMES.en,
};

export const NARRATION: Readonly<Record<Language, Phrases>> = { zh, en };
