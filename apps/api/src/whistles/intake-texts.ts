import type { TextsOf } from './wording.js';

/** The ways out of triage that lead to no department. */
export const INTAKE_TEXTS: TextsOf<'EmergencyRedirected' | 'WhistleRedirected' | 'ReporterInformed' | 'SelfResolved'> =
  {
    EmergencyRedirected: {
      zh: (d) =>
        d.cause === 'TRIPWIRE' ? `请立即拨打 ${d.channel}` : `已转 ${d.channel}${d.note ? `：${d.note}` : ''}`,
      en: (d) =>
        d.cause === 'TRIPWIRE'
          ? `Call ${d.channel} at once`
          : `Passed on to ${d.channel}${d.note ? `: ${d.note}` : ''}`,
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
    SelfResolved: {
      zh: (d, as) => `${d.unitId === undefined ? as.word(d.level) : as.unit(d.unitId)} 自行处置：${d.evidence}`,
      en: (d, as) =>
        `Done on the spot by ${d.unitId === undefined ? as.word(d.level) : as.unit(d.unitId)}: ${d.evidence}`,
      friendly: true,
    },
  };
