import type { Likeness, LikenessReason } from '@app/whistles';
import type { Language } from '../problems/problem.js';

type Text = Readonly<Record<Language, (how: Likeness) => string>>;

/** One sentence for each reason. A new reason does not compile until it has one. */
const TEXTS: Readonly<Record<LikenessReason, Text>> = {
  NEAR: {
    zh: ({ metres }) => `位置相近，相距 ${metres ?? 0} 米`,
    en: ({ metres }) => `Close by, ${metres ?? 0} m apart`,
  },
  SAME_AREA: { zh: () => '在同一区域', en: () => 'In the same area' },
  SOON: {
    zh: ({ hours }) => `时间相近，相隔 ${hours} 小时`,
    en: ({ hours }) => `Close in time, ${hours} h apart`,
  },
  SAME_CATEGORY: { zh: () => '事项类别相同', en: () => 'Of the same category' },
  SAME_FAMILY: { zh: () => '同属一个事项大类', en: () => 'Of the same family of categories' },
  OTHER_FAMILY: {
    zh: () => '不属同一事项大类，须先归类方可并单',
    en: () => 'Of different families of categories: to be reclassified before it can be merged',
  },
  SAME_WORDS: {
    zh: ({ similarity }) => `文字相似（${percent(similarity)}）`,
    en: ({ similarity }) => `In similar words (${percent(similarity)})`,
  },
  SAME_REPORTER: { zh: () => '同一诉求人', en: () => 'By the same reporter' },
};
const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Why two whistles may be about one event, as sentences: in the order of its `reasons`. */
export const likenessTexts = (how: Likeness, language: Language): string[] =>
  how.reasons.map((reason) => TEXTS[reason][language](how));
