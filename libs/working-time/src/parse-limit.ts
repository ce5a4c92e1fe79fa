import { DomainError } from '@app/kernel';
import type { Limit, LimitUnit } from './limit.js';

const UNITS: Readonly<Record<string, LimitUnit>> = {
  min: 'MIN',
  分钟: 'MIN',
  h: 'UH',
  UH: 'UH',
  小时: 'UH',
  紧急工作时: 'UH',
  WH: 'WH',
  工作时: 'WH',
  WD: 'WD',
  工作日: 'WD',
  ND: 'ND',
  自然日: 'ND',
};
const SHAPE = new RegExp(`^(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(UNITS).join('|')})$`);

/**
 * A limit as people write it: `30 min`, `2 UH`, `4 WH`, `3 WD`, `7 ND`, `2紧急工作时`; hours without a kind (`2 h`) run on.
 * Prose, ranges and bare days (天: of which kind?) are refused, never guessed: real tables hold 种植季节15工作日.
 * @throws DomainError `working-time/unreadable-limit` with the text
 */
export function parseLimit(text: string): Limit {
  const [, amount, unit] = SHAPE.exec(text.trim()) ?? [];
  const kind = unit === undefined ? undefined : UNITS[unit];
  if (kind === undefined || !(Number(amount) > 0)) throw new DomainError('working-time/unreadable-limit', { text });
  return { amount: Number(amount), unit: kind };
}
