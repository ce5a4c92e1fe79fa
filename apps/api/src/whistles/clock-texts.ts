import { effectOfRecalculation, type RecalculationEffect } from '@app/whistles';
import type { Language } from '../problems/problem.js';
import type { Data, TextsOf, Wording } from './wording.js';

/** The clock, with the unit whose it is. */
function clockOf({ clock, unitId }: Pick<Data<'DeadlineSet'>, 'clock' | 'unitId'>, as: Wording, language: Language) {
  const name = as.word(clock);
  if (unitId === undefined) return name;
  return language === 'zh' ? `${as.unit(unitId)} ${name}` : `${name} by ${as.unit(unitId)}`;
}

/** What a deadline is called by what set it. */
const SET: Readonly<Record<Data<'DeadlineSet'>['cause'], Readonly<Record<Language, string>>>> = {
  STARTED: { zh: '时限', en: 'is due at' },
  RESUMED: { zh: '恢复计时，时限', en: 'runs again and is due at' },
  RESTARTED: { zh: '重新计时，时限', en: 'starts again and is due at' },
  EXTENDED: { zh: '延期至', en: 'is extended to' },
  RECLASSIFIED: { zh: '重新归类或定级后时限', en: 'is judged otherwise now and due at' },
  RELAXED: { zh: '降低紧急程度后时限', en: 'is less urgent and due at' },
  RESTORED: { zh: '恢复原时限', en: 'is due, as before, at' },
  MERGED: { zh: '并单后自最早诉求起算，时限', en: 'counts from the earliest of the merged, and is due at' },
  UNMERGED: { zh: '撤销并单后时限', en: 'no longer counts from a merged one, and is due at' },
};

type Recalculated = Data<'DeadlineRecalculated'>;
type Outcome = Readonly<Record<Language, (d: Recalculated, as: Wording) => string>>;

const MOVED: Outcome = {
  zh: (d, as) => `由 ${as.time(d.oldDueAt)} 重算为 ${as.time(d.dueAt)}`,
  en: (d, as) => `was due at ${as.time(d.oldDueAt)} and is due at ${as.time(d.dueAt)} now`,
};
/** What has come of reckoning a clock again. */
const RECALCULATED: Readonly<Record<RecalculationEffect, Outcome>> = {
  LATER: MOVED,
  EARLIER: MOVED,
  KEPT: {
    zh: (d, as) => `仍为 ${as.time(d.dueAt)}，按规则应为 ${as.time(d.reckonedDueAt ?? d.dueAt)}，不提前`,
    en: (d, as) => `stays due at ${as.time(d.dueAt)}: ${as.time(d.reckonedDueAt ?? d.dueAt)} would be earlier`,
  },
  FIRM: {
    zh: (d, as) => `仍为 ${as.time(d.dueAt)}，不再是暂定`,
    en: (d, as) => `stays due at ${as.time(d.dueAt)}, no longer provisional`,
  },
  PROVISIONAL: {
    zh: (d, as) => `仍为 ${as.time(d.dueAt)}，现为暂定`,
    en: (d, as) => `stays due at ${as.time(d.dueAt)}, provisional now`,
  },
  SAME: { zh: (d, as) => `仍为 ${as.time(d.dueAt)}`, en: (d, as) => `stays due at ${as.time(d.dueAt)}` },
};

/** What the clocks of a whistle bring about. */
export const CLOCK_TEXTS: TextsOf<
  'DeadlineSet' | 'DeadlineMissed' | 'DeadlineWarned' | 'SupervisionOpened' | 'DeadlineCleared' | 'DeadlineRecalculated'
> = {
  DeadlineSet: {
    zh: (d, as) => `${clockOf(d, as, 'zh')}${SET[d.cause].zh} ${as.time(d.dueAt)}`,
    en: (d, as) => `${clockOf(d, as, 'en')} ${SET[d.cause].en} ${as.time(d.dueAt)}`,
    friendly: false,
  },
  DeadlineMissed: {
    zh: (d, as) => `${clockOf(d, as, 'zh')}超时（${as.time(d.dueAt)}${d.because ? '，更正后认定' : ''}）`,
    en: (d, as) =>
      `${clockOf(d, as, 'en')} ran out at ${as.time(d.dueAt)}${d.because ? ', as the correction shows' : ''}`,
    friendly: false,
  },
  DeadlineWarned: {
    zh: (d, as) => `${as.word(d.mark)}：${clockOf(d, as, 'zh')}时限 ${as.time(d.dueAt)}`,
    en: (d, as) => `${as.word(d.mark)}: ${clockOf(d, as, 'en')} is due at ${as.time(d.dueAt)}`,
    friendly: false,
  },
  SupervisionOpened: {
    zh: (d, as) =>
      d.reason === undefined
        ? `${as.word(`${d.level}_SLIP`)}：${clockOf(d, as, 'zh')}已超时（${as.time(d.dueAt)}）`
        : `${as.word(`${d.level}_SLIP`)}，请${d.unitId ? as.unit(d.unitId) : '派单席'}于 ${as.time(d.dueAt)} 前答复：${d.reason}`,
    en: (d, as) =>
      d.reason === undefined
        ? `${as.word(`${d.level}_SLIP`)}: ${clockOf(d, as, 'en')} ran out at ${as.time(d.dueAt)}`
        : `${as.word(`${d.level}_SLIP`)}, to be answered by ${d.unitId ? as.unit(d.unitId) : 'the desk'} until ${as.time(d.dueAt)}: ${d.reason}`,
    friendly: false,
  },
  DeadlineCleared: {
    zh: (d, as) => `${clockOf(d, as, 'zh')}不计超时（${as.word(d.because)}）`,
    en: (d, as) => `${clockOf(d, as, 'en')} counts as in time (${as.word(d.because)})`,
    friendly: false,
  },
  DeadlineRecalculated: {
    zh: (d, as) =>
      `${clockOf(d, as, 'zh')}时限${RECALCULATED[effectOfRecalculation(d)].zh(d, as)}（${as.word(d.reason)}）`,
    en: (d, as) => `${clockOf(d, as, 'en')} ${RECALCULATED[effectOfRecalculation(d)].en(d, as)} (${as.word(d.reason)})`,
    friendly: false,
  },
};
