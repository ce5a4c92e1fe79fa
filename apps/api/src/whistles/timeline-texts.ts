import type { WhistleEventOf, WhistleEventType } from '@app/whistles';
import type { Language } from '../problems/problem.js';

/** How names are shown: of units, in the reader's language where there is one. */
type Names = (unitId: string) => string;
type Data<Type extends WhistleEventType> = WhistleEventOf<Type>['data'];

type Texts = {
  readonly [Type in WhistleEventType]: {
    readonly zh: (data: Data<Type>, unit: Names) => string;
    readonly en: (data: Data<Type>, unit: Names) => string;
    /** Shown to the reporter too (居民可见). */
    readonly friendly: boolean;
  };
};

const all = (units: readonly { unitId: string }[], unit: Names): string =>
  units.map(({ unitId }) => unit(unitId)).join(', ');

/** One sentence for each event. A new event does not compile until it has one. */
export const TIMELINE_TEXTS: Texts = {
  WhistleRaised: { zh: (d) => `吹哨：${d.summary}`, en: (d) => `Whistle blown: ${d.summary}`, friendly: true },
  WhistleRouted: {
    zh: (d, unit) =>
      d.lead
        ? `建议主责 ${unit(d.lead.unitId)}，协助 ${all(d.assists, unit) || '无'}`
        : `未找到主责单位：${d.problems.join('；')}`,
    en: (d, unit) =>
      d.lead
        ? `Routing suggests ${unit(d.lead.unitId)} as lead, assisted by ${all(d.assists, unit) || 'nobody'}`
        : `Routing found no lead: ${d.problems.join('; ')}`,
    friendly: false,
  },
  WhistleAccepted: {
    zh: (d) => `已受理（${d.categoryCode}，${d.urgency}）`,
    en: (d) => `Accepted (${d.categoryCode}, ${d.urgency})`,
    friendly: true,
  },
  WhistleRejected: {
    zh: (d) => `不予受理：${d.basis}；已告知 ${d.toldChannel}`,
    en: (d) => `Not accepted (${d.reason}): ${d.basis}; told of ${d.toldChannel}`,
    friendly: true,
  },
  WhistleReclassified: {
    zh: (d) => `改归 ${d.categoryCode}（${d.urgency}）：${d.reason}`,
    en: (d) => `Reclassified as ${d.categoryCode} (${d.urgency}): ${d.reason}`,
    friendly: false,
  },
  WhistleDispatched: {
    zh: (d) => `${d.mode === 'DIRECT' ? '直派' : '派单'}（第 ${d.round} 轮）`,
    en: (d) => `Dispatched${d.mode === 'DIRECT' ? ' directly' : ''} (round ${d.round})`,
    friendly: true,
  },
  AssignmentCreated: {
    zh: (d, unit) => `${unit(d.unitId)} 为${d.role === 'LEAD' ? '主责' : '协助'}单位：${d.reason}`,
    en: (d, unit) => `${unit(d.unitId)} is to ${d.role === 'LEAD' ? 'lead' : 'assist'}: ${d.reason}`,
    friendly: true,
  },
  AssignmentSigned: {
    zh: (d, unit) => `${unit(d.unitId)} 已签收`,
    en: (d, unit) => `${unit(d.unitId)} has signed for it`,
    friendly: true,
  },
  ContactRecorded: {
    zh: (d, unit) => `${unit(d.unitId)} 已联系${d.contacted === 'REPORTER' ? '诉求人' : '街道'}`,
    en: (d, unit) => `${unit(d.unitId)} has contacted the ${d.contacted === 'REPORTER' ? 'reporter' : 'street'}`,
    friendly: true,
  },
  DepartmentReportedIn: {
    zh: (d, unit) => `${unit(d.unitId)} 报到${d.onTime ? '' : '（超时）'}`,
    en: (d, unit) => `${unit(d.unitId)} has reported in${d.onTime ? '' : ', late'}`,
    friendly: true,
  },
  AllDepartmentsReportedIn: { zh: () => '全部报到', en: () => 'All departments have reported in', friendly: true },
  HandlingStarted: {
    zh: (d, unit) => `${unit(d.unitId)} 开始办理`,
    en: (d, unit) => `${unit(d.unitId)} has started to handle it`,
    friendly: true,
  },
  ProgressLogged: {
    zh: (d, unit) => `${unit(d.unitId)} 进展：${d.note}`,
    en: (d, unit) => `${unit(d.unitId)}: ${d.note}`,
    friendly: false,
  },
  AssignmentResultSubmitted: {
    zh: (d, unit) => `${unit(d.unitId)} 协助反馈（${d.outcome}）：${d.reply}`,
    en: (d, unit) => `${unit(d.unitId)} gave its assisting result (${d.outcome}): ${d.reply}`,
    friendly: false,
  },
  ResultSubmitted: {
    zh: (d, unit) => `${unit(d.unitId)} 办结反馈（${d.outcome}）：${d.reply}`,
    en: (d, unit) => `${unit(d.unitId)} submitted the result (${d.outcome}): ${d.reply}`,
    friendly: true,
  },
  FollowUpOpened: { zh: () => '开始回访', en: () => 'Follow-up started', friendly: true },
  FollowUpAttempted: {
    zh: (d) => `第 ${d.attempt} 次回访无人接听`,
    en: (d) => `Follow-up attempt ${d.attempt}: no answer`,
    friendly: true,
  },
  FollowUpCompleted: {
    zh: (d) => `回访：${d.solved ? '已解决' : '未解决'}，${d.satisfaction}`,
    en: (d) => `Follow-up: ${d.solved ? 'solved' : 'not solved'}, ${d.satisfaction}`,
    friendly: true,
  },
  FollowUpUnreachable: {
    zh: (d) => `${d.attempts} 次回访未联系上`,
    en: (d) => `Not reached after ${d.attempts} attempts`,
    friendly: true,
  },
  WhistleClosed: {
    zh: (d) => `销哨（${d.kind}）${d.note ? `：${d.note}` : ''}`,
    en: (d) => `Closed (${d.kind})${d.note ? `: ${d.note}` : ''}`,
    friendly: true,
  },
  WhistleWithdrawn: { zh: (d) => `撤哨：${d.reason}`, en: (d) => `Withdrawn: ${d.reason}`, friendly: true },
  DeadlineSet: {
    zh: (d, unit) => `${d.unitId ? `${unit(d.unitId)} ` : ''}${d.clock} 时限 ${d.dueAt}`,
    en: (d, unit) => `${d.clock}${d.unitId ? ` of ${unit(d.unitId)}` : ''} is due at ${d.dueAt}`,
    friendly: false,
  },
  DeadlineMissed: {
    zh: (d, unit) => `${d.unitId ? `${unit(d.unitId)} ` : ''}${d.clock} 超时（${d.dueAt}）`,
    en: (d, unit) => `${d.clock}${d.unitId ? ` of ${unit(d.unitId)}` : ''} ran out at ${d.dueAt}`,
    friendly: false,
  },
};

export const isFriendly = (type: WhistleEventType): boolean => TIMELINE_TEXTS[type].friendly;

export function sentence<Type extends WhistleEventType>(
  type: Type,
  data: Data<Type>,
  language: Language,
  unit: Names,
): string {
  return TIMELINE_TEXTS[type][language](data, unit);
}
