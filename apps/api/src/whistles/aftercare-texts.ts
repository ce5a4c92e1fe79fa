import type { AftercareEventType } from '@app/whistles';
import type { Data, TextsOf, Wording } from './wording.js';

const all = (units: readonly { readonly unitId: string }[], as: Wording, separator: string): string =>
  units.map(({ unitId }) => as.unit(unitId)).join(separator);

const checker = ({ unitId }: Pick<Data<'CheckPassed'>, 'unitId'>, as: Wording): string | undefined =>
  unitId === undefined ? undefined : as.unit(unitId);

/** What comes after a result (核查, 返工, 重办, 申诉), and what people decide about a whistle. */
export const AFTERCARE_TEXTS: TextsOf<AftercareEventType> = {
  PostHandleCheckOrdered: {
    zh: (d, as) => `请 ${checker(d, as) ?? '网格员或督查人员'} 核查办理结果`,
    en: (d, as) => `${checker(d, as) ?? 'A grid worker or supervisor'} is asked to check the result`,
    friendly: true,
  },
  CheckPassed: {
    zh: (d, as) => `${checker(d, as) ?? ''}核查通过${d.note ? `：${d.note}` : ''}`,
    en: (d, as) => `The check passed${d.unitId ? ` (${as.unit(d.unitId)})` : ''}${d.note ? `: ${d.note}` : ''}`,
    friendly: true,
  },
  CheckFailed: {
    zh: (d, as) => `${checker(d, as) ?? ''}核查未通过：${d.reason}`,
    en: (d, as) => `The check failed${d.unitId ? ` (${as.unit(d.unitId)})` : ''}: ${d.reason}`,
    friendly: true,
  },
  ReworkOrdered: {
    zh: (d, as) => `退回返工（第 ${d.n} 次），由 ${all(d.assignments, as, '、') || '派单席'} 重新办理：${d.reason}`,
    en: (d, as) => `Sent back (time ${d.n}) to ${all(d.assignments, as, ', ') || 'the desk'}: ${d.reason}`,
    friendly: true,
  },
  WhistleReopened: {
    zh: (d, as) => `重办（${as.word(d.cause)}），由 ${d.unitId ? as.unit(d.unitId) : '派单席'} 办理：${d.reason}`,
    en: (d, as) => `Opened again (${as.word(d.cause)}), for ${d.unitId ? as.unit(d.unitId) : 'the desk'}: ${d.reason}`,
    friendly: true,
  },
  AppealSubmitted: {
    zh: (d, as) => `${as.unit(d.unitId)} 对超时提出申诉：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} appeals against what ran out: ${d.reason}`,
    friendly: false,
  },
  AppealReviewed: {
    zh: (d, as) => `${as.unit(d.unitId)} 的申诉第 ${d.level} 次审核：${d.upheld ? '同意' : '不同意'}，${d.reason}`,
    en: (d, as) =>
      `The appeal of ${as.unit(d.unitId)}, review ${d.level}: ${d.upheld ? 'upheld' : 'not upheld'}, ${d.reason}`,
    friendly: false,
  },
  OverdueExempted: {
    zh: (d, as) => `${as.unit(d.unitId)} ${as.word(d.clock)}曾超时（申诉通过），不计超时`,
    en: (d, as) => `${as.word(d.clock)} by ${as.unit(d.unitId)} ran out, but does not count (appeal upheld)`,
    friendly: false,
  },
  AppealRejected: {
    zh: (d, as) => `${as.unit(d.unitId)} 的申诉未通过`,
    en: (d, as) => `The appeal of ${as.unit(d.unitId)} was rejected`,
    friendly: false,
  },
  ExclusionDecided: {
    zh: (d, as) => `剔除，${d.unitId ? `${as.unit(d.unitId)} 的任务` : '本件'}不计入考核：${d.reason}`,
    en: (d, as) => `${d.unitId ? `The task of ${as.unit(d.unitId)}` : 'It'} does not count in any score: ${d.reason}`,
    friendly: false,
  },
  UrgencyChanged: {
    zh: (d, as) => `紧急程度由${as.word(d.from)}改为${as.word(d.to)}：${d.reason}`,
    en: (d, as) => `Urgency changed from ${as.word(d.from)} to ${as.word(d.to)}: ${d.reason}`,
    friendly: true,
  },
  VoidingRequested: {
    zh: (d) => `申请作废：${d.reason}`,
    en: (d) => `Asked to be made void: ${d.reason}`,
    friendly: false,
  },
  VoidingDenied: {
    zh: (d) => `作废申请未获批准：${d.reason}`,
    en: (d) => `It is not made void: ${d.reason}`,
    friendly: false,
  },
  WhistleVoided: { zh: (d) => `作废：${d.reason}`, en: (d) => `Made void: ${d.reason}`, friendly: true },
  TerminationRequested: {
    zh: (d, as) => `${as.unit(d.unitId)} 申请终止办理（${as.word(d.reason)}）：${d.explanation}`,
    en: (d, as) => `${as.unit(d.unitId)} asks to end the handling (${as.word(d.reason)}): ${d.explanation}`,
    friendly: false,
  },
  TerminationDenied: {
    zh: (d, as) => `${as.unit(d.unitId)} 的终止办理申请未获批准：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} has to go on: ${d.reason}`,
    friendly: false,
  },
  HandlingTerminated: {
    zh: (d, as) => `终止办理（${as.word(d.reason)}）：${d.tellReporter}`,
    en: (d, as) => `The handling was ended (${as.word(d.reason)}): ${d.tellReporter}`,
    friendly: true,
  },
  SupervisionAnswered: {
    zh: (d, as) => `${d.unitId ? as.unit(d.unitId) : '派单席'} 答复督办：${d.reply}`,
    en: (d, as) => `${d.unitId ? as.unit(d.unitId) : 'The desk'} answers the supervision: ${d.reply}`,
    friendly: false,
  },
  FactCorrected: {
    zh: (d, as) =>
      `更正：${as.unit(d.unitId)} ${as.word(d.fact)}的时间由 ${as.time(d.was)} 更正为 ${as.time(d.is)}（${d.reason}；依据：${d.evidence}）`,
    en: (d, as) =>
      `Corrected: ${as.word(d.fact)} of ${as.unit(d.unitId)} happened at ${as.time(d.is)}, not at ${as.time(d.was)} (${d.reason}; shown by: ${d.evidence})`,
    friendly: true,
  },
};
