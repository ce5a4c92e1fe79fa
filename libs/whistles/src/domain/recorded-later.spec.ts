import {
  chasingCity,
  china,
  cityWith,
  command,
  desk,
  factsFor,
  given,
  gridWorker,
  happenedIn,
  housing,
  raise,
  type RaiseInput,
  resident,
  smallCity,
  street,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  DispatchWhistle,
  ReportIn,
  RunClocks,
  SignAssignment,
} from './whistle.commands.js';
import { whistle } from './whistle.js';

const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };

describe('a report-in that was made off line (EC-04)', () => {
  /** Two hours to report in, and four to come back from where there is no network. */
  const remote = cityWith({
    limits: { REPORT_IN: { amount: 2, unit: 'UH' } },
    pack: { offlineGrace: { amount: 4, unit: 'UH' } },
  });
  const START = china('03-02', '15:00');
  const point = { longitude: 115.99, latitude: 29.71 };
  const dispatched = [
    raise({ categoryCode: 'SQ01' }, resident, START),
    command(AcceptWhistle, {}, desk, START),
    command(
      DispatchWhistle,
      { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
      desk,
      START,
    ),
    command(SignAssignment, { assignmentId: 'a1' }, housing, START),
    command(SignAssignment, { assignmentId: 'a2' }, street, START),
    command(ReportIn, { assignmentId: 'a2', person: '张', mode: 'ON_SITE' }, street, START),
  ];
  const madeAt = china('03-02', '16:58');
  const synced = (input: Partial<ReportIn['input']> = {}, at = china('03-02', '19:10')) =>
    command(ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE', madeAt, ...point, ...input }, housing, at);
  const after = (...told: readonly AnyWhistleCommand[]) => given(whistle, happenedIn(remote, ...dispatched, ...told));
  const look = command(RunClocks, {}, desk, china('03-02', '17:30'));

  it('counts as of when it was made, and says when all were in', () => {
    after()
      .when(synced(), remote)
      .thenEvents(
        {
          type: 'DepartmentReportedIn',
          data: { ...A1, person: '王', mode: 'ON_SITE', ...point, onTime: true },
          occurredAt: madeAt,
        },
        { type: 'AllDepartmentsReportedIn', data: { setRevision: 1 }, occurredAt: madeAt },
      );
  });

  it('clears the breach that was recorded before it, and both stay in the log', () => {
    const events = happenedIn(remote, ...dispatched, look, synced()).slice(-4);
    expect(events.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DeadlineMissed', china('03-02', '17:00')],
      ['DepartmentReportedIn', madeAt],
      ['DeadlineCleared', china('03-02', '19:10')],
      ['AllDepartmentsReportedIn', madeAt],
    ]);
    expect(events[2]?.data).toEqual({
      clockId: 'REPORT_IN-5',
      clock: 'REPORT_IN',
      ...A1,
      dueAt: china('03-02', '17:00'),
      because: 'MADE_OFFLINE',
    });
  });

  it('is late if it was made late', () => {
    const late = synced({ madeAt: '2026-03-02T09:00:00.001Z' });
    const events = happenedIn(remote, ...dispatched, late).slice(-3);
    expect(events.map(({ type }) => type)).toEqual([
      'DeadlineMissed',
      'DepartmentReportedIn',
      'AllDepartmentsReportedIn',
    ]);
    expect(events[1]?.data).toMatchObject({ onTime: false });
    const inTime = happenedIn(remote, ...dispatched, synced({ madeAt: china('03-02', '17:00') })).at(-2);
    expect(inTime?.data).toMatchObject({ onTime: true });
  });

  it('says where, and lies between the dispatch and now', () => {
    after()
      .when(synced({ latitude: undefined }), remote)
      .thenRefused('report-in/point-needed');
    after()
      .when(synced({ madeAt: china('03-02', '14:59') }), remote)
      .thenRefused('report-in/before-dispatch');
    after()
      .when(synced({ madeAt: china('03-02', '19:11') }), remote)
      .thenRefused('report-in/in-the-future', { madeAt: china('03-02', '19:11'), now: china('03-02', '19:10') });
  });

  it('is recorded within what the policy grants, if it grants anything', () => {
    expect(happenedIn(remote, ...dispatched, synced({}, china('03-02', '20:58'))).at(-2)?.occurredAt).toBe(madeAt);
    after()
      .when(synced({}, '2026-03-02T12:58:00.001Z'), remote)
      .thenRefused('report-in/beyond-grace', { grace: { amount: 4, unit: 'UH' } });
    given(whistle, happenedIn(smallCity, ...dispatched))
      .when(synced(), smallCity)
      .thenRefused('report-in/no-offline-grace');
  });
});

describe('a whistle that is recorded later than it was told (EC-23)', () => {
  const told = china('03-02', '20:00');
  const recorded = china('03-03', '08:30');
  const late = (input: Partial<RaiseInput> = {}, actor = desk, at = recorded) =>
    raise(
      { level: 'DISTRICT', categoryCode: 'SQ01', occurredAt: told, lateEntryReason: '停电，记在纸上', ...input },
      actor,
      at,
    );
  const raising = (one: ReturnType<typeof late>) => given(whistle, []).when(one, factsFor(one, undefined, chasingCity));
  const clocks = (...commands: readonly AnyWhistleCommand[]) =>
    happenedIn(chasingCity, ...commands).flatMap((event) =>
      event.type === 'DeadlineSet' ? [[event.data.clock, event.data.startedAt, event.data.dueAt]] : [],
    );

  it('happened when it was told, and says why it comes late', () => {
    const [raised] = happenedIn(chasingCity, late());
    expect(raised).toMatchObject({
      type: 'WhistleRaised',
      data: { raisedOn: '2026-03-02', lateEntryReason: '停电，记在纸上' },
      occurredAt: told,
    });
  });

  it('starts the clock of the intake office, and what the resident waits for, when it was told', () => {
    // 4 WH from 20:00 are Tuesday morning; from 08:30 they would last until 14:30. 10 WD from Monday
    expect(clocks(late())).toEqual([
      ['ACCEPT', told, china('03-03', '12:00')],
      ['RESIDENT_TOTAL', told, china('03-16', '18:00')],
    ]);
  });

  it('starts everybody else’s clocks when it is recorded', () => {
    expect(clocks(late({ categoryCode: 'CG01' }))).toEqual([
      ['RESIDENT_TOTAL', told, china('03-16', '18:00')],
      ['SIGN', recorded, china('03-03', '09:30')],
      ['CONTACT', recorded, china('03-04', '08:30')],
      ['HANDLE', recorded, china('03-03', '14:30')],
    ]);
  });

  it('has warned nobody of what was, but says what has run out by then', () => {
    const events = happenedIn(
      chasingCity,
      late({ occurredAt: china('03-02', '09:00') }, desk, china('03-03', '09:00')),
    );
    expect(events.slice(2).map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DeadlineSet', china('03-03', '09:00')],
      ['DeadlineSet', china('03-03', '09:00')],
      ['DeadlineMissed', china('03-02', '15:00')],
    ]);
  });

  it('is for staff, with the moment and the reason, and not for what has not happened yet', () => {
    raising(late({}, resident)).thenRefused('late-entry/staff-only');
    raising(late({ lateEntryReason: undefined })).thenRefused('late-entry/moment-and-reason');
    raising(late({ occurredAt: undefined })).thenRefused('late-entry/moment-and-reason');
    raising(late({ occurredAt: china('03-03', '08:31') })).thenRefused('late-entry/in-the-future');
    expect(happenedIn(chasingCity, late({ occurredAt: recorded }, gridWorker))[0]?.occurredAt).toBe(recorded);
  });

  it('holds no personal data in its reason', () => {
    const [raised] = happenedIn(chasingCity, late({ lateEntryReason: '13879201234来电时停电' }));
    expect(raised?.data).toMatchObject({ lateEntryReason: '〔电话〕来电时停电' });
  });
});
