import {
  china,
  command,
  desk,
  given,
  happenedIn,
  housing,
  PHONE,
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
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
const dispatched = [
  raise({ categoryCode: 'SQ01' }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
];
const handling = [
  ...dispatched,
  command(commands.SignAssignment, { assignmentId: 'a1' }, housing, START),
  command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, housing, START),
  command(commands.StartHandling, { assignmentId: 'a1' }, housing, START),
];
const after = (...told: readonly commands.AnyWhistleCommand[]) => given(whistle, happenedIn(smallCity, ...told));
const stateAfter = (...told: readonly commands.AnyWhistleCommand[]) =>
  happenedIn(smallCity, ...told).reduce(whistle.evolve, whistle.initial);

describe('making void (作废)', () => {
  const ask = (actor = supervisor) => command(commands.RequestVoiding, { reason: `测试单，${PHONE}` }, actor, START);
  const decide = (confirmed = true, actor = secondSupervisor) =>
    command(commands.DecideVoiding, { confirmed, reason: '属实' }, actor, START);

  it('takes two: one asks, another confirms', () => {
    after(...handling)
      .when(ask(), smallCity)
      .thenEvents({ type: 'VoidingRequested', data: { reason: '测试单，〔电话〕', by: 'supervisor' } });
    after(...handling, ask())
      .when(decide(true, supervisor), smallCity)
      .thenRefused('void/own-request');
    after(...handling, ask())
      .when(decide(), smallCity)
      .thenEvents({ type: 'WhistleVoided', data: { reason: '属实', requestedBy: 'supervisor' } });
    after(...handling)
      .when(decide(), smallCity)
      .thenRefused('void/none-pending');
    after(...handling, ask())
      .when(ask(secondSupervisor), smallCity)
      .thenRefused('void/already-asked');
  });

  it('stops every clock, and nothing follows', () => {
    expect(stateAfter(...handling, ask(), decide())).toMatchObject({ status: 'VOIDED', clocks: [] });
    after(...handling, ask(), decide())
      .when(ask(), smallCity)
      .thenRefused('whistle/not-in-this-state');
  });

  it('denied leaves it as it is, and may be asked for again', () => {
    const denied = [...handling, ask(), decide(false)];
    expect(stateAfter(...denied)).toMatchObject({ status: 'HANDLING' });
    expect(stateAfter(...denied, ask(secondSupervisor), decide(true, supervisor))).toMatchObject({ status: 'VOIDED' });
  });
});

describe('ending the handling (终止办理)', () => {
  const ask = (assignmentId = 'a1', actor = housing) =>
    command(
      commands.RequestTermination,
      { assignmentId, reason: 'REPORTER_REFUSES', explanation: `三次预约均拒绝，${PHONE}` },
      actor,
      START,
    );
  const decide = (approved: boolean, actor = supervisor) =>
    command(commands.DecideTermination, { assignmentId: 'a1', approved, reason: '无法入户，终止办理' }, actor, START);

  it('is asked for in writing by the lead, who is there', () => {
    after(...handling)
      .when(ask(), smallCity)
      .thenEvents({
        type: 'TerminationRequested',
        data: { ...A1, reason: 'REPORTER_REFUSES', explanation: '三次预约均拒绝，〔电话〕', by: 'clerk-zj' },
      });
    after(...dispatched)
      .when(ask(), smallCity)
      .thenRefused('assignment/not-signed', A1);
    after(...handling, ask())
      .when(ask(), smallCity)
      .thenRefused('termination/already-asked', A1);
    const assisting = [
      command(commands.SignAssignment, { assignmentId: 'a2' }, street, START),
      command(commands.ReportIn, { assignmentId: 'a2', person: '李', mode: 'ON_SITE' }, street, START),
    ];
    after(...handling, ...assisting)
      .when(ask('a2', street), smallCity)
      .thenRefused('assignment/not-lead');
  });

  it('approved closes it, and tells the reporter why', () => {
    after(...handling, ask())
      .when(decide(true), smallCity)
      .thenEvents(
        { type: 'HandlingTerminated', data: { ...A1, reason: 'REPORTER_REFUSES', tellReporter: '无法入户，终止办理' } },
        { type: 'WhistleClosed', data: { kind: 'TERMINATED', note: '无法入户，终止办理' } },
      );
    expect(stateAfter(...handling, ask(), decide(true))).toMatchObject({
      status: 'CLOSED',
      kind: 'TERMINATED',
      clocks: [],
    });
  });

  it('denied lets it go on, and a result makes it pointless', () => {
    after(...handling, ask())
      .when(decide(false), smallCity)
      .thenEvents({ type: 'TerminationDenied', data: { ...A1, reason: '无法入户，终止办理' } });
    expect(stateAfter(...handling, ask(), decide(false))).toMatchObject({ status: 'HANDLING', termination: undefined });
    after(...handling)
      .when(decide(true), smallCity)
      .thenRefused('termination/none-pending', A1);
  });

  it('is decided by nobody who asked, nor by whoever dispatched it', () => {
    after(...handling, ask())
      .when(decide(false, desk), smallCity)
      .thenRefused('close/dispatcher-may-not-close');
    after(...handling, ask())
      .when(decide(true, { ...supervisor, id: 'clerk-zj' }), smallCity)
      .thenRefused('termination/own-request');
    after(...handling, ask())
      .when(decide(true, desk), smallCity)
      .thenRefused('close/dispatcher-may-not-close');
  });
});

describe('a change of lead', () => {
  it('settles what the former lead had asked for (终止办理)', () => {
    const ask = (assignmentId: string, actor = housing) =>
      command(
        commands.RequestTermination,
        { assignmentId, reason: 'INADMISSIBLE', explanation: '权属不符' },
        actor,
        START,
      );
    const change = command(commands.ChangeLead, { unitId: 'XY-S1-JD', reason: '权属已明' }, desk, START);
    const decide = command(
      commands.DecideTermination,
      { assignmentId: 'a1', approved: true, reason: '属实' },
      supervisor,
      START,
    );
    const changed = [...handling, ask('a1'), change];
    after(...changed)
      .when(decide, smallCity)
      .thenRefused('assignment/released', A1);
    const came = [
      command(commands.SignAssignment, { assignmentId: 'a2' }, street, START),
      command(commands.ReportIn, { assignmentId: 'a2', person: '李', mode: 'ON_SITE' }, street, START),
    ];
    expect(stateAfter(...changed, ...came, ask('a2', street))).toMatchObject({ termination: { assignmentId: 'a2' } });
  });
});
