/** What a copy of a life fills in. */
export interface Copy {
  /** ISO dates by day; index 0 is the first day of the copy. */
  readonly date: (day: number) => string;
  readonly number: string;
}

export const NUMBER_MARK = '#number#';
export const COMMAND_MARK = '#command#';

type Gap = number | typeof NUMBER_MARK | typeof COMMAND_MARK;
const GAPS = new RegExp(`(\\d{4}-\\d{2}-\\d{2}(?=T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z"|")|${NUMBER_MARK}|${COMMAND_MARK})`);
const DAY_MS = 86_400_000;

export const dayOf = (instant: string | number): number => Math.floor(new Date(instant).getTime() / DAY_MS);
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const momentInDay = (instant: string): number => Date.parse(instant) % DAY_MS;

/** A JSON text as a line of COPY wants it, cut where copies differ: at dates, which move by whole days, numbers and command ids. */
export class Pieces {
  private readonly texts: readonly string[];
  private readonly gaps: readonly Gap[];

  constructor(value: unknown, firstDay: number) {
    const parts = JSON.stringify(value).replaceAll('\\', '\\\\').split(GAPS);
    this.texts = parts.filter((_, index) => index % 2 === 0);
    this.gaps = parts
      .filter((_, index) => index % 2 === 1)
      .map((gap) => (gap === NUMBER_MARK || gap === COMMAND_MARK ? gap : dayOf(gap) - firstDay));
  }

  filled(copy: Copy, commandId: string): string {
    let text = this.texts[0] ?? '';
    for (const [index, gap] of this.gaps.entries()) {
      text += typeof gap === 'number' ? copy.date(gap) : gap === NUMBER_MARK ? copy.number : commandId;
      text += this.texts[index + 1] ?? '';
    }
    return text;
  }
}
