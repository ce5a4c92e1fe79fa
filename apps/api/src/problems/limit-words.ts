import type { Limit, LimitUnit } from '@app/working-time';

const many = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

const UNITS: Readonly<Record<'zh' | 'en', Readonly<Record<LimitUnit, (amount: number) => string>>>> = {
  zh: {
    MIN: (n) => `${n} 分钟`,
    UH: (n) => `${n} 小时`,
    WH: (n) => `${n} 个工作时`,
    WD: (n) => `${n} 个工作日`,
    ND: (n) => `${n} 日`,
  },
  en: {
    MIN: (n) => many(n, 'minute'),
    UH: (n) => many(n, 'hour'),
    WH: (n) => many(n, 'working hour'),
    WD: (n) => many(n, 'working day'),
    ND: (n) => many(n, 'day'),
  },
};

/** A limit as people say it: 4 个工作时, 4 working hours. */
export const limitWords = ({ amount, unit }: Pick<Limit, 'amount' | 'unit'>, language: keyof typeof UNITS): string =>
  UNITS[language][unit](amount);
