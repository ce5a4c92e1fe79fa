import type { Category, Urgency, WhistleType } from '@app/catalogue/domain';
import { DomainError, type Instant } from '@app/kernel';
import { clocksStartedBy } from './clocks.js';
import { type ClockPlace, placeOfWhistle } from './clock-rules.js';
import { resumed, startClocks } from './deadlines.js';
import type { ProposedUnit } from './dispatch-policies.js';
import type { WhistleFacts } from './facts.js';
import type { RunningClock } from './running-clock.js';
import type { WhistleEvent } from './whistle.events.js';
import { assignmentsOf, liveAssignmentsOf, type Whistle } from './whistle.state.js';

/** What a unit is given. */
export interface Task extends ProposedUnit {
  readonly mandatory: boolean;
  readonly reason: string;
  readonly noReturn?: boolean;
  /** The clock to handle that goes on, of the same unit's earlier assignment (EC-09). */
  readonly heldClock?: RunningClock | undefined;
}

interface Classified extends ClockPlace {
  readonly category: Category;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  readonly whistleType?: WhistleType | undefined;
}

export interface ToAssign extends Classified {
  readonly tasks: readonly Task[];
  readonly at: Instant;
  /** Numbers of assignments and clocks go on from here: none is used twice. */
  readonly assignmentCount: number;
  readonly clockCount: number;
  /** Whether the units are convened: not where one alone is ordered directly (直派). */
  readonly reportsIn: boolean;
  /** 控险: somebody has made it safe already. */
  readonly contained?: boolean;
  /** Where no dispatch makes the set. */
  readonly setRevision?: number;
  /** All were in: a further one that has to come undoes that. */
  readonly wasReported?: boolean;
}

/** Each unit is told to sign, to contact the reporter, to report in if it is convened, and to handle; the lead to make safe. */
export function assign(order: ToAssign, { catalogue }: Pick<WhistleFacts, 'catalogue'>): WhistleEvent[] {
  const { category, conditionSeq, urgency, whistleType, areaPath, timeZone, at, reportsIn, setRevision } = order;
  let nextNumber = order.clockCount + 1;
  return order.tasks.flatMap((task, index): WhistleEvent[] => {
    const { unitId, role, mandatory, reason, noReturn, heldClock } = task;
    const assignment = { assignmentId: `a${order.assignmentCount + index + 1}`, unitId };
    const clocks = clocksStartedBy('AssignmentCreated').filter(
      (clock) =>
        (clock !== 'REPORT_IN' || reportsIn) &&
        (clock !== 'CONTAIN' || (role === 'LEAD' && !order.contained)) &&
        (clock !== 'HANDLE' || !heldClock),
    );
    const of = { areaPath, timeZone, categoryCode: category.code, conditionSeq, urgency, whistleType };
    const started = startClocks(catalogue, clocks, { ...of, at, of: assignment, nextNumber });
    const goesOn = heldClock
      ? [goingOn(heldClock, `HANDLE-${nextNumber + started.length}`, resumed(catalogue, heldClock, order, at).data)]
      : [];
    const deadlines = [...started, ...goesOn].map((set) => ({ ...set, data: { ...set.data, ...assignment } }));
    nextNumber += deadlines.length;
    const undoes = order.wasReported && mandatory && reportsIn;
    return [
      {
        type: 'AssignmentCreated',
        data: {
          ...assignment,
          role,
          mandatory,
          reportsIn,
          reason,
          ...(noReturn && { noReturn }),
          ...(setRevision !== undefined && { setRevision }),
          ...(undoes && { caseStatus: 'DISPATCHED' as const }),
        },
      },
      ...deadlines,
    ];
  });
}

function goingOn(held: RunningClock, clockId: string, data: ReturnType<typeof resumed>['data']) {
  const carried = { missed: false, noticed: [], extensions: held.extensions };
  return { type: 'DeadlineSet' as const, data: { ...data, clockId, carried } };
}

/** @throws DomainError whistle/unclassified */
export function classified(whistle: Whistle, { catalogue }: Pick<WhistleFacts, 'catalogue'>, at: Instant): Classified {
  const { categoryCode, conditionSeq, urgency, whistleType } = whistle;
  const category = categoryCode === undefined ? undefined : catalogue.category(categoryCode, at);
  if (!category || !urgency) throw new DomainError('whistle/unclassified');
  return { ...placeOfWhistle(whistle), category, conditionSeq, urgency, whistleType };
}

/** Gives a whistle's units, or further ones, their tasks. */
export function assignOf(
  whistle: Whistle,
  tasks: readonly Task[],
  { at, facts, setRevision }: { readonly at: Instant; readonly facts: WhistleFacts; readonly setRevision?: number },
): WhistleEvent[] {
  const of = classified(whistle, facts, at);
  const all = assignmentsOf(whistle);
  const together = tasks.length + liveAssignmentsOf(whistle).length > 1;
  const order = {
    ...of,
    tasks,
    at,
    assignmentCount: all.length,
    clockCount: whistle.clockCount,
    reportsIn: !of.category.directDispatch || together,
    contained: all.some(({ contained }) => contained),
    ...(setRevision !== undefined && { setRevision }),
    wasReported: whistle.status === 'REPORTED',
  };
  return assign(order, facts);
}
