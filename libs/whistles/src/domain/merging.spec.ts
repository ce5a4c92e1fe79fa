import { familyOf } from '@app/catalogue/domain';
import {
  chasingCity,
  china,
  type City,
  command,
  desk,
  given,
  happenedIn,
  housing,
  minutesLater,
  NOON,
  raise,
  type RaiseInput,
  resident,
  smallCity,
  supervisor,
  whistleId,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { stageOf } from './followers.js';
import { possibleActions } from './possible-actions.js';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand } from './whistle.commands.js';
import { whistle } from './whistle.js';
import type { Whistle } from './whistle.state.js';

const [OWN, MASTER, OTHER] = [whistleId(1), whistleId(2), whistleId(3)];
const stateOf = (city: City, ...told: readonly AnyWhistleCommand[]): Whistle => {
  const state = happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
  if (state.status === 'NONE') throw new Error('nothing was raised');
  return state;
};
const accept = (at = NOON, input: commands.AcceptWhistle['input'] = {}) =>
  command(commands.AcceptWhistle, input, desk, at);
/** Somebody's report of the same, later than the master's. */
const mine = (input: Partial<RaiseInput> = {}, at = minutesLater(10)) => raise(input, resident, at, OWN);
const merge = (at = minutesLater(30)) =>
  command(commands.MergeWhistle, { masterId: MASTER, reason: '同一处' }, desk, at, OWN);
const beside = (master: Whistle, city: City = smallCity) => ({
  ...city,
  other: { whistleId: MASTER, whistle: master, sameReporter: false },
});
const master = stateOf(smallCity, raise({}, resident, NOON, MASTER), accept());
const decidedIn = (city: City, told: readonly AnyWhistleCommand[], one: AnyWhistleCommand) =>
  whistle.decide(one, stateOf(city, ...told), one.type === 'MergeWhistle' ? beside(master, city) : city);
const after = (...told: readonly AnyWhistleCommand[]) => given(whistle, happenedIn(smallCity, ...told));

describe('what is merged', () => {
  it('keeps its stream: its clocks stop, and what they stood at is noted', () => {
    expect(decidedIn(smallCity, [mine(), accept(minutesLater(20))], merge())).toEqual([
      {
        type: 'WhistleMerged',
        data: {
          masterId: MASTER,
          masterNumber: 'XY260302-1',
          from: 'ACCEPTED',
          reason: '同一处',
          by: 'desk',
          held: [{ clock: 'DISPATCH', startedAt: minutesLater(20), dueAt: minutesLater(20 + 24 * 60) }],
        },
      },
    ]);
    const merged = stateOf(smallCity, mine(), accept(minutesLater(20)), merge());
    expect(merged).toMatchObject({ status: 'MERGED', clocks: [], categoryCode: 'WY02', urgency: 'P3' });
  });

  const refusedBeside = (other: Whistle, code: string, input: Partial<RaiseInput> = {}) =>
    after(mine(input)).when(merge(), beside(other)).thenRefused(code);
  const other = (input: Partial<RaiseInput>, ...told: readonly AnyWhistleCommand[]) =>
    stateOf(smallCity, raise(input, resident, NOON, MASTER), ...told);

  it('is never confidential, nor merged into what is', () => {
    refusedBeside(other({ categoryCode: 'YJ01' }), 'merge/sealed');
    refusedBeside(master, 'merge/sealed', { categoryCode: 'YJ01' });
  });

  it('goes into what is open, in one step', () => {
    refusedBeside(other({}, command(commands.WithdrawWhistle, { reason: '不用了' }, resident)), 'merge/master-ended');
    refusedBeside(other({}, accept(), merge(NOON)), 'merge/master-merged');
    const outcome = { stage: 'ANSWERED', outcome: 'RESOLVED', reply: '已修复', kind: 'EXPLAINED' } as const;
    const told = command(commands.FollowMaster, { masterId: MASTER, master: outcome }, desk, NOON, OWN);
    expect(other({}, accept(), merge(NOON), told).status).toBe('FOLLOW_UP');
    refusedBeside(other({}, accept(), merge(NOON), told), 'merge/master-merged');
    const absorbed = command(
      commands.AbsorbFollower,
      { followerId: OTHER, number: 'XY260302-3', raisedAt: NOON },
      desk,
      NOON,
    );
    after(mine(), absorbed).when(merge(), beside(master)).thenRefused('merge/has-followers', { followers: 1 });
    const itself = command(commands.MergeWhistle, { masterId: OWN, reason: '同一处' }, desk, NOON, OWN);
    after(mine()).when(itself, beside(master)).thenRefused('whistle/itself');
  });

  it('is of the same family of categories, or not classified yet', () => {
    refusedBeside(master, 'merge/other-family', { categoryCode: 'HJ03' });
    expect(decidedIn(smallCity, [mine({ categoryCode: 'WY05' })], merge()).map(({ type }) => type)).toEqual([
      'WhistleMerged',
    ]);
    expect(decidedIn(smallCity, [mine({ categoryCode: undefined })], merge()).map(({ type }) => type)).toEqual([
      'WhistleMerged',
    ]);
    expect(['CG01', 'LS-CG01', 'POTHOLE'].map(familyOf)).toEqual(['CG', 'LS-CG', 'POTHOLE']);
  });
});

describe('what is taken out again', () => {
  const unmerge = (at: string) => command(commands.UnmergeWhistle, { reason: '是另一处' }, desk, at, OWN);
  const merged = [mine(), accept(minutesLater(20)), merge()];

  it('waits to be dispatched by a new clock; what was promised to the resident has gone on', () => {
    const events = decidedIn(chasingCity, merged, unmerge(minutesLater(90)));
    expect(events).toMatchObject([
      { type: 'WhistleUnmerged', data: { masterId: MASTER, to: 'ACCEPTED', cause: 'STAFF', reason: '是另一处' } },
      { type: 'WhistleRouted', data: { lead: { unitId: 'XY-ZJ' } } },
      { type: 'DeadlineSet', data: { clock: 'DISPATCH', startedAt: minutesLater(90), cause: 'STARTED' } },
      { type: 'DeadlineSet', data: { clock: 'RESIDENT_TOTAL', startedAt: minutesLater(10), cause: 'STARTED' } },
    ]);
    const total = (state: Whistle) => state.clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL')?.dueAt;
    expect(total(stateOf(chasingCity, ...merged, unmerge(minutesLater(90))))).toBe(total(stateOf(chasingCity, mine())));
  });

  it('goes back to where it came from, and may be merged once more', () => {
    const never = [mine(), merge(minutesLater(12))];
    expect(stateOf(smallCity, ...never, unmerge(minutesLater(20)))).toMatchObject({
      status: 'RAISED',
      clocks: [{ clock: 'ACCEPT', startedAt: minutesLater(20) }],
    });
    expect(stateOf(smallCity, ...merged, unmerge(minutesLater(90)), merge(minutesLater(91))).status).toBe('MERGED');
  });

  it('was merged', () => {
    after(mine()).when(unmerge(NOON), smallCity).thenRefused('whistle/not-in-this-state', { current: 'RAISED' });
  });
});

describe('what is ordered (督办) of what is merged', () => {
  const unmerge = command(commands.UnmergeWhistle, { reason: '是另一处' }, desk, china('03-03', '10:00'), OWN);
  const MERGED_AT = china('03-02', '16:00');
  const dispatched = [
    mine(),
    accept(minutesLater(20)),
    command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '就近' }, desk, minutesLater(21), OWN),
  ];
  const ordered = (at = minutesLater(25)) =>
    command(commands.OpenSupervision, { level: 'RED', reason: '群众反映强烈' }, supervisor, at, OWN);
  const answered = command(commands.AnswerSupervision, { reply: '已并单处理' }, desk, china('03-02', '17:00'), OWN);
  const ofDesk = ({ clocks }: Whistle) =>
    clocks.flatMap(({ clock, assignmentId, startedAt, dueAt }) =>
      clock === 'SUPERVISION' ? [{ assignmentId, startedAt, dueAt }] : [],
    );
  /** One working day from Monday the 2nd. */
  const TUESDAY = china('03-03', '18:00');

  it('of a unit that has not answered is the desk’s to answer from then on, in the merger and out of it', () => {
    const merged = stateOf(smallCity, ...dispatched, ordered(), merge(MERGED_AT));
    expect(merged).toMatchObject({ status: 'MERGED', supervisions: [{ assignmentId: undefined, answered: false }] });
    expect(ofDesk(merged)).toEqual([{ startedAt: MERGED_AT, dueAt: TUESDAY }]);
    const alone = stateOf(smallCity, ...dispatched, ordered(), merge(MERGED_AT), unmerge);
    expect(alone).toMatchObject({ status: 'ACCEPTED', supervisions: [{ assignmentId: undefined, answered: false }] });
    expect(ofDesk(alone)).toEqual([{ startedAt: MERGED_AT, dueAt: TUESDAY }]);
  });

  it('of the desk keeps its time, and another day where that had run out', () => {
    const accepted = [mine(), accept(minutesLater(20))];
    const told = [...accepted, ordered(), merge(MERGED_AT)];
    expect(ofDesk(stateOf(smallCity, ...told))).toEqual([{ startedAt: minutesLater(25), dueAt: TUESDAY }]);
    const late = command(commands.UnmergeWhistle, { reason: '是另一处' }, desk, china('03-04', '09:00'), OWN);
    expect(ofDesk(stateOf(smallCity, ...told, late))).toEqual([
      { startedAt: china('03-04', '09:00'), dueAt: china('03-05', '18:00') },
    ]);
  });

  it('is answered in the merger, and then nothing is owed any more', () => {
    const told = [...dispatched, ordered(), merge(MERGED_AT)];
    const at = china('03-02', '17:00');
    const offered = (state: Whistle) =>
      possibleActions(state, { ...smallCity, at }).some(({ command: one }) => one === 'AnswerSupervision');
    expect(offered(stateOf(smallCity, ...told))).toBe(true);
    const state = stateOf(smallCity, ...told, answered);
    expect(state).toMatchObject({ status: 'MERGED', clocks: [], supervisions: [{ answered: true }] });
    expect(offered(state)).toBe(false);
    expect(ofDesk(stateOf(smallCity, ...told, answered, unmerge))).toEqual([]);
  });

  it('outlasts that the own reporter is asked, and that the master is worked on again', () => {
    const outcome = { stage: 'ANSWERED', outcome: 'RESOLVED', reply: '已修复', kind: 'EXPLAINED' } as const;
    const follow = (what: commands.FollowMaster['input']['master']) =>
      command(commands.FollowMaster, { masterId: MASTER, master: what }, desk, china('03-02', '17:30'), OWN);
    const told = [...dispatched, ordered(), merge(MERGED_AT), follow(outcome)];
    for (const story of [told, [...told, follow({ stage: 'OPEN' })]]) {
      expect(ofDesk(stateOf(smallCity, ...story))).toEqual([{ startedAt: MERGED_AT, dueAt: TUESDAY }]);
    }
  });
});

describe('the master', () => {
  const follower = (n: number, raisedAt: string, acceptedAt?: string, at = minutesLater(60)) =>
    command(
      commands.AbsorbFollower,
      { followerId: whistleId(n), number: `XY260302-${n}`, raisedAt, acceptedAt },
      desk,
      at,
      MASTER,
    );
  const release = (n: number, at = minutesLater(70)) =>
    command(commands.ReleaseFollower, { followerId: whistleId(n) }, desk, at, MASTER);
  const raised = [raise({}, resident, minutesLater(50), MASTER), accept(minutesLater(55))];
  const startOf = (clock: string, ...told: readonly AnyWhistleCommand[]) =>
    stateOf(chasingCity, ...told).clocks.find((one) => one.clock === clock)?.startedAt;

  it('EC-14: counts from whoever has waited longest', () => {
    const told = [...raised, follower(4, minutesLater(5), minutesLater(20)), follower(5, minutesLater(30))];
    expect(startOf('RESIDENT_TOTAL', ...told)).toBe(minutesLater(5));
    expect(startOf('DISPATCH', ...told)).toBe(minutesLater(20));
    expect(decidedIn(chasingCity, raised, follower(4, minutesLater(5)))).toMatchObject([
      { type: 'FollowerAbsorbed', data: { followerId: whistleId(4), raisedAt: minutesLater(5) } },
      { type: 'DeadlineSet', data: { clock: 'RESIDENT_TOTAL', startedAt: minutesLater(5), cause: 'MERGED' } },
    ]);
  });

  it('counts from the next one, or from itself, when that one is taken out', () => {
    const both = [...raised, follower(4, minutesLater(5)), follower(5, minutesLater(30))];
    expect(startOf('RESIDENT_TOTAL', ...both, release(4))).toBe(minutesLater(30));
    expect(startOf('RESIDENT_TOTAL', ...both, release(4), release(5))).toBe(minutesLater(50));
    expect(startOf('RESIDENT_TOTAL', ...both, release(5))).toBe(minutesLater(5));
  });

  it('counts from itself after a recall as well (撤回派单)', () => {
    const dispatched = [
      ...raised,
      follower(4, minutesLater(5), minutesLater(20)),
      command(
        commands.DispatchWhistle,
        { leadUnitId: 'XY-ZJ', assists: [], overrideReason: '就近' },
        desk,
        minutesLater(61),
        MASTER,
      ),
      command(commands.RecallDispatch, { reason: '派错' }, desk, minutesLater(62), MASTER),
    ];
    expect(startOf('DISPATCH', ...dispatched)).toBe(minutesLater(20));
    expect(startOf('DISPATCH', ...dispatched, release(4))).toBe(minutesLater(55));
  });

  it('has run out as soon as the earliest has', () => {
    const late = follower(4, NOON, NOON, minutesLater(24 * 60 + 30));
    const told = [raise({}, resident, minutesLater(50), MASTER), accept(minutesLater(55))];
    expect(decidedIn(smallCity, told, late)).toMatchObject([
      { type: 'FollowerAbsorbed' },
      { type: 'DeadlineSet', data: { clock: 'DISPATCH', dueAt: minutesLater(24 * 60) } },
      { type: 'DeadlineMissed', data: { clock: 'DISPATCH', dueAt: minutesLater(24 * 60) } },
    ]);
  });

  it('takes each once, and none that it does not have', () => {
    expect(decidedIn(smallCity, [...raised, follower(4, NOON)], follower(4, NOON))).toEqual([]);
    expect(decidedIn(smallCity, raised, release(4))).toEqual([]);
  });

  it('takes none once it follows another, though its own reporter is being asked', () => {
    const follows = command(commands.MergeWhistle, { masterId: OWN, reason: '同一处' }, desk, minutesLater(56), MASTER);
    const outcome = { stage: 'ANSWERED', outcome: 'RESOLVED', reply: '已修复', kind: 'EXPLAINED' } as const;
    const told = command(commands.FollowMaster, { masterId: OWN, master: outcome }, desk, minutesLater(57), MASTER);
    for (const story of [[follows], [follows, told]]) {
      given(whistle, happenedIn(smallCity, ...raised, ...story))
        .when(follower(4, NOON), smallCity)
        .thenRefused('merge/master-merged', { masterId: OWN });
    }
  });

  it('takes none once it is confidential', () => {
    const sealed = command(
      commands.ReclassifyWhistle,
      { categoryCode: 'YJ01', reason: '举报' },
      desk,
      minutesLater(56),
      MASTER,
    );
    given(whistle, happenedIn(smallCity, ...raised, sealed))
      .when(follower(4, NOON), smallCity)
      .thenRefused('merge/sealed');
  });
});

describe('what comes of the master', () => {
  const result = { outcome: 'RESOLVED', reply: '已修复' } as const;
  const told = (stage: commands.MasterStage, of = MASTER) =>
    command(commands.FollowMaster, { masterId: of, master: stage }, desk, minutesLater(40), OWN);
  const answered = told({ stage: 'ANSWERED', ...result, kind: 'EXPLAINED' });
  const closed = told({ stage: 'CLOSED', ...result, kind: 'RESOLVED' });
  const open = told({ stage: 'OPEN' });
  const merged = [mine(), merge()];
  const shared = { type: 'OutcomeShared', data: { masterId: MASTER, ...result } };

  it.each([answered, closed])('is told to the reporter, who is asked', (one) => {
    expect(decidedIn(smallCity, merged, one)).toMatchObject([
      shared,
      { type: 'FollowUpOpened', data: {} },
      { type: 'DeadlineSet', data: { clock: 'FOLLOW_UP' } },
    ]);
  });

  it('is told once', () => {
    expect(decidedIn(smallCity, [...merged, answered], closed)).toEqual([]);
    expect(decidedIn(smallCity, [...merged, answered], answered)).toEqual([]);
  });

  it('ends what somebody anonymous raised, when the master does', () => {
    const nobody = [mine({ anonymity: 'ANONYMOUS' }), merge()];
    expect(decidedIn(smallCity, nobody, answered)).toMatchObject([shared]);
    expect(decidedIn(smallCity, [...nobody, answered], closed)).toEqual([
      { type: 'WhistleClosed', data: { kind: 'RESOLVED' } },
    ]);
  });

  it('is taken back when the master is worked on again', () => {
    const again = stateOf(smallCity, ...merged, answered, open);
    expect(again).toMatchObject({ status: 'MERGED', clocks: [] });
    expect(decidedIn(smallCity, [...merged, answered, open], answered)).toMatchObject([
      shared,
      { type: 'FollowUpOpened' },
      {},
    ]);
    expect(decidedIn(smallCity, merged, open)).toEqual([]);
  });

  it('sets it free where it is nothing', () => {
    expect(stateOf(smallCity, ...merged, told({ stage: 'GONE' }))).toMatchObject({ status: 'RAISED' });
  });

  it('is no concern of what follows another', () => {
    expect(decidedIn(smallCity, merged, told({ stage: 'GONE' }, OTHER))).toEqual([]);
  });

  it('is followed up by itself, and not closed by whoever merged it', () => {
    const asked = command(
      commands.RecordFollowUp,
      { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'REPORTER' },
      resident,
      minutesLater(50),
      OWN,
    );
    const close = (actor = supervisor) => command(commands.CloseWhistle, {}, actor, minutesLater(60), OWN);
    after(...merged, answered, asked)
      .when(close(desk), smallCity)
      .thenRefused('close/dispatcher-may-not-close');
    expect(stateOf(smallCity, ...merged, answered, asked, close())).toMatchObject({
      status: 'CLOSED',
      kind: 'RESOLVED',
    });
  });

  it('is its result while it is followed up, and how it was closed', () => {
    expect(stageOf(master)).toEqual({ stage: 'OPEN' });
    const direct = [
      raise({ categoryCode: 'CG01' }, resident, NOON, MASTER),
      command(commands.SignAssignment, { assignmentId: 'a1' }, { ...housing, unitId: 'XY-HW' }),
      command(
        commands.SubmitResult,
        { assignmentId: 'a1', outcome: 'PLANNED', reply: '已列入计划' },
        { ...housing, unitId: 'XY-HW' },
      ),
      command(commands.StartFollowUp, {}, supervisor),
    ];
    expect(stageOf(stateOf(smallCity, ...direct))).toEqual({
      stage: 'ANSWERED',
      outcome: 'PLANNED',
      reply: '已列入计划',
      kind: 'EXPLAINED',
    });
    const withdrawn = stateOf(smallCity, mine(), command(commands.WithdrawWhistle, { reason: '不用了' }, resident));
    expect(stageOf(withdrawn)).toEqual({ stage: 'GONE' });
  });
});
