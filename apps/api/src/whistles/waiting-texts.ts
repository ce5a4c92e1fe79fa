import type { TextsOf } from './wording.js';

/** What a whistle waits for (补正, 核实), and what lengthens or holds its clocks (延期, 挂账). */
export const WAITING_TEXTS: TextsOf<
  | 'InfoRequested'
  | 'InfoSupplied'
  | 'InfoRequestExpired'
  | 'PreVerificationOrdered'
  | 'PreVerificationReported'
  | 'HazardContained'
  | 'ExtensionRequested'
  | 'ExtensionGranted'
  | 'ExtensionDenied'
  | 'SuspensionRequested'
  | 'SuspensionApproved'
  | 'SuspensionDenied'
  | 'CaseResumed'
> = {
  InfoRequested: {
    zh: (d) => `请补正：${d.text}`,
    en: (d) => `More information is needed: ${d.text}`,
    friendly: true,
  },
  InfoSupplied: { zh: (d) => `已补正：${d.text}`, en: (d) => `Information supplied: ${d.text}`, friendly: true },
  InfoRequestExpired: {
    zh: () => '逾期未补正，不予受理',
    en: () => 'Not accepted: the information was not supplied in time',
    friendly: true,
  },
  PreVerificationOrdered: {
    zh: (d, as) => `请 ${as.unit(d.unitId)} 现场核实`,
    en: (d, as) => `${as.unit(d.unitId)} is asked to look on the spot`,
    friendly: true,
  },
  PreVerificationReported: {
    zh: (d, as) => `${as.unit(d.unitId)} 核实：${as.word(d.finding)}`,
    en: (d, as) => `${as.unit(d.unitId)} has looked: ${as.word(d.finding)}`,
    friendly: true,
  },
  HazardContained: {
    zh: (d, as) => `${as.unit(d.unitId)} 已控制险情`,
    en: (d, as) => `${as.unit(d.unitId)} has made the hazard safe`,
    friendly: true,
  },
  ExtensionRequested: {
    zh: (d, as) => `${as.unit(d.unitId)} 申请延期：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} asks for an extension: ${d.reason}`,
    friendly: false,
  },
  ExtensionGranted: {
    zh: (d, as) =>
      `${as.unit(d.unitId)} 获准延期（第 ${d.seq} 次${d.beyondTotal === undefined ? '' : `，超出诉求总时限 ${as.time(d.beyondTotal)}`}）：${d.tellReporter}`,
    en: (d, as) =>
      `${as.unit(d.unitId)} was granted an extension (number ${d.seq}${d.beyondTotal === undefined ? '' : `, beyond the total time promised, ${as.time(d.beyondTotal)}`}): ${d.tellReporter}`,
    friendly: true,
  },
  ExtensionDenied: {
    zh: (d, as) => `${as.unit(d.unitId)} 的延期申请未获批准：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} was denied an extension: ${d.reason}`,
    friendly: false,
  },
  SuspensionRequested: {
    zh: (d, as) => `${as.unit(d.unitId)} 申请挂账至 ${as.day(d.until)}：${d.constraint}`,
    en: (d, as) => `${as.unit(d.unitId)} asks to suspend it until ${as.day(d.until)}: ${d.constraint}`,
    friendly: false,
  },
  SuspensionApproved: {
    zh: (d, as) => `${as.unit(d.unitId)} 暂缓办理（挂账），${as.time(d.reviewAt)} 复核`,
    en: (d, as) => `${as.unit(d.unitId)} has suspended it, to be reviewed at ${as.time(d.reviewAt)}`,
    friendly: true,
  },
  SuspensionDenied: {
    zh: (d, as) => `${as.unit(d.unitId)} 的挂账申请未获批准：${d.reason}`,
    en: (d, as) => `${as.unit(d.unitId)} was denied a suspension: ${d.reason}`,
    friendly: false,
  },
  CaseResumed: {
    zh: (d, as) => `${as.unit(d.unitId)} 恢复办理（${as.word(d.cause)}）`,
    en: (d, as) => `${as.unit(d.unitId)} goes on with it (${as.word(d.cause)})`,
    friendly: true,
  },
};
