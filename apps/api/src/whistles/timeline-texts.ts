import type { WhistleEventType } from '@app/whistles';
import type { Language } from '../problems/problem.js';
import { AFTERCARE_TEXTS } from './aftercare-texts.js';
import { CLOCK_TEXTS } from './clock-texts.js';
import { DISPUTE_TEXTS } from './dispute-texts.js';
import type { Data, TextsOf, Wording } from './wording.js';
import { INTAKE_TEXTS } from './intake-texts.js';
import { RATING_TEXTS } from './rating-texts.js';
import { problemsTold } from './routing-texts.js';
import { WAITING_TEXTS } from './waiting-texts.js';

const all = (units: readonly { unitId: string }[], as: Wording, separator: string): string =>
  units.map(({ unitId }) => as.unit(unitId)).join(separator);

/** 哨种, and the post by which it was blown. */
const typeOf = ({ whistleType, blownBy }: Data<'WhistleDispatched'>, as: Wording, separator: string): string =>
  [whistleType, blownBy?.post].map((word) => (word === undefined ? '' : `${separator}${as.word(word)}`)).join('');

/** One sentence for each event. A new event does not compile until it has one. */
const TIMELINE_TEXTS: TextsOf<WhistleEventType> = {
  WhistleRaised: { zh: (d) => `吹哨：${d.summary}`, en: (d) => `Whistle blown: ${d.summary}`, friendly: true },
  WhistleRouted: {
    zh: (d, as) =>
      d.lead
        ? `建议主责 ${as.unit(d.lead.unitId)}，协助 ${all(d.assists, as, '、') || '无'}`
        : `未找到主责单位：${problemsTold(d, as, 'zh').join('；')}`,
    en: (d, as) =>
      d.lead
        ? `Routing suggests ${as.unit(d.lead.unitId)} as lead, assisted by ${all(d.assists, as, ', ') || 'nobody'}`
        : `Routing found no lead: ${problemsTold(d, as, 'en').join('; ')}`,
    friendly: false,
  },
  WhistleAccepted: {
    zh: (d, as) => `已受理（${as.category(d.categoryCode)}，${as.word(d.urgency)}）`,
    en: (d, as) => `Accepted (${as.category(d.categoryCode)}, ${as.word(d.urgency)})`,
    friendly: true,
  },
  WhistleRejected: {
    zh: (d, as) => `不予受理（${as.word(d.reason)}）：${d.basis}；请通过 ${d.toldChannel} 反映`,
    en: (d, as) => `Not accepted (${as.word(d.reason)}): ${d.basis}; please turn to ${d.toldChannel}`,
    friendly: true,
  },
  WhistleReclassified: {
    zh: (d, as) => `改归 ${as.category(d.categoryCode)}（${as.word(d.urgency)}）：${d.reason}`,
    en: (d, as) => `Reclassified as ${as.category(d.categoryCode)} (${as.word(d.urgency)}): ${d.reason}`,
    friendly: false,
  },
  WhistleDispatched: {
    zh: (d, as) => (d.mode === 'DIRECT' ? '直派' : `派单（第 ${d.round} 轮${typeOf(d, as, '，')}）`),
    en: (d, as) =>
      d.mode === 'DIRECT' ? 'Dispatched directly' : `Dispatched (round ${d.round}${typeOf(d, as, ', ')})`,
    friendly: true,
  },
  AssignmentCreated: {
    zh: (d, as) => `${as.unit(d.unitId)} 为${as.word(d.role)}单位`,
    en: (d, as) => `${as.unit(d.unitId)} is to ${as.word(d.role)}`,
    friendly: true,
  },
  AssignmentSigned: {
    zh: (d, as) => `${as.unit(d.unitId)} 已签收`,
    en: (d, as) => `${as.unit(d.unitId)} has signed for it`,
    friendly: true,
  },
  ContactRecorded: {
    zh: (d, as) => `${as.unit(d.unitId)} 已联系${d.contacted === 'REPORTER' ? '诉求人' : '街道'}`,
    en: (d, as) => `${as.unit(d.unitId)} has contacted the ${d.contacted === 'REPORTER' ? 'reporter' : 'street'}`,
    friendly: true,
  },
  DepartmentReportedIn: {
    zh: (d, as) => `${as.unit(d.unitId)} 报到${d.onTime ? '' : '（超时）'}`,
    en: (d, as) => `${as.unit(d.unitId)} has reported in${d.onTime ? '' : ', late'}`,
    friendly: true,
  },
  AllDepartmentsReportedIn: { zh: () => '全部报到', en: () => 'All departments have reported in', friendly: true },
  HandlingStarted: {
    zh: (d, as) => `${as.unit(d.unitId)} 开始办理`,
    en: (d, as) => `${as.unit(d.unitId)} has started to handle it`,
    friendly: true,
  },
  EvidenceAttached: {
    zh: (d, as) => `${d.unitId === undefined ? '' : `${as.unit(d.unitId)} `}提交${as.word(d.purpose)}附件`,
    en: (d, as) =>
      `${d.unitId === undefined ? 'A file' : `${as.unit(d.unitId)} has attached a file`} (${as.word(d.purpose)})`,
    friendly: true,
  },
  ProgressLogged: {
    zh: (d, as) => `${as.unit(d.unitId)} 进展：${d.note}`,
    en: (d, as) => `${as.unit(d.unitId)}: ${d.note}`,
    friendly: false,
  },
  AssignmentResultSubmitted: {
    zh: (d, as) => `${as.unit(d.unitId)} 协助反馈（${as.word(d.outcome)}）：${d.reply}`,
    en: (d, as) => `${as.unit(d.unitId)} gave its assisting result (${as.word(d.outcome)}): ${d.reply}`,
    friendly: false,
  },
  ResultSubmitted: {
    zh: (d, as) => `${as.unit(d.unitId)} 办结反馈（${as.word(d.outcome)}）：${d.reply}`,
    en: (d, as) => `${as.unit(d.unitId)} submitted the result (${as.word(d.outcome)}): ${d.reply}`,
    friendly: true,
  },
  FollowUpOpened: {
    zh: (d) => (d.because ? '办理时限已到，开始回访' : '开始回访'),
    en: (d) => (d.because ? 'The time to handle it is over: follow-up started' : 'Follow-up started'),
    friendly: true,
  },
  FollowUpAttempted: {
    zh: (d) => `第 ${d.attempt} 次回访无人接听`,
    en: (d) => `Follow-up attempt ${d.attempt}: no answer`,
    friendly: true,
  },
  FollowUpCompleted: {
    zh: (d, as) => `回访：${d.solved ? '已解决' : '未解决'}，${as.word(d.satisfaction)}`,
    en: (d, as) => `Follow-up: ${d.solved ? 'solved' : 'not solved'}, ${as.word(d.satisfaction)}`,
    friendly: true,
  },
  FollowUpUnreachable: {
    zh: (d) => `${d.attempts} 次回访未联系上`,
    en: (d) => `Not reached after ${d.attempts} attempts`,
    friendly: true,
  },
  WhistleClosed: {
    zh: (d, as) => `销哨（${as.word(d.kind)}）${d.note ? `：${d.note}` : ''}`,
    en: (d, as) => `Closed (${as.word(d.kind)})${d.note ? `: ${d.note}` : ''}`,
    friendly: true,
  },
  WhistleWithdrawn: { zh: (d) => `撤哨：${d.reason}`, en: (d) => `Withdrawn: ${d.reason}`, friendly: true },
  ...DISPUTE_TEXTS,
  ...INTAKE_TEXTS,
  ...WAITING_TEXTS,
  ...AFTERCARE_TEXTS,
  ...RATING_TEXTS,
  ...CLOCK_TEXTS,
};

export const isFriendly = (type: WhistleEventType): boolean => TIMELINE_TEXTS[type].friendly;

export function sentence<Type extends WhistleEventType>(
  type: Type,
  data: Data<Type>,
  language: Language,
  as: Wording,
): string {
  return TIMELINE_TEXTS[type][language](data, as);
}
