import type { ReplayedOutcome } from '@app/whistles';
import { table } from '../deadlines-check/report.js';

export interface Breaches {
  clocks: number;
  missedBefore: number;
  missedAfter: number;
  newlyMissed: number;
  newlyMet: number;
}

/** Rows of a part of the report; the rest is told in one line. */
const MOST_ROWS = 40;

/** What would have been missed and met, on the whole and by clock, urgency and unit. */
export class Tally implements Breaches {
  clocks = 0;
  missedBefore = 0;
  missedAfter = 0;
  newlyMissed = 0;
  newlyMet = 0;
  /** Clocks that the other policy has no limit for; they count as met. */
  withoutLimit = 0;
  /** Clocks that would have run out at another moment. */
  moved = 0;
  private readonly parts = {
    clock: new Map<string, Breaches>(),
    urgency: new Map<string, Breaches>(),
    unit: new Map<string, Breaches>(),
  };

  add(outcome: ReplayedOutcome): void {
    this.count(outcome, 1);
  }

  /** What was added before it was known whole. */
  remove(outcome: ReplayedOutcome): void {
    this.count(outcome, -1);
  }

  private count(outcome: ReplayedOutcome, by: 1 | -1): void {
    const { clock, urgency, unitId = '(the whole whistle)', dueBefore, dueAfter } = outcome;
    const { clock: byClock, urgency: byUrgency, unit: byUnit } = this.parts;
    for (const one of [this, partOf(byClock, clock), partOf(byUrgency, urgency), partOf(byUnit, unitId)]) {
      count(one, outcome, by);
    }
    if (dueAfter === undefined) this.withoutLimit += by;
    else if (dueAfter !== dueBefore) this.moved += by;
  }

  /** A table for each part, those that differ most first. */
  report(): string {
    return Object.entries(this.parts)
      .map(([name, part]) => {
        const rows = [...part].sort(([a, one], [b, other]) => changed(other) - changed(one) || (a < b ? -1 : 1));
        const shown = rows.slice(0, MOST_ROWS).map(([key, one]) => [key, ...FIELDS.map((field) => String(one[field]))]);
        const more = rows.length > MOST_ROWS ? `\n… and ${rows.length - MOST_ROWS} more` : '';
        return `${table([name, ...HEADINGS], shown)}${more}`;
      })
      .join('\n\n');
  }
}

const FIELDS = ['clocks', 'missedBefore', 'missedAfter', 'newlyMissed', 'newlyMet'] as const;
const HEADINGS = ['clocks', 'missed before', 'after', 'met → missed', 'missed → met'];

const changed = ({ newlyMissed, newlyMet }: Breaches): number => newlyMissed + newlyMet;

function partOf(parts: Map<string, Breaches>, key: string): Breaches {
  const found = parts.get(key) ?? { clocks: 0, missedBefore: 0, missedAfter: 0, newlyMissed: 0, newlyMet: 0 };
  parts.set(key, found);
  return found;
}

function count(one: Breaches, { missedBefore, missedAfter }: ReplayedOutcome, by: 1 | -1): void {
  one.clocks += by;
  if (missedBefore) one.missedBefore += by;
  if (missedAfter) one.missedAfter += by;
  if (missedAfter && !missedBefore) one.newlyMissed += by;
  if (missedBefore && !missedAfter) one.newlyMet += by;
}
