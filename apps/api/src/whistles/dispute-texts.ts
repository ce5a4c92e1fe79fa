import type { disputeEvents } from '@app/whistles';
import type { TextsOf } from './wording.js';

/** Whose a whistle is (退单, 裁定, 改派), and who has it besides (协助). */
export const DISPUTE_TEXTS: TextsOf<keyof typeof disputeEvents> = {
  ReturnRequested: {
    zh: (d, as) =>
      `${as.unit(d.unitId)} 申请退单（${as.word(d.reason)}）：${d.basis}${d.suggestedUnitId === undefined ? '' : `；建议 ${as.unit(d.suggestedUnitId)}`}`,
    en: (d, as) =>
      `${as.unit(d.unitId)} asks to return it (${as.word(d.reason)}): ${d.basis}${d.suggestedUnitId === undefined ? '' : `; it suggests ${as.unit(d.suggestedUnitId)}`}`,
    friendly: false,
  },
  ReturnApproved: {
    zh: (d, as) => `同意 ${as.unit(d.unitId)} 退单（${as.word(d.fault)}）：${d.reason}`,
    en: (d, as) => `The return by ${as.unit(d.unitId)} was approved (${as.word(d.fault)}): ${d.reason}`,
    friendly: false,
  },
  ReturnRejected: {
    zh: (d, as) => `不同意 ${as.unit(d.unitId)} 退单${d.noReturn ? '，不得再退' : ''}：${d.reason}`,
    en: (d, as) => `The return by ${as.unit(d.unitId)} was refused${d.noReturn ? ', for good' : ''}: ${d.reason}`,
    friendly: false,
  },
  ArbitrationRequested: {
    zh: (d, as) => `提请裁定（${as.unit(d.unitId)}）：${d.reason}`,
    en: (d, as) => `Arbitration is asked for (${as.unit(d.unitId)}): ${d.reason}`,
    friendly: false,
  },
  ArbitrationDecided: {
    zh: (d, as) =>
      `裁定由 ${as.unit(d.leadUnitId)} 主责${d.assists.length === 0 ? '' : `，${d.assists.map(({ unitId }) => as.unit(unitId)).join('、')} 协助`}`,
    en: (d, as) =>
      `Arbitration: ${as.unit(d.leadUnitId)} leads${d.assists.length === 0 ? '' : `, assisted by ${d.assists.map(({ unitId }) => as.unit(unitId)).join(', ')}`}`,
    friendly: true,
  },
  AssignmentReleased: {
    zh: (d, as) =>
      d.successorUnitId === undefined
        ? `${as.unit(d.unitId)} 解除任务（${as.word(d.cause)}）`
        : `${as.unit(d.unitId)} 的任务由 ${as.unit(d.successorUnitId)} 承接`,
    en: (d, as) =>
      d.successorUnitId === undefined
        ? `${as.unit(d.unitId)} no longer has it (${as.word(d.cause)})`
        : `${as.unit(d.successorUnitId)} goes on in place of ${as.unit(d.unitId)}`,
    friendly: false,
  },
  AssistExcused: {
    zh: (d, as) => `免于 ${as.unit(d.unitId)} 反馈：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} is excused from giving a result: ${d.reason}`,
    friendly: false,
  },
  LeadChanged: {
    zh: (d, as) => `主责由 ${as.unit(d.from.unitId)} 变更为 ${as.unit(d.to.unitId)}`,
    en: (d, as) => `${as.unit(d.to.unitId)} leads in place of ${as.unit(d.from.unitId)}`,
    friendly: true,
  },
  WhistleRedispatched: {
    zh: (d) => `改派（第 ${d.seq} 轮）`,
    en: (d) => `Dispatched again (round ${d.seq})`,
    friendly: true,
  },
  DispatchRecalled: { zh: () => '撤回派单，重新派单', en: () => 'The dispatch was recalled', friendly: true },
  FallbackDispatched: {
    zh: (d, as) => `兜底派单：${as.unit(d.unitId)}`,
    en: (d, as) => `Dispatched to ${as.unit(d.unitId)} as the last resort`,
    friendly: true,
  },
};
