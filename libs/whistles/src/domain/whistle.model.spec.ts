import { type Actor, DomainError } from '@app/kernel';
import {
  command,
  desk,
  factsFor,
  housing,
  minutesLater,
  police,
  raise,
  resident,
  sanitation,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { possibleActions } from './possible-actions.js';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand, WhistleCommandType } from './whistle.commands.js';
import { type WhistleEvent, whistleEvents, type WhistleEventType } from './whistle.events.js';
import { whistle } from './whistle.js';
import { STATUSES } from './whistle.words.js';
import { assignmentsOf, type WhistleState } from './whistle.state.js';
import { ALLOWED_FROM } from './transitions.js';

const ENDED = ['REJECTED', 'CLOSED', 'WITHDRAWN'];
const CATEGORIES = ['WY02', 'WY02', 'CG01', 'WY09', 'HJ03', 'WY05', 'YJ01', 'SQ01', 'SQ09', 'NY01', undefined];
const clerk = (unitId: string): Actor => ({ ...street, id: `clerk of ${unitId}`, unitId });
/** Which clocks each event stops; of the whole whistle, or of its own assignment. Not read from the code. */
const STOPPED: Partial<Record<WhistleEventType, 'ALL' | readonly string[]>> = {
  WhistleAccepted: ['ACCEPT'],
  WhistleDispatched: ['DISPATCH'],
  AssignmentSigned: ['SIGN'],
  ContactRecorded: ['CONTACT'],
  DepartmentReportedIn: ['REPORT_IN'],
  AssignmentResultSubmitted: 'ALL',
  WhistleRejected: 'ALL',
  ResultSubmitted: 'ALL',
  WhistleClosed: 'ALL',
  WhistleWithdrawn: 'ALL',
};

/** What somebody does next; numbers are taken round the possibilities that there are. */
const step = fc.record({
  /** Mostly a command that the status admits, now and then any. */
  wild: fc.nat(9).map((n) => n === 0),
  which: fc.nat(1000),
  unit: fc.nat(1000),
  ownUnit: fc.nat(9).map((n) => n > 0),
  category: fc.constantFrom(...CATEGORIES),
  minutes: fc.oneof(fc.constantFrom(0, 1, 15, 60), fc.nat(3000)),
  flag: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const TYPES = Object.keys(ALLOWED_FROM) as WhistleCommandType[];

function choose(chosen: Step, state: WhistleState, at: string): AnyWhistleCommand {
  const { which, unit, flag } = chosen;
  const admitted = TYPES.filter((type) => ALLOWED_FROM[type].some((status) => status === state.status));
  const types = chosen.wild || admitted.length === 0 ? TYPES : admitted;
  const assignments = assignmentsOf(state);
  const assignment = assignments[unit % Math.max(1, assignments.length)];
  const assignmentId = assignment?.assignmentId ?? 'a1';
  const actor = chosen.ownUnit ? clerk(assignment?.unitId ?? 'XY-ZJ') : [housing, police, sanitation, desk][unit % 4]!;
  const outcome = flag ? 'RESOLVED' : 'EXPLAINED';
  const assists = [['XY-S1-JD'], ['XY-S1-JD', 'XY-S1-GA'], ['XY-HW'], []][unit % 4]!;
  const conditionSeq = flag && chosen.category === 'WY02' ? 2 : 1;
  const build: { readonly [Type in WhistleCommandType]: () => commands.WhistleCommandOf<Type> } = {
    RaiseWhistle: () => raise({ categoryCode: chosen.category, anonymity: flag ? 'NAMED' : 'ANONYMOUS' }, resident, at),
    ImportWhistle: () =>
      command(
        commands.ImportWhistle,
        {
          source: { system: 'old', id: '1' },
          summary: '路灯不亮',
          categoryCode: chosen.category ?? 'WY02',
          unitId: 'XY-ZJ',
          location: { areaPath: 'XY' },
          openedAt: at,
          closingKind: 'RECORDED',
          ...(flag && { targetAt: minutesLater(unit) }),
          ...(unit % 3 === 0 && { closedAt: minutesLater(which) }),
        },
        desk,
        at,
      ),
    AcceptWhistle: () => command(commands.AcceptWhistle, { categoryCode: chosen.category, conditionSeq }, desk, at),
    RejectWhistle: () =>
      command(commands.RejectWhistle, { reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }, desk, at),
    ReclassifyWhistle: () =>
      command(
        commands.ReclassifyWhistle,
        {
          categoryCode: chosen.category ?? 'WY02',
          conditionSeq,
          urgency: (['P1', 'P2', 'P3', 'P4'] as const)[unit % 4],
          reason: '核实',
        },
        desk,
        at,
      ),
    DispatchWhistle: () =>
      command(
        commands.DispatchWhistle,
        flag
          ? {}
          : {
              leadUnitId: 'XY-ZJ',
              assists: assists.map((unitId) => ({ unitId, mandatory: which % 2 === 0 })),
              overrideReason: '跨类',
            },
        desk,
        at,
      ),
    SignAssignment: () => command(commands.SignAssignment, { assignmentId }, actor, at),
    RecordContact: () =>
      command(commands.RecordContact, { assignmentId, contacted: flag ? 'REPORTER' : 'STREET' }, actor, at),
    ReportIn: () => command(commands.ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actor, at),
    StartHandling: () => command(commands.StartHandling, { assignmentId }, actor, at),
    LogProgress: () => command(commands.LogProgress, { assignmentId, note: '已约谈' }, actor, at),
    SubmitAssistResult: () =>
      command(commands.SubmitAssistResult, { assignmentId, outcome, reply: '已到场' }, actor, at),
    SubmitResult: () => command(commands.SubmitResult, { assignmentId, outcome, reply: '已清理' }, actor, at),
    StartFollowUp: () => command(commands.StartFollowUp, {}, supervisor, at),
    RecordFollowUp: () =>
      command(
        commands.RecordFollowUp,
        flag ? { answered: true, solved: unit % 2 === 0, satisfaction: 'NEUTRAL', by: 'STAFF' } : { answered: false },
        supervisor,
        at,
      ),
    CloseWhistle: () => command(commands.CloseWhistle, flag ? { note: '已解释' } : {}, supervisor, at),
    WithdrawWhistle: () => command(commands.WithdrawWhistle, { reason: '不用了' }, resident, at),
    RunClocks: () => command(commands.RunClocks, {}, desk, at),
  };
  // ways that end a whistle early are taken less often, so that most runs get to its end
  const type = types[which % types.length]!;
  const early = ['RejectWhistle', 'WithdrawWhistle'].includes(type) && which % 7 !== 0;
  return build[early ? 'RunClocks' : type]();
}

/** `expect` is too slow for tens of thousands of checks. */
function must(holding: boolean, rule: string): void {
  if (!holding) throw new Error(`not so: ${rule}`);
}

/** Undefined if a rule refuses; anything else that is thrown is a fault. */
function decide(one: AnyWhistleCommand, state: WhistleState): readonly WhistleEvent[] | undefined {
  try {
    return whistle.decide(one, state, factsFor(one));
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** Follows the clocks of one whistle by the events alone. */
class Clocks {
  private readonly running = new Map<
    string,
    { clock: string; assignmentId?: string | undefined; dueAt: string; missed: boolean }
  >();

  apply({ type, data, occurredAt }: WhistleEvent): void {
    if (type === 'DeadlineSet') {
      const before = this.running.get(data.clockId);
      if (before) {
        must(!before.missed, 'a missed deadline is not set again');
        must(data.dueAt < before.dueAt, 'a deadline only comes forward');
      }
      this.running.set(data.clockId, { ...data, missed: false });
    }
    if (type === 'DeadlineMissed') {
      const clock = this.running.get(data.clockId);
      must(clock?.missed === false && clock.dueAt === data.dueAt, 'missed is what runs, once, at its deadline');
      must(data.dueAt < data.detectedAt, 'missed is what is past');
      must(occurredAt === data.dueAt, 'a breach is dated at its deadline');
      clock!.missed = true;
    }
    const stopped = STOPPED[type];
    const own =
      type === 'AssignmentSigned' ||
      type === 'ContactRecorded' ||
      type === 'DepartmentReportedIn' ||
      type === 'AssignmentResultSubmitted';
    for (const [clockId, { clock, assignmentId }] of this.running) {
      const concerned = !own || ('assignmentId' in data && data.assignmentId === assignmentId);
      if (stopped && concerned && (stopped === 'ALL' || stopped.includes(clock))) this.running.delete(clockId);
    }
  }

  overlooked(at: string): string[] {
    return [...this.running].filter(([, { dueAt, missed }]) => dueAt < at && !missed).map(([clockId]) => clockId);
  }
}

const reached = new Set<string>();

function holds(steps: readonly Step[]): void {
  let state: WhistleState = whistle.initial;
  let minutes = 0;
  const history: WhistleEvent[] = [];
  const clocks = new Clocks();
  for (const chosen of steps) {
    minutes += chosen.minutes;
    const one = choose(chosen, state, minutesLater(minutes));
    const before: WhistleState = state;
    const events = decide(one, before);
    if (!events) continue;
    must(!ENDED.includes(before.status) || events.length === 0, 'nothing follows the end');
    if (before.status !== 'NONE' && one.type !== 'RunClocks') {
      const offered = possibleActions(before).map(
        (action) => `${action.command} ${action.assignment?.assignmentId ?? ''}`,
      );
      const onAssignment = 'assignmentId' in one.input ? one.input.assignmentId : '';
      must(offered.includes(`${one.type} ${onAssignment}`), 'what is accepted was offered');
    }
    for (const event of events) {
      must(whistleEvents[event.type].schema.safeParse(event.data).success, 'an event fits its schema');
      clocks.apply(event);
      state = whistle.evolve(state, event);
      history.push(event);
    }
    must(clocks.overlooked(one.context.at).length === 0, 'no breach is overlooked');
    checkAssignments(state, history);
    reached.add(state.status);
  }
}

function checkAssignments(state: WhistleState, history: readonly WhistleEvent[]): void {
  const assignments = assignmentsOf(state);
  if (history.some(({ type }) => type === 'WhistleDispatched')) {
    must(assignments.filter(({ role }) => role === 'LEAD').length === 1, 'one lead');
  }
  must(new Set(assignments.map(({ unitId }) => unitId)).size === assignments.length, 'one assignment per unit');
  const allIn = history.flatMap((event) => (event.type === 'AllDepartmentsReportedIn' ? [event.data.setRevision] : []));
  must(new Set(allIn).size === allIn.length, 'all in once per round');
  const everybodyIn =
    assignments.length > 0 &&
    assignments.every(({ mandatory, reportedIn, reportsIn }) => !mandatory || !reportsIn || reportedIn);
  const convened = assignments.some(({ reportsIn }) => reportsIn);
  must(allIn.length > 0 === (convened && everybodyIn), 'all in when all are in');
}

describe('whatever is commanded, in whatever order', () => {
  it('a whistle keeps its invariants', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), holds), { numRuns: 400 });
  });

  it('and the runs got everywhere', () => {
    expect([...reached]).toEqual(expect.arrayContaining([...STATUSES]));
  });
});
