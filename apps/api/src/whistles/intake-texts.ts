import type { TextsOf } from './wording.js';

/** The ways out of triage that lead to no department, and mergers (并单). */
export const INTAKE_TEXTS: TextsOf<
  | 'EmergencyRedirected'
  | 'WhistleRedirected'
  | 'ReporterInformed'
  | 'StreetCalled'
  | 'StreetResponded'
  | 'SelfResolved'
  | 'WhistleMerged'
  | 'WhistleUnmerged'
  | 'OutcomeShared'
  | 'OutcomeRecalled'
  | 'FollowerAbsorbed'
  | 'FollowerReleased'
> = {
  EmergencyRedirected: {
    zh: (d) => (d.cause === 'TRIPWIRE' ? `请立即拨打 ${d.channel}` : `已转 ${d.channel}${d.note ? `：${d.note}` : ''}`),
    en: (d) =>
      d.cause === 'TRIPWIRE' ? `Call ${d.channel} at once` : `Passed on to ${d.channel}${d.note ? `: ${d.note}` : ''}`,
    friendly: true,
  },
  WhistleRedirected: {
    zh: (d, as) => `转${as.word(d.channel)}：${d.basis}；请通过 ${d.toldChannel} 反映`,
    en: (d, as) => `Redirected to ${as.word(d.channel)}: ${d.basis}; please turn to ${d.toldChannel}`,
    friendly: true,
  },
  ReporterInformed: {
    zh: (d) => `您此前反映的 ${d.number} 正在办理，进展请查该件：${d.note}`,
    en: (d) => `You raised this before as ${d.number}, where its progress is shown: ${d.note}`,
    friendly: true,
  },
  StreetCalled: {
    zh: (d, as) => `转 ${as.unit(d.unitId)} 先行响应${d.turn === 'BESIDE' ? '，同时派单' : ''}`,
    en: (d, as) =>
      `Passed on to ${as.unit(d.unitId)} to respond ${d.turn === 'BESIDE' ? 'beside the dispatch' : 'first'}`,
    friendly: true,
  },
  StreetResponded: {
    zh: (d, as) => `${as.unit(d.unitId)} 已响应：${as.word(d.outcome)}${d.note === undefined ? '' : `，${d.note}`}`,
    en: (d, as) =>
      `${as.unit(d.unitId)} has responded: ${as.word(d.outcome)}${d.note === undefined ? '' : `, ${d.note}`}`,
    friendly: true,
  },
  SelfResolved: {
    zh: (d, as) => `${d.unitId === undefined ? as.word(d.level) : as.unit(d.unitId)} 自行处置：${d.evidence}`,
    en: (d, as) =>
      `Done on the spot by ${d.unitId === undefined ? as.word(d.level) : as.unit(d.unitId)}: ${d.evidence}`,
    friendly: true,
  },
  WhistleMerged: {
    zh: (d) => `与已在办理的同一事项并单办理（${d.masterNumber}）`,
    en: (d) => `Handled together with the same matter raised before (${d.masterNumber})`,
    friendly: true,
  },
  WhistleUnmerged: {
    zh: (d, as) => `撤销并单，单独办理：${d.cause === 'MASTER_GONE' ? as.word(d.cause) : d.reason}`,
    en: (d, as) => `Handled on its own again: ${d.cause === 'MASTER_GONE' ? as.word(d.cause) : d.reason}`,
    friendly: true,
  },
  OutcomeShared: {
    zh: (d, as) => `办结反馈（${as.word(d.outcome)}）：${d.reply}`,
    en: (d, as) => `The result (${as.word(d.outcome)}): ${d.reply}`,
    friendly: true,
  },
  OutcomeRecalled: { zh: () => '该事项重新办理中', en: () => 'The matter is being worked on again', friendly: true },
  FollowerAbsorbed: {
    zh: (d) => `并入 ${d.number}`,
    en: (d) => `${d.number} is handled together with it`,
    friendly: false,
  },
  FollowerReleased: {
    zh: (d) => `${d.number} 撤销并单`,
    en: (d) => `${d.number} is handled on its own again`,
    friendly: false,
  },
};
