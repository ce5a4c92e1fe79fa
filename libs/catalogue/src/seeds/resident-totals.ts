import type { Limit, LimitUnit } from '@app/working-time';
import { type Category, type ClockKind, limitOf, type SlaPack } from '../domain/index.js';
import type { Placed } from './seed-files.js';

/** About how many days each is: five working days of eight hours a week. */
const DAYS: Readonly<Record<LimitUnit, number>> = { MIN: 1 / 1440, UH: 1 / 24, WH: 7 / 5 / 8, WD: 7 / 5, ND: 1 };

/** Conditions in which the resident is promised an end (诉求总时限) before those who handle it must have come to one (办理). */
export function shortTotals(
  categories: readonly Placed<Category>[],
  packs: readonly Placed<SlaPack>[],
): { readonly at: Placed<Category>; readonly reason: string }[] {
  return categories.flatMap((at) => {
    const category = at.value;
    const pack = packs.find(({ value }) => value.jurisdiction === category.jurisdiction)?.value;
    return category.conditions.flatMap(({ seq: conditionSeq }, index) => {
      const of = (clock: ClockKind) =>
        limitOf({ category, conditionSeq, urgency: category.urgency, clock, areaPath: undefined }, () => pack)?.limit;
      const [handle, total] = [of('HANDLE'), of('RESIDENT_TOTAL')];
      if (!handle || !total || days(handle) <= days(total)) return [];
      const text = ({ amount, unit }: Limit) => `${amount} ${unit}`;
      const place = `${at.place}.conditions[${index}]`;
      return [{ at: { ...at, place }, reason: `RESIDENT_TOTAL ${text(total)} is shorter than HANDLE ${text(handle)}` }];
    });
  });
}

const days = ({ amount, unit }: Limit): number => amount * DAYS[unit];
