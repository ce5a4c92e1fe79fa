import { DomainError } from '@app/kernel';
import type { Limit, LimitUnit, Season } from './limit.js';

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
 * Prose, ranges and bare days (天: of which kind?) are refused, never guessed (EC-25): real tables hold 1紧急工作时制止.
 * @param seasons by name: with `{ 种植季节: { from: '03-01', through: '05-31' } }` 种植季节15工作日 is 15 WD that may only start
 *   then; without that name it is prose
 * @throws DomainError `working-time/unreadable-limit` with the text
 */
export function parseLimit(text: string, seasons: Readonly<Record<string, Season>> = {}): Limit {
  const written = text.trim();
  const [name, season] = Object.entries(seasons).find(([name]) => name !== '' && written.startsWith(name)) ?? [
    '',
    undefined,
  ];
  const [, amount, unit] = SHAPE.exec(written.slice(name.length).trimStart()) ?? [];
  const kind = unit === undefined ? undefined : UNITS[unit];
  if (kind === undefined || !(Number(amount) > 0)) throw new DomainError('working-time/unreadable-limit', { text });
  return { amount: Number(amount), unit: kind, ...(season && { season }) };
}
