import type { CivilDate } from '@app/kernel';

/** Counts are kept on pages: a month, which is divided into days, or a year, which is divided into months. */
export type Page = 'MONTH' | 'YEAR';

/** Pages of one kind that a question takes something of. */
export interface Span {
  readonly page: Page;
  /** First day of the first page; absent: from the oldest on. */
  readonly from?: CivilDate;
  /** First day of the last page; absent: to the newest. */
  readonly to?: CivilDate;
  /** The first and last day of the month, or month of the year, counted from 1; absent: all of the page. */
  readonly parts?: readonly [number, number];
}

/**
 * A range of days as spans that cover each day once: years in the middle, whole months around them, days at the ends.
 * @param to inclusive
 * @param inYears whether years may be used, or nothing longer than a month
 */
export function spansOf(from: CivilDate | undefined, to: CivilDate | undefined, inYears: boolean): readonly Span[] {
  if (from !== undefined && to !== undefined && from > to) return [];
  const byDay = divided(dayOf(from), dayOf(to), daysIn);
  const days = byDay.pieces.map(({ page, parts }) => spanOf('MONTH', page, page, firstOfMonth, parts));
  if (!byDay.whole) return days;
  const { first, last } = byDay.whole;
  if (!inYears) return [...days, spanOf('MONTH', first, last, firstOfMonth)];
  const byMonth = divided(monthOf(first), monthOf(last), () => 12);
  const months = byMonth.pieces.map(({ page, parts }) => spanOf('YEAR', page, page, firstOfYear, parts));
  const years = byMonth.whole && spanOf('YEAR', byMonth.whole.first, byMonth.whole.last, firstOfYear);
  return [...days, ...months, ...(years ? [years] : [])];
}

/** Months are numbered from that of the year 0 on, years as they are called. */
type PageNumber = number;
interface Place {
  readonly page: PageNumber;
  readonly part: number;
}
interface Divided {
  readonly pieces: readonly { readonly page: PageNumber; readonly parts: readonly [number, number] }[];
  /** Pages of which everything is wanted; absent if there are none. */
  readonly whole?: { readonly first: PageNumber | undefined; readonly last: PageNumber | undefined };
}

/** Parts of pages at the ends of a range, and the whole pages between. */
function divided(from: Place | undefined, to: Place | undefined, partsOf: (page: PageNumber) => number): Divided {
  const begun = from !== undefined && from.part > 1;
  const unfinished = to !== undefined && to.part < partsOf(to.page);
  if (from?.page === to?.page && from && to && (begun || unfinished)) {
    return { pieces: [{ page: from.page, parts: [from.part, to.part] }] };
  }
  const pieces: Divided['pieces'][number][] = [];
  if (begun) pieces.push({ page: from.page, parts: [from.part, partsOf(from.page)] });
  if (unfinished) pieces.push({ page: to.page, parts: [1, to.part] });
  const first = begun ? from.page + 1 : from?.page;
  const last = unfinished ? to.page - 1 : to?.page;
  return first !== undefined && last !== undefined && first > last ? { pieces } : { pieces, whole: { first, last } };
}

function spanOf(
  page: Page,
  first: PageNumber | undefined,
  last: PageNumber | undefined,
  named: (page: PageNumber) => CivilDate,
  parts?: readonly [number, number],
): Span {
  return {
    page,
    ...(first !== undefined && { from: named(first) }),
    ...(last !== undefined && { to: named(last) }),
    ...(parts && { parts }),
  };
}

const dayOf = (date: CivilDate | undefined): Place | undefined =>
  date === undefined
    ? undefined
    : { page: Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1, part: Number(date.slice(8)) };
const monthOf = (month: PageNumber | undefined): Place | undefined =>
  month === undefined ? undefined : { page: Math.floor(month / 12), part: (month % 12) + 1 };
const daysIn = (month: PageNumber): number =>
  new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();

const firstOfYear = (year: PageNumber): CivilDate => `${String(year).padStart(4, '0')}-01-01`;
const firstOfMonth = (month: PageNumber): CivilDate =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
