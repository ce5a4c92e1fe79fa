import {
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  housing,
  PHONE,
  raise,
  resident,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { DatedFact } from './aftercare.words.js';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const SIGNED = china('03-02', '09:30');
const CAME = china('03-04', '10:00');
/** Fixed on Friday 6 March at 16:00, typed on Tuesday 10 March; five working days were over on Monday at 18:00. */
const FIXED = china('03-06', '16:00');
const TYPED = china('03-10', '09:00');
const NOW = china('03-11', '09:00');
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };

const handled = [
  raise({ categoryCode: 'SQ01' }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, desk, START),
  command(commands.SignAssignment, { assignmentId: 'a1' }, housing, SIGNED),
  command(commands.RecordContact, { assignmentId: 'a1', contacted: 'STREET' }, housing, SIGNED),
  command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, housing, CAME),
  command(commands.StartHandling, { assignmentId: 'a1' }, housing, CAME),
  command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, TYPED),
];
const correct = (fact: DatedFact, happenedAt: string, actor = supervisor, at = NOW) =>
  command(
    commands.CorrectFact,
    { assignmentId: 'a1', fact, happenedAt, reason: `周五完工，${PHONE}`, evidence: '照片水印' },
    actor,
    at,
  );
const history = (...told: readonly commands.AnyWhistleCommand[]) => happenedIn(smallCity, ...handled, ...told);
const after = (...told: readonly commands.AnyWhistleCommand[]) => given(whistle, history(...told));
const handleOf = (...told: readonly commands.AnyWhistleCommand[]) => {
  const state = history(...told).reduce(whistle.evolve, whistle.initial);
  return 'pastClocks' in state ? state.pastClocks.find(({ clock }) => clock === 'HANDLE') : undefined;
};
const [handle] = history().flatMap(({ type, data }) => (type === 'DeadlineMissed' ? [data] : []));

describe('a corrected fact (更正)', () => {
  it('may be of a dispatch that was recalled, of what was then done on the spot', () => {
    const told = [
      ...handled.slice(0, 4),
      command(commands.RecallDispatch, { reason: '派错' }, desk, CAME),
      command(commands.SelfResolve, { evidence: '已清理' }, street, CAME),
      correct('SIGNED', china('03-02', '10:30')),
    ];
    const events = happenedIn(smallCity, ...told);
    expect(events.slice(-2)).toMatchObject([
      { type: 'FactCorrected', data: { ...A1, was: SIGNED } },
      { type: 'DeadlineMissed', data: { clock: 'SIGN', dueAt: china('03-02', '10:00'), because: 'CORRECTED' } },
    ]);
    expect(events.reduce(whistle.evolve, whistle.initial)).toMatchObject({
      status: 'SELF_RESOLVED',
      recalled: { assignments: [{ moments: { SIGNED: china('03-02', '10:30') } }] },
    });
  });

  it('makes nothing late that stood still', () => {
    const at = china('03-03', '09:00');
    const a2 = { assignmentId: 'a2' };
    const together = [
      ...handled.slice(0, 2),
      command(
        commands.DispatchWhistle,
        { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD', mandatory: false }], overrideReason: '跨类' },
        desk,
        START,
      ),
      ...handled.slice(3, 7),
      command(commands.SignAssignment, a2, street, START),
      command(commands.ReportIn, { ...a2, person: '李', mode: 'ON_SITE' }, street, START),
      command(commands.RequestSuspension, { ...a2, until: '2026-05-20', constraint: '等施工图' }, street, at),
      command(commands.DecideSuspension, { ...a2, approved: true, reason: '属实' }, supervisor, at),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, FIXED),
    ];
    const events = happenedIn(smallCity, ...together, correct('RESULT_SUBMITTED', TYPED));
    const judged = events.slice(events.findIndex(({ type }) => type === 'FactCorrected') + 1);
    // both had until Monday 18:00; the street's rested
    expect(judged).toMatchObject([{ type: 'DeadlineMissed', data: { clock: 'HANDLE', unitId: 'XY-ZJ' } }]);
  });

  it('"fixed on Friday, typed on Tuesday" clears what ran out in between; both judgements stay in the log', () => {
    expect(handle).toMatchObject({ clock: 'HANDLE', dueAt: china('03-09', '18:00') });
    after()
      .when(correct('RESULT_SUBMITTED', FIXED), smallCity)
      .thenEvents(
        {
          type: 'FactCorrected',
          data: {
            ...A1,
            fact: 'RESULT_SUBMITTED',
            was: TYPED,
            is: FIXED,
            reason: '周五完工，〔电话〕',
            evidence: '照片水印',
            // Monday 9–12 and 14–18, three days, Friday 8–12 and 14–16
            handlingSeconds: 37 * 3_600,
          },
        },
        {
          type: 'DeadlineCleared',
          data: {
            clockId: handle!.clockId,
            clock: 'HANDLE',
            ...A1,
            dueAt: china('03-09', '18:00'),
            because: 'CORRECTED',
          },
        },
      );
    expect(history(correct('RESULT_SUBMITTED', FIXED)).map(({ type }) => type)).toContain('DeadlineMissed');
    expect(handleOf(correct('RESULT_SUBMITTED', FIXED))).toMatchObject({ missed: false, stoppedAt: FIXED });
  });

  it('is in time at the very moment (EC-05)', () => {
    const exactly = history(correct('RESULT_SUBMITTED', china('03-09', '18:00'))).at(-1);
    expect(exactly).toMatchObject({ type: 'DeadlineCleared' });
    expect(history(correct('RESULT_SUBMITTED', china('03-09', '18:01'))).at(-1)).toMatchObject({
      type: 'FactCorrected',
    });
  });

  it('finds late what counted as in time, dated at the deadline', () => {
    // three working days to report in were over on Thursday at 18:00
    const late = history(correct('REPORTED_IN', china('03-06', '09:00'))).slice(-2);
    expect(late).toMatchObject([
      { type: 'FactCorrected', data: { fact: 'REPORTED_IN', was: CAME } },
      {
        type: 'DeadlineMissed',
        data: { clock: 'REPORT_IN', ...A1, dueAt: china('03-05', '18:00'), detectedAt: NOW, because: 'CORRECTED' },
        occurredAt: china('03-05', '18:00'),
      },
    ]);
  });

  it('may be corrected again, back and forth', () => {
    const there = correct('RESULT_SUBMITTED', FIXED);
    expect(handleOf(there, correct('RESULT_SUBMITTED', TYPED))).toMatchObject({ missed: true, stoppedAt: TYPED });
    after(there)
      .when(correct('RESULT_SUBMITTED', FIXED), smallCity)
      .thenRefused('correction/nothing-to-correct', { was: FIXED });
  });

  it('judges everything that the fact stopped, the whole request too', () => {
    const promised = cityWith({ limits: { RESIDENT_TOTAL: { amount: 5, unit: 'WD' } } });
    const cleared = happenedIn(promised, ...handled, correct('RESULT_SUBMITTED', FIXED)).flatMap(({ type, data }) =>
      type === 'DeadlineCleared' ? [data.clock] : [],
    );
    expect(cleared.sort()).toEqual(['HANDLE', 'RESIDENT_TOTAL']);
  });

  it('is of the last time that it was handled, not of one before', () => {
    const again = [
      command(commands.OrderCheck, {}, supervisor, NOW),
      command(commands.RecordCheck, { passed: false, reason: '仍在' }, supervisor, NOW),
      command(
        commands.SubmitResult,
        { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' },
        housing,
        china('03-12', '09:00'),
      ),
    ];
    const events = history(
      ...again,
      correct('RESULT_SUBMITTED', china('03-11', '16:00'), supervisor, china('03-13', '09:00')),
    );
    expect(events.at(-1)).toMatchObject({ type: 'FactCorrected', data: { was: china('03-12', '09:00') } });
    expect(events.filter(({ type }) => type === 'DeadlineCleared')).toEqual([]);
  });

  it.each([
    ['the future', correct('RESULT_SUBMITTED', china('03-11', '09:01')), 'correction/in-the-future'],
    ['before the unit had it', correct('SIGNED', china('03-02', '08:59')), 'correction/before-dispatch'],
    ['a result before the report-in', correct('RESULT_SUBMITTED', china('03-04', '09:59')), 'correction/out-of-order'],
    ['a report-in before the signing', correct('REPORTED_IN', china('03-02', '09:29')), 'correction/out-of-order'],
    ['a signing after the contact', correct('SIGNED', china('03-02', '09:31')), 'correction/out-of-order'],
    ['what never happened', correct('CONTAINED', FIXED), 'correction/no-such-fact'],
    ['the unit itself', correct('RESULT_SUBMITTED', FIXED, { ...supervisor, unitId: 'XY-ZJ' }), 'correction/own-unit'],
  ])('is refused for %s', (_, one, code) => {
    after().when(one, smallCity).thenRefused(code);
  });
});
