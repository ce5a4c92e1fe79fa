import {
  chasingCity,
  china,
  command,
  desk,
  given,
  happenedIn,
  housing,
  photo,
  raise,
  resident,
  smallCity,
  street,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { AnyWhistleCommand } from './whistle.commands.js';
import {
  AcceptWhistle,
  AttachEvidence,
  ChangeUrgency,
  ContainHazard,
  DispatchWhistle,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitResult,
} from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '15:00');
const A1 = { assignmentId: 'a1', unitId: 'XY-S1-JD' };
/** WY09 is P1: two hours to make it safe, two to handle it; the street leads, housing assists. */
const dispatched = [
  raise({ categoryCode: 'WY09' }, resident, START),
  command(AcceptWhistle, {}, desk, START),
  command(DispatchWhistle, { leadUnitId: 'XY-S1-JD', assists: [{ unitId: 'XY-ZJ', mandatory: false }] }, desk, START),
];
const handling = [
  ...dispatched,
  command(SignAssignment, { assignmentId: 'a1' }, street, START),
  command(ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, street, START),
  command(StartHandling, { assignmentId: 'a1' }, street, START),
];
const contain = (assignmentId = 'a1', note = '已封闭，13879201234可问') =>
  command(ContainHazard, { assignmentId, note }, street, china('03-02', '16:00'));
const result = command(SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '好' }, street, china('03-02', '16:30'));
const after = (...told: readonly AnyWhistleCommand[]) => given(whistle, happenedIn(chasingCity, ...told));

describe('a hazard (控险, EC-24)', () => {
  it('has a clock of its own beside the repair, which is the lead’s', () => {
    const of = happenedIn(chasingCity, ...dispatched).flatMap((event) =>
      event.type === 'DeadlineSet' && ['CONTAIN', 'HANDLE'].includes(event.data.clock)
        ? [[event.data.assignmentId, event.data.clock, event.data.dueAt]]
        : [],
    );
    expect(of).toEqual([
      ['a1', 'CONTAIN', china('03-02', '17:00')],
      ['a1', 'HANDLE', china('03-02', '17:00')],
      ['a2', 'HANDLE', china('03-02', '17:00')],
    ]);
  });

  it('is contained once, which stops that clock alone', () => {
    const history = happenedIn(chasingCity, ...handling, contain());
    expect(history.at(-1)?.data).toEqual({ ...A1, note: '已封闭，〔电话〕可问' });
    const state = history.reduce(whistle.evolve, whistle.initial);
    const running = 'clocks' in state ? state.clocks.filter(({ assignmentId }) => assignmentId === 'a1') : [];
    expect(running.map(({ clock }) => clock)).toEqual(['CONTACT', 'HANDLE']);
    given(whistle, history).when(contain(), chasingCity).thenRefused('assignment/already-contained', A1);
  });

  it('is contained before there is a result', () => {
    after(...handling)
      .when(result, chasingCity)
      .thenRefused('result/hazard-not-contained', A1);
    expect(happenedIn(chasingCity, ...handling, contain(), result).map(({ type }) => type)).toContain(
      'ResultSubmitted',
    );
  });

  it('is contained by an assisting unit just as well, for all', () => {
    const assisting = [
      ...handling,
      command(SignAssignment, { assignmentId: 'a2' }, housing, START),
      command(ReportIn, { assignmentId: 'a2', person: '李', mode: 'ON_SITE' }, housing, START),
      command(ContainHazard, { assignmentId: 'a2', note: '已关阀' }, housing, china('03-02', '16:00')),
    ];
    const history = happenedIn(chasingCity, ...assisting);
    expect(history.at(-1)).toMatchObject({ type: 'HazardContained', data: { assignmentId: 'a2', unitId: 'XY-ZJ' } });
    const state = history.reduce(whistle.evolve, whistle.initial);
    expect('pastClocks' in state && state.pastClocks.at(-1)).toMatchObject({
      clock: 'CONTAIN',
      assignmentId: 'a1',
      stoppedBy: 'HazardContained',
      missed: false,
    });
    given(whistle, history).when(contain(), chasingCity).thenRefused('assignment/nothing-to-contain', A1);
    expect(happenedIn(chasingCity, ...assisting, result).map(({ type }) => type)).toContain('ResultSubmitted');
    const urgency = command(ChangeUrgency, { urgency: 'P2', reason: '已控制' }, desk, china('03-02', '16:10'));
    const dangerousAgain = command(ChangeUrgency, { urgency: 'P1', reason: '会商' }, desk, china('03-02', '16:20'));
    const changed = happenedIn(chasingCity, ...assisting, urgency, dangerousAgain).slice(history.length);
    expect(changed.filter(({ data }) => 'clock' in data && data.clock === 'CONTAIN')).toEqual([]);
  });

  it('is for whoever is there, and where there is one', () => {
    after(...dispatched)
      .when(contain(), chasingCity)
      .thenRefused('assignment/not-signed', A1);
    given(whistle, happenedIn(smallCity, ...handling))
      .when(contain(), smallCity)
      .thenRefused('assignment/nothing-to-contain', A1);
  });

  it('is shown by a file while it is dangerous, and once the unit has made it safe, until its result (附件)', () => {
    const file = { evidenceId: 'e1', purpose: 'CONTAINMENT', assignmentId: 'a1', file: photo } as const;
    const show = command(AttachEvidence, file, street, china('03-02', '16:40'));
    const types = (...told: readonly AnyWhistleCommand[]) => happenedIn(chasingCity, ...told).map(({ type }) => type);
    expect(types(...handling, show)).toContain('EvidenceAttached');
    expect(types(...handling, contain(), show)).toContain('EvidenceAttached');
    after(...handling, contain(), result)
      .when(show, chasingCity)
      .thenRefused('evidence/not-now', { purpose: 'CONTAINMENT' });
  });
});
