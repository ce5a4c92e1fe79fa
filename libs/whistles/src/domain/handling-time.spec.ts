import {
  china,
  command,
  desk,
  happenedIn,
  housing,
  raise,
  resident,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand } from './whistle.commands.js';

const START = china('03-02', '09:00');
const A1 = { assignmentId: 'a1' };

/** Housing leads (a1) and the street assists (a2), since Monday at 9:00; both have reported in. */
const handling = [
  raise({ categoryCode: 'SQ01', anonymity: 'ANONYMOUS' }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
  ...[housing, street].flatMap((actor, index) => [
    command(commands.SignAssignment, { assignmentId: `a${index + 1}` }, actor, START),
    command(commands.ReportIn, { assignmentId: `a${index + 1}`, person: '王', mode: 'ON_SITE' }, actor, START),
  ]),
  command(commands.StartHandling, A1, housing, START),
];
const suspend = (at: string) => [
  command(commands.RequestSuspension, { ...A1, until: '2026-03-20', constraint: '等施工图' }, housing, at),
  command(commands.DecideSuspension, { ...A1, approved: true, reason: '属实' }, supervisor, at),
];
const resume = (at: string) => command(commands.ResumeCase, A1, housing, at);
const assist = (at: string) =>
  command(commands.SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已封闭' }, street, at);
const result = (at: string) =>
  command(commands.SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '已修好' }, housing, at);
const correct = (is: string, at: string) =>
  command(
    commands.CorrectFact,
    { ...A1, fact: 'RESULT_SUBMITTED', happenedAt: is, reason: '补录', evidence: '照片' },
    supervisor,
    at,
  );

/** What results and corrections say, in working hours. */
const hours = (...told: readonly AnyWhistleCommand[]): number[] =>
  happenedIn(smallCity, ...told).flatMap(({ data }) =>
    'handlingSeconds' in data && data.handlingSeconds !== undefined ? [data.handlingSeconds / 3_600] : [],
  );

describe('the time that a unit takes to handle (处置时长)', () => {
  it('is working time from the assignment to the result, for each unit its own, without nights', () => {
    // Monday 9–12 and 14–18, Tuesday 8–10
    expect(hours(...handling, assist(china('03-03', '10:00')))).toEqual([9]);
    // a quarter past five in the morning of Tuesday is the end of Monday
    expect(hours(...handling, assist(china('03-03', '05:15')))).toEqual([7]);
  });

  it('does not run while the work rests: vector V17, 43 hours on the wall of which 13 are working time', () => {
    const told = [
      ...handling,
      assist(china('03-03', '10:00')),
      ...suspend(china('03-04', '15:00')),
      resume(china('03-06', '10:00')),
    ];
    // 20 before, on Wednesday at 15:00, and 4 after, from Friday at 10:00 to 16:00
    expect(hours(...told, result(china('03-06', '16:00')))).toEqual([9, 24]);
  });

  it('does not run while a return is asked for and not decided', () => {
    const told = [
      ...handling,
      command(
        commands.RequestReturn,
        { ...A1, reason: 'WRONG_AREA', basis: '辖区外' },
        housing,
        china('03-02', '11:00'),
      ),
      command(commands.DecideReturn, { ...A1, approved: false, reason: '在辖区内' }, desk, china('03-02', '16:00')),
      assist(china('03-02', '16:00')),
    ];
    // 9–11 and 16–17; the assisting unit disputes nothing: 9–12 and 14–16
    expect(hours(...told, result(china('03-02', '17:00')))).toEqual([5, 3]);
  });

  it('begins anew with a rework', () => {
    const told = [
      ...handling,
      assist(china('03-03', '10:00')),
      result(china('03-03', '11:00')),
      command(commands.OrderCheck, {}, supervisor, china('03-03', '15:00')),
      command(
        commands.RecordCheck,
        { passed: false, reason: '仍在漏水', longitude: 116, latitude: 29.7 },
        supervisor,
        china('03-04', '08:00'),
      ),
    ];
    expect(hours(...told, result(china('03-04', '10:30')))).toEqual([9, 10, 2.5]);
  });

  it('is reckoned anew when the result is corrected, also once a rework has begun', () => {
    const done = [...handling, assist(china('03-03', '10:00')), result(china('03-03', '11:00'))];
    expect(hours(...done, correct(china('03-02', '17:00'), china('03-03', '12:00')))).toEqual([9, 10, 6]);
    const again = [
      ...done,
      command(commands.OrderCheck, {}, supervisor, china('03-03', '15:00')),
      command(commands.RecordCheck, { passed: false, reason: '仍在漏水' }, supervisor, china('03-04', '08:00')),
    ];
    expect(hours(...again, correct(china('03-02', '17:00'), china('03-04', '09:00')))).toEqual([9, 10, 6]);
  });
});
