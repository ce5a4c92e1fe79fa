import type { ShownByEvidence } from '@app/catalogue/domain';
import {
  cityWith,
  command,
  desk,
  given,
  gridWorker,
  happenedIn,
  hoursLater,
  housing,
  minutesLater,
  NOON,
  photo,
  raise,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';
import type { EvidencePurpose } from './whistle.words.js';

/** SQ01 has to be shown in all that can be; of WY02 nothing, though the policy would have results shown. */
const city = cityWith({
  evidenceRequired: { SQ01: ['VERIFICATION', 'SELF_RESOLUTION', 'RESULT'], WY02: [] },
  pack: { evidenceRequired: ['RESULT'] },
});
const A1 = { assignmentId: 'a1' };
let files = 0;
const attach = (purpose: EvidencePurpose, actor = gridWorker, at = NOON, of: object = {}) =>
  command(commands.AttachEvidence, { evidenceId: `e${++files}`, purpose, file: photo, ...of }, actor, at);
const raised = (categoryCode = 'SQ01') => raise({ categoryCode });
const accepted = (categoryCode = 'SQ01') => [raised(categoryCode), command(commands.AcceptWhistle, {})];
const after = (...told: readonly commands.AnyWhistleCommand[]) => {
  const outcome = (one: commands.AnyWhistleCommand) => given(whistle, happenedIn(city, ...told)).when(one, city);
  const types = (one: commands.AnyWhistleCommand) => happenedIn(city, ...told, one).map(({ type }) => type);
  return {
    refuses: (one: commands.AnyWhistleCommand, purpose: ShownByEvidence) =>
      outcome(one).thenRefused('whistle/evidence-missing', { purpose }),
    outcome,
    types,
  };
};

describe('what has to be shown (佐证)', () => {
  const look = (at = NOON) => command(commands.OrderPreVerification, { unitId: 'XY-S1-C01-SQ' }, desk, at);
  const report = (point: object = { longitude: 116, latitude: 29.7 }, at = NOON) =>
    command(commands.ReportPreVerification, { finding: 'EXISTS', ...point }, gridWorker, at);

  it('of a look on the spot is a file of this very look, and the point', () => {
    const seen = [raised(), look(), attach('VERIFICATION')];
    after(raised(), look()).refuses(report(), 'VERIFICATION');
    after(raised(), look(), attach('RAISING')).refuses(report(), 'VERIFICATION');
    after(...seen)
      .outcome(report({}))
      .thenRefused('verification/point-needed');
    expect(after(...seen).types(report())).toContain('PreVerificationReported');
    const once = [...seen, report(), look(minutesLater(10))];
    after(...once).refuses(report({ longitude: 116, latitude: 29.7 }, minutesLater(20)), 'VERIFICATION');
    const twice = [...once, attach('VERIFICATION', gridWorker, minutesLater(15))];
    expect(after(...twice).types(report(undefined, minutesLater(20)))).toContain('DeadlineSet');
  });

  it('of what was done on the spot is a file of that', () => {
    const done = command(commands.SelfResolve, { evidence: '已清理' }, gridWorker);
    after(...accepted()).refuses(done, 'SELF_RESOLUTION');
    expect(after(...accepted(), attach('SELF_RESOLUTION')).types(done)).toContain('SelfResolved');
    expect(after(...accepted('WY02')).types(done)).toContain('SelfResolved');
  });

  const handling = (categoryCode?: string) => [
    ...accepted(categoryCode),
    command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }),
    command(commands.SignAssignment, A1, housing),
    command(commands.ReportIn, { ...A1, person: '王', mode: 'ON_SITE' }, housing),
    command(commands.StartHandling, A1, housing),
  ];
  const result = (at = NOON) =>
    command(commands.SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '好' }, housing, at);
  const shown = (at = NOON) => attach('RESULT', housing, at, A1);

  it('of a result is a file of the unit, and after it was sent back a new one', () => {
    after(...handling()).refuses(result(), 'RESULT');
    after(...handling(), attach('PROGRESS', housing, NOON, A1)).refuses(result(), 'RESULT');
    const done = [...handling(), shown(), result(minutesLater(1))];
    expect(happenedIn(city, ...done).map(({ type }) => type)).toContain('ResultSubmitted');
    const sentBack = [
      ...done,
      command(commands.StartFollowUp, {}, supervisor, hoursLater(1)),
      command(
        commands.RecordFollowUp,
        { answered: true, solved: false, satisfaction: 'DISSATISFIED', by: 'STAFF' },
        supervisor,
        hoursLater(2),
      ),
      command(commands.SendBack, { reason: '仍有异味' }, supervisor, hoursLater(3)),
    ];
    after(...sentBack).refuses(result(hoursLater(4)), 'RESULT');
    const meanwhile = [...done, shown(minutesLater(30)), ...sentBack.slice(done.length)];
    after(...meanwhile).refuses(result(hoursLater(4)), 'RESULT');
    expect(
      after(...sentBack, shown(hoursLater(4)))
        .types(result(hoursLater(4)))
        .at(-2),
    ).toBe('ResultSubmitted');
  });

  it('of what was done on the spot is a new file, after it was sent back', () => {
    const done = command(commands.SelfResolve, { evidence: '已清理' }, gridWorker, minutesLater(1));
    const failed = [
      command(commands.OrderCheck, {}, supervisor, hoursLater(1)),
      command(commands.RecordCheck, { passed: false, reason: '仍有垃圾' }, supervisor, hoursLater(2)),
    ];
    const sentBack = [...accepted(), attach('SELF_RESOLUTION'), done, ...failed];
    const again = command(commands.SelfResolve, { evidence: '再次清理' }, gridWorker, hoursLater(4));
    after(...sentBack).refuses(again, 'SELF_RESOLUTION');
    expect(after(...sentBack, attach('SELF_RESOLUTION', gridWorker, hoursLater(3))).types(again)).toContain(
      'SelfResolved',
    );
  });

  it('of a result is a new file, after it was opened again (重办)', () => {
    const closed = [
      ...handling(),
      shown(),
      result(minutesLater(1)),
      shown(minutesLater(30)),
      command(commands.CloseWhistle, { note: '已解释', forced: true }, supervisor, hoursLater(1)),
      command(commands.ReopenWhistle, { cause: 'RECURRENCE', reason: '复发' }, supervisor, hoursLater(2)),
    ];
    after(...closed).refuses(result(hoursLater(4)), 'RESULT');
    expect(after(...closed, shown(hoursLater(3))).types(result(hoursLater(4)))).toContain('ResultSubmitted');
  });

  it('is what the category says, before the policy', () => {
    expect(after(...handling('WY02')).types(result())).toContain('ResultSubmitted');
    after(...handling('WY05')).refuses(result(), 'RESULT'); // the policy's own
  });
});
