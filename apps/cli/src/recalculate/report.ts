import type { RecalculatedClock } from '@app/whistles';
import { RECALCULATION_EFFECTS, type RecalculationEffect } from '@app/whistles/domain';

/** So many are named one by one, unless all are asked for. */
const MOST_NAMED = 50;

type Counted = Readonly<Record<Lowercase<RecalculationEffect>, number>>;

/** Clocks that were, or would be, reckoned again: those with another outcome one by one, the first to run out first. */
export class RecalculationReport {
  private readonly named: RecalculatedClock[] = [];
  private readonly tally = new Map<RecalculationEffect, number>();

  add(one: RecalculatedClock): void {
    this.tally.set(one.effect, (this.tally.get(one.effect) ?? 0) + 1);
    if (one.effect !== 'SAME') this.named.push(one);
  }

  /** How many have another outcome. */
  get changed(): number {
    return this.named.length;
  }

  /** How many of each outcome: `{later, earlier, kept, firm, provisional, same}`. */
  get counts(): Counted {
    const counted = RECALCULATION_EFFECTS.map((effect) => [effect.toLowerCase(), this.tally.get(effect) ?? 0]);
    return Object.fromEntries(counted) as Counted;
  }

  /** @param all absent: the first 50, and how many more there are */
  lines(all = false): string[] {
    const inOrder = this.named.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const shown = all ? inOrder : inOrder.slice(0, MOST_NAMED);
    const left = inOrder.length - shown.length;
    return [...shown.map(lineOf), ...(left > 0 ? [`… and ${left} more (--all names them)`] : [])];
  }
}

const keyOf = ({ oldDueAt, number, clockId }: RecalculatedClock): string => `${oldDueAt} ${number} ${clockId}`;

/** `XY261228-3  P3  HANDLE-6  XY-ZJ  2027-01-04T10:00:00.000Z → 2027-01-05T10:00:00.000Z, no longer provisional  (XY@1, CN@2)`. */
function lineOf(one: RecalculatedClock): string {
  const { number, urgency, clockId, unitId = 'the desk', policyVersion, calendarVersion } = one;
  return [
    number,
    urgency,
    clockId,
    unitId,
    `${outcomeOf(one)}${surenessOf(one)}`,
    `(${policyVersion}, ${calendarVersion})`,
  ].join('  ');
}

function outcomeOf({ effect, oldDueAt, dueAt, reckonedDueAt = '' }: RecalculatedClock): string {
  if (effect === 'KEPT') return `${dueAt} is kept (${reckonedDueAt} by the rules)`;
  return dueAt === oldDueAt ? `${dueAt} stays` : `${oldDueAt} → ${dueAt}`;
}

function surenessOf({ provisional, wasProvisional = provisional }: RecalculatedClock): string {
  if (provisional === wasProvisional) return '';
  return provisional ? ', provisional now' : ', no longer provisional';
}
