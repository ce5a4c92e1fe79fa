import type { TextsOf } from './wording.js';

/** 双评议. */
export const RATING_TEXTS: TextsOf<'DepartmentRated' | 'StreetRated'> = {
  DepartmentRated: {
    zh: (d, as) => `评 ${as.unit(d.unitId)} ${d.score} 分${d.note ? `：${d.note}` : ''}`,
    en: (d, as) => `${as.unit(d.unitId)} was rated ${d.score} of 5${d.note ? `: ${d.note}` : ''}`,
    friendly: false,
  },
  StreetRated: {
    zh: (d, as) => `${as.unit(d.unitId)} 评街道 ${d.score} 分${d.note ? `：${d.note}` : ''}`,
    en: (d, as) => `${as.unit(d.unitId)} rated the street ${d.score} of 5${d.note ? `: ${d.note}` : ''}`,
    friendly: false,
  },
};
