import { PLAIN_AFTERCARE } from '@app/catalogue/domain';
import {
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  housing,
  raise,
  resident,
  secondSupervisor,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const LATE = china('03-12', '10:00');
const CLOSED = china('03-13', '10:00');
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
/** Housing leads and is late: its contact ran out on Tuesday, its five working days on Monday 9 March. The street was in time. */
const closed = [
  raise({ categoryCode: 'SQ01', anonymity: 'ANONYMOUS' }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
  ...([housing, street] as const).flatMap((actor, index) => {
    const assignmentId = `a${index + 1}`;
    return [
      command(commands.SignAssignment, { assignmentId }, actor, START),
      command(commands.ReportIn, { assignmentId, person: '王', mode: 'ON_SITE' as const }, actor, START),
      ...(index === 1
        ? [command(commands.RecordContact, { assignmentId, contacted: 'STREET' as const }, actor, START)]
        : []),
    ];
  }),
  command(commands.StartHandling, { assignmentId: 'a1' }, housing, START),
  command(commands.SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street, START),
  command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, LATE),
  command(commands.CloseWhistle, {}, supervisor, CLOSED),
];
const appeal = (assignmentId = 'a1', actor = housing, at = CLOSED) =>
  command(commands.AppealOverdue, { assignmentId, reason: '暴雨停工' }, actor, at);
const review = (actor = supervisor, upheld = true) =>
  command(commands.ReviewAppeal, { assignmentId: 'a1', upheld, reason: '停工通知' }, actor, CLOSED);
const history = (...told: readonly commands.AnyWhistleCommand[]) => happenedIn(smallCity, ...closed, ...told);
const after = (...told: readonly commands.AnyWhistleCommand[]) => given(whistle, history(...told));
const stateAfter = (...told: readonly commands.AnyWhistleCommand[]) =>
  history(...told).reduce(whistle.evolve, whistle.initial);
const clockIds = history().flatMap(({ type, data }) =>
  type === 'DeadlineMissed' && data.unitId === 'XY-ZJ' ? [data.clockId] : [],
);

describe('an appeal against what ran out (超时申诉, EC-19)', () => {
  it('is of all that ran out for the unit', () => {
    expect(clockIds.map((id) => id.split('-')[0])).toEqual(['CONTACT', 'HANDLE']);
    after()
      .when(appeal(), smallCity)
      .thenEvents({ type: 'AppealSubmitted', data: { ...A1, clockIds, reason: '暴雨停工', by: 'clerk-zj' } });
  });

  it('is the unit’s own, made once, within the days of the policy, and of something', () => {
    after().when(appeal('a1', street), smallCity).thenRefused('assignment/not-yours');
    after().when(appeal('a2', street), smallCity).thenRefused('appeal/nothing-overdue', { assignmentId: 'a2' });
    after(appeal()).when(appeal(), smallCity).thenRefused('appeal/already-made', A1);
    after(appeal(), review(supervisor, false)).when(appeal(), smallCity).thenRefused('appeal/already-made', A1);
    after()
      .when(appeal('a1', housing, china('04-12', '10:01')), smallCity)
      .thenRefused('appeal/too-late', { days: 30 });
    const short = cityWith({ pack: { aftercare: { ...PLAIN_AFTERCARE, appealDays: 1 } } });
    after()
      .when(appeal('a1', housing, china('03-15', '10:00')), short)
      .thenRefused('appeal/too-late', { days: 1 });
    given(whistle, happenedIn(smallCity, ...closed.slice(0, -1)))
      .when(appeal(), smallCity)
      .thenRefused('whistle/not-in-this-state');
  });

  it('upheld by two exempts what ran out, which stays in the log', () => {
    after(appeal())
      .when(review(), smallCity)
      .thenEvents({
        type: 'AppealReviewed',
        data: { ...A1, level: 1, upheld: true, reason: '停工通知', by: 'supervisor' },
      });
    after(appeal(), review())
      .when(review(secondSupervisor), smallCity)
      .thenEvents(
        {
          type: 'AppealReviewed',
          data: { ...A1, level: 2, upheld: true, reason: '停工通知', by: 'supervisor-2' },
        },
        { type: 'OverdueExempted', data: { ...A1, clockId: clockIds[0]!, clock: 'CONTACT' } },
        { type: 'OverdueExempted', data: { ...A1, clockId: clockIds[1]!, clock: 'HANDLE' } },
      );
    const exempt = stateAfter(appeal(), review(), review(secondSupervisor));
    const judged = 'pastClocks' in exempt ? exempt.pastClocks.filter(({ missed }) => missed) : [];
    expect(judged.map(({ clock, exempted }) => [clock, exempted])).toEqual([
      ['CONTACT', true],
      ['HANDLE', true],
    ]);
    expect(
      history(appeal(), review(), review(secondSupervisor)).filter(({ type }) => type === 'DeadlineMissed'),
    ).toHaveLength(2);
  });

  it('ends with the first who does not uphold it', () => {
    const rejected = [
      expect.objectContaining({ type: 'AppealReviewed' }),
      expect.objectContaining({ type: 'AppealRejected', data: A1 }),
    ];
    expect(history(appeal(), review(supervisor, false)).slice(-2)).toEqual(rejected);
    expect(history(appeal(), review(), review(secondSupervisor, false)).slice(-2)).toEqual(rejected);
    after(appeal(), review(supervisor, false))
      .when(review(secondSupervisor), smallCity)
      .thenRefused('appeal/none-pending', A1);
  });

  it('is reviewed by two people, neither of them who made it nor of the unit', () => {
    after(appeal(), review()).when(review(), smallCity).thenRefused('appeal/reviewed-by-you');
    after(appeal())
      .when(review({ ...supervisor, id: 'clerk-zj' }), smallCity)
      .thenRefused('appeal/own-request');
    after(appeal())
      .when(review({ ...supervisor, unitId: 'XY-ZJ' }), smallCity)
      .thenRefused('appeal/own-unit');
    after().when(review(), smallCity).thenRefused('appeal/none-pending');
  });

  it('does not exempt what a correction has cleared meanwhile', () => {
    const correct = command(
      commands.CorrectFact,
      {
        assignmentId: 'a1',
        fact: 'RESULT_SUBMITTED',
        happenedAt: china('03-06', '16:00'),
        reason: '周五完工',
        evidence: '照片',
      },
      supervisor,
      CLOSED,
    );
    const exempted = history(appeal(), review(), correct, review(secondSupervisor)).filter(
      ({ type }) => type === 'OverdueExempted',
    );
    expect(exempted.map(({ data }) => data)).toMatchObject([{ clock: 'CONTACT' }]);
  });
});

describe('exclusion from scoring (剔除)', () => {
  const exclude = (assignmentId?: string, actor = supervisor) =>
    command(commands.ExcludeFromScoring, { assignmentId, reason: '诉求不合理' }, actor, CLOSED);

  it('is of the whole whistle, or of one task', () => {
    after()
      .when(exclude(), smallCity)
      .thenEvents({ type: 'ExclusionDecided', data: { reason: '诉求不合理' } });
    after()
      .when(exclude('a1'), smallCity)
      .thenEvents({ type: 'ExclusionDecided', data: { ...A1, reason: '诉求不合理' } });
    expect(stateAfter(exclude('a2'), exclude())).toMatchObject({ status: 'CLOSED', excluded: ['a2', ''] });
  });

  it('is decided once, and by nobody of the unit', () => {
    after(exclude('a1')).when(exclude('a1'), smallCity).thenRefused('exclusion/already-excluded');
    after(exclude()).when(exclude('a1'), smallCity).thenRefused('exclusion/already-excluded');
    after()
      .when(exclude('a1', { ...supervisor, unitId: 'XY-ZJ' }), smallCity)
      .thenRefused('exclusion/own-unit', { unitId: 'XY-ZJ' });
  });
});
