import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { SUPERVISION_LEVELS } from './aftercare.words.js';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { assignmentOf, ownAssignment, ref } from './own-assignment.js';
import { recipientsOf } from './recipients.js';
import type { RunningClock } from './running-clock.js';
import { dated } from './settle.js';
import { allowed, ALLOWED_FROM } from './transitions.js';
import type { AnswerSupervision, OpenSupervision } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { evolve } from './whistle.evolve.js';
import { leadOf, type Whistle, type WhistleState } from './whistle.state.js';

const DESK: readonly string[] = ['DISPATCHER', 'STREET', 'COMMUNITY'];

/**
 * 督办 by a person, with a clock of its own for the answer. It is told on the whistle itself: it is about one, and what may
 * be sent back once more depends on it. While an answer is open, only a severer one follows.
 */
export function openSupervision(
  { input, context }: OpenSupervision,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('OpenSupervision', state);
  const { actor, at } = context;
  const { assignmentId, level, reason } = input;
  const assignment = assignmentId === undefined ? leadOf(whistle) : assignmentOf({ input: { assignmentId } }, whistle);
  const before = whistle.supervisions.find((one) => one.assignmentId === assignment?.assignmentId);
  if (before && !before.answered && rank(level) <= rank(before.level)) {
    throw new DomainError('supervision/not-severer', { level: before.level });
  }
  const { areaPath } = whistle.raised.location;
  const to = recipientsOf(`${level}_SLIP`, { unitId: assignment?.unitId, areaPath, at }, facts.directory);
  const said = { reason: deIdentify(reason, facts.known), by: actor.id };
  const of = assignment && ref(assignment);
  const start = { ...nextClock(whistle, facts.catalogue, at), ...(of && { of }) };
  return startClocks(facts.catalogue, clocksStartedBy('SupervisionOpened'), start).flatMap((set): WhistleEvent[] => {
    const { clockId, clock, dueAt } = set.data;
    return [{ type: 'SupervisionOpened', data: { clockId, clock, ...of, level, dueAt, to, ...said } }, set];
  });
}

const rank = (level: OpenSupervision['input']['level']): number => SUPERVISION_LEVELS.indexOf(level);

/** What takes an order from its unit, or stops the clock of one at the desk with all others (并单): neither ends the order. */
const LEAVES_IT = ['AssignmentReleased', 'WhistleMerged', 'WhistleUnmerged'] as const;

/**
 * 督办 that its unit has left unanswered is the desk's to answer, within the same limit from then on; what was the desk's already
 * keeps its time through a merger and out of it, unless that had run out. Given what a command has led to, with that clock.
 */
export function leftToTheDesk(events: readonly WhistleEvent[], state: WhistleState, at: Instant, facts: WhistleFacts) {
  const left = LEAVES_IT.find((one) => events.some(({ type }) => type === one));
  if (!left) return [...events];
  const after = events.reduce((now, event) => evolve(now, dated(event, at)), state);
  const answers = ALLOWED_FROM.AnswerSupervision.some((status) => status === after.status);
  if (after.status === 'NONE' || !answers || !isOpenAtDesk(after) || clockAtDesk(after)) return [...events];
  const before = clockAtDesk(state);
  const start = {
    ...nextClock(after, facts.catalogue, at),
    ...(before && !before.missed && { startedAt: before.startedAt }),
  };
  const starts = clocksStartedBy(left).filter((clock) => clock === 'SUPERVISION');
  return [...events, ...startClocks(facts.catalogue, starts, start)];
}

const isOpenAtDesk = ({ supervisions }: Whistle): boolean =>
  supervisions.some((one) => one.assignmentId === undefined && !one.answered);

const clockAtDesk = (state: WhistleState): RunningClock | undefined =>
  state.status === 'NONE'
    ? undefined
    : state.clocks.find(({ clock, assignmentId }) => clock === 'SUPERVISION' && assignmentId === undefined);

/** 督办答复, by the unit; by the desk where no unit had it yet. */
export function answerSupervision(
  command: AnswerSupervision,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('AnswerSupervision', state);
  const { input, context } = command;
  const { assignmentId } = input;
  const of =
    assignmentId === undefined ? undefined : ref(ownAssignment({ input: { assignmentId }, context }, whistle, facts));
  if (!of && !DESK.includes(context.actor.role)) throw new DomainError('supervision/not-yours');
  if (!whistle.supervisions.some((one) => one.assignmentId === assignmentId && !one.answered)) {
    throw new DomainError('supervision/none-open');
  }
  return [{ type: 'SupervisionAnswered', data: { ...of, reply: deIdentify(input.reply, facts.known) } }];
}
