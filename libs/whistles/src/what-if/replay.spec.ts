import {
  CALENDAR_2026,
  china,
  type City,
  type CityRules,
  cityWith,
  command,
  desk,
  happenedIn,
  housing,
  raise,
  resident,
  smallCity,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  Arbitrate,
  ChangeUrgency,
  CorrectFact,
  DecideExtension,
  DecideReturn,
  DispatchWhistle,
  OpenSupervision,
  RecallDispatch,
  ReclassifyWhistle,
  RecordContact,
  RedispatchWhistle,
  ReportIn,
  RequestArbitration,
  RequestExtension,
  RequestInfo,
  RequestReturn,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitResult,
  SupersedeUnits,
  SupplyInfo,
} from '../domain/index.js';
import { NO_REPLAY, outcomesOf, replayed } from './replay.js';

const A1 = { assignmentId: 'a1' };
const MONDAY_9 = china('03-02', '09:00');
const LATE = china('04-30', '09:00');

interface Others {
  readonly city?: City;
  readonly calendarOf?: string;
  readonly until?: string;
}

/** What becomes of each clock under another city's policy, or under its calendar if that is named. */
function outcomes(told: readonly AnyWhistleCommand[], other: CityRules, { city = smallCity, ...more }: Others = {}) {
  const rules = { real: city.catalogue, other: cityWith(other).catalogue, ...more };
  const policyOf = more.calendarOf === undefined ? 'XY' : undefined;
  const replay = happenedIn(city, ...told).reduce(
    (one, event) => replayed(one, event, { ...rules, policyOf }),
    NO_REPLAY,
  );
  return outcomesOf(replay, more.until ?? LATE);
}
const changes = (...args: Parameters<typeof outcomes>) =>
  outcomes(...args)
    .filter(({ dueBefore, dueAfter }) => dueBefore !== dueAfter)
    .map(({ clock, dueBefore, dueAfter, missedBefore, missedAfter }) => [
      clock,
      dueBefore,
      dueAfter,
      missedBefore,
      missedAfter,
    ]);

const accepted = [raise({ categoryCode: 'SQ01' }, resident, MONDAY_9), command(AcceptWhistle, {}, desk, MONDAY_9)];
const dispatched = [
  ...accepted,
  command(DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, desk, MONDAY_9),
];
/** Signed within the hour, contacted, reported in on Tuesday, and done on Tuesday of the next week at 10:00. */
const done = [
  ...dispatched,
  command(SignAssignment, A1, housing, china('03-02', '09:30')),
  command(RecordContact, { ...A1, contacted: 'STREET' }, housing, china('03-02', '10:00')),
  command(ReportIn, { ...A1, person: '王', mode: 'ON_SITE' }, housing, china('03-03', '09:00')),
  command(StartHandling, A1, housing, china('03-03', '09:30')),
  command(SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '已修' }, housing, china('03-10', '10:00')),
];

describe('a history under other rules', () => {
  it('is the same under the same ones', () => {
    expect(changes(done, {})).toEqual([]);
    expect(
      outcomes(done, {}).map(({ clock, missedBefore, missedAfter }) => [clock, missedBefore, missedAfter]),
    ).toEqual([
      ['ACCEPT', false, false],
      ['DISPATCH', false, false],
      ['SIGN', false, false],
      ['CONTACT', false, false],
      ['REPORT_IN', false, false],
      ['HANDLE', true, true], // 5 WD, Monday 18:00
      ['FOLLOW_UP', true, true], // 2 WD, Thursday 12 March
    ]);
  });

  it('has its deadlines met that were missed, and missed that were met', () => {
    const limits = { HANDLE: { amount: 6, unit: 'WD' }, SIGN: { amount: 0.25, unit: 'WH' } } as const;
    expect(changes(done, { limits })).toEqual([
      ['SIGN', china('03-02', '10:00'), china('03-02', '09:15'), false, true],
      ['HANDLE', china('03-09', '18:00'), china('03-10', '18:00'), true, false],
    ]);
  });

  it('counts them otherwise, if the policy does', () => {
    const counting = { workdays: 'WORKDAY_SAME_TIME', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' } as const;
    expect(changes(done.slice(0, 7), { pack: { counting } }, { until: china('03-05', '12:00') })).toEqual([
      ['REPORT_IN', china('03-05', '18:00'), china('03-05', '09:00'), false, false],
      ['HANDLE', china('03-09', '18:00'), china('03-09', '09:00'), false, false],
    ]);
  });

  it('counts them by another calendar', () => {
    const monday = { ...CALENDAR_2026, days: [...CALENDAR_2026.days, { date: '2026-03-09', working: false }] };
    const sorted = { ...monday, days: monday.days.toSorted((a, b) => (a.date < b.date ? -1 : 1)) };
    expect(changes(done, { calendars: [sorted] }, { calendarOf: 'CN' })).toEqual([
      ['HANDLE', china('03-09', '18:00'), china('03-10', '18:00'), true, false],
    ]);
    expect(changes(done, { calendars: [sorted] }, { calendarOf: 'BOS' })).toEqual([]);
  });

  it('has none of the clocks for which there is no limit any more', () => {
    const { P3: _P3, ...limits } = { P1: {}, P2: {}, P3: {}, P4: {} };
    const none = { pack: { limits: { ...limits, P3: { HANDLE: { amount: 5, unit: 'WD' } } } } } as const;
    const gone = outcomes(done, none).filter(({ dueAfter }) => dueAfter === undefined);
    expect(gone.map(({ clock, missedAfter }) => [clock, missedAfter])).toEqual([
      ['ACCEPT', false],
      ['DISPATCH', false],
      ['SIGN', false],
      ['CONTACT', false],
      ['REPORT_IN', false],
      ['FOLLOW_UP', false],
    ]);
  });

  it('holds its clocks by the same pauses, and those that had run out by then no more', () => {
    const asked = [
      raise({ categoryCode: 'SQ01' }, resident, MONDAY_9),
      command(RequestInfo, { text: '几楼？' }, desk, china('03-02', '11:00')),
      command(SupplyInfo, { text: '三楼' }, resident, china('03-03', '09:00')),
      command(AcceptWhistle, {}, desk, china('03-03', '10:30')),
    ];
    // 4 WH of which 2 had passed: 11:00; of 3 WH there is one left, so 10:00; of 1 WH none was left at 11:00
    const accept = (amount: number) => changes(asked, { limits: { ACCEPT: { amount, unit: 'WH' } } });
    const [was, due] = [china('03-03', '11:00'), china('03-03', '10:00')];
    expect(accept(4)).toEqual([]);
    expect(accept(3)).toEqual([['ACCEPT', was, due, false, true]]);
    expect(accept(1)).toEqual([['ACCEPT', was, china('03-02', '10:00'), false, true]]);
  });

  it('grants the same extensions, but none that would have been asked for too late', () => {
    const lengthened = [
      ...done.slice(0, 7),
      command(RequestExtension, { ...A1, reason: '缺件' }, housing, china('03-06', '09:00')),
      command(DecideExtension, { ...A1, granted: true, reason: '缺件' }, supervisor, china('03-09', '19:00')),
      command(SubmitResult, { ...A1, outcome: 'RESOLVED', reply: '已修' }, housing, china('03-12', '10:00')),
    ];
    const handle = (amount: number) => changes(lengthened, { limits: { HANDLE: { amount, unit: 'WD' } } })[0];
    const was = china('03-16', '18:00'); // 5 WD and 5 more
    expect(handle(5)).toBeUndefined();
    expect(handle(4)).toEqual(['HANDLE', was, china('03-12', '18:00'), false, false]); // 6 March, and 4 more
    expect(handle(2)).toEqual(['HANDLE', was, china('03-04', '18:00'), false, true]);
  });

  it('is classified at the same moments, and each clock takes the earlier of both limits', () => {
    const reclassified = [
      raise({ categoryCode: 'SQ01' }, resident, MONDAY_9),
      command(ReclassifyWhistle, { categoryCode: 'WY09', reason: '危险' }, desk, china('03-02', '10:00')),
      command(AcceptWhistle, {}, desk, china('03-02', '10:12')),
    ];
    const accept = (P1: number) =>
      changes(reclassified, { limitsOf: { P1: { ACCEPT: { amount: P1, unit: 'MIN' } } } }).map((one) => one.slice(2));
    expect(accept(15)).toEqual([]);
    expect(accept(10)).toEqual([[china('03-02', '10:10'), false, true]]);
    // ten hours on is later than the 4 WH from nine o'clock
    expect(accept(600)).toEqual([[china('03-02', '15:00'), false, false]]);
  });

  it('is as urgent as it was made: earlier by the earlier of both, and later from the start on', () => {
    const at = china('03-02', '09:30');
    const made = (urgency: 'P2' | 'P4') => [
      ...dispatched,
      command(ChangeUrgency, { urgency, reason: '会商' }, desk, at),
    ];
    expect(changes(made('P2'), {}, { until: at })).toEqual([]);
    expect(changes(made('P4'), {}, { until: at })).toEqual([]);
    const days = (amount: number) => ({ limitsOf: { P4: { HANDLE: { amount, unit: 'ND' } } } }) as const;
    // 15 days from the dispatch; of 20 there are five more, of 3 it is the 5 working days of before
    expect(changes(made('P4'), days(20), { until: at })).toEqual([
      ['HANDLE', china('03-17', '09:00'), china('03-22', '09:00'), false, false],
    ]);
    expect(changes(made('P4'), days(3), { until: at })).toEqual([
      ['HANDLE', china('03-17', '09:00'), china('03-05', '09:30'), false, false],
    ]);
  });

  it('says of clocks that still run whether they have run out by now', () => {
    const limits = { SIGN: { amount: 2, unit: 'WH' } } as const;
    const [sign] = changes(dispatched, { limits }, { until: china('03-02', '10:30') });
    expect(sign).toEqual(['SIGN', china('03-02', '10:00'), china('03-02', '11:00'), true, false]);
    const recorded = [...dispatched, command(RunClocks, {}, desk, china('03-02', '10:30'))];
    expect(changes(recorded, { limits }, { until: china('03-02', '11:30') })[0]?.slice(3)).toEqual([true, true]);
  });

  describe('follows its clocks', () => {
    const handling = (at = MONDAY_9) => [
      ...dispatched,
      command(SignAssignment, A1, housing, at),
      command(ReportIn, { ...A1, person: '王', mode: 'ON_SITE' }, housing, at),
      command(StartHandling, A1, housing, at),
    ];
    const handle = (told: readonly AnyWhistleCommand[], amount: number, more: Others = {}) =>
      outcomes(told, { limits: { HANDLE: { amount, unit: 'WD' } } }, more)
        .filter(({ clock }) => clock === 'HANDLE')
        .map(({ unitId, dueBefore, dueAfter, missedBefore, missedAfter }) => {
          return [unitId, dueBefore, dueAfter, missedBefore, missedAfter];
        });

    it('to the successor of their unit', () => {
      const at = china('03-04', '08:00');
      const merger = { type: 'OrgUnitsMerged' as const, data: { from: ['XY-ZJ'], into: 'XY-CGJ', at } };
      const city = { ...smallCity, directory: cityWith({ directory: [merger] }).directory };
      const successor = { ...housing, id: 'clerk-cgj', unitId: 'XY-CGJ' };
      const done = { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已修' } as const;
      const told = [
        ...handling(),
        command(SupersedeUnits, {}, desk, at),
        command(SubmitResult, done, successor, china('03-10', '10:00')),
      ];
      const was = china('03-09', '18:00');
      expect(handle(told, 5, { city })).toEqual([['XY-CGJ', was, was, true, true]]);
      expect(handle(told, 6, { city })).toEqual([['XY-CGJ', was, china('03-10', '18:00'), true, false]]);
      expect(changes(told, {}, { city })).toEqual([]);
    });

    /** Given back on Tuesday at noon, and again with the same unit on Thursday: Tuesday to Thursday do not count. */
    const again = [
      ...handling(),
      command(RequestReturn, { ...A1, reason: 'NOT_OUR_DUTY', basis: '不属本单位' }, housing, china('03-02', '11:00')),
      command(
        DecideReturn,
        { ...A1, approved: true, fault: 'MISDISPATCH', reason: '属实' },
        desk,
        china('03-03', '12:00'),
      ),
      command(RedispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '重派' }, desk, china('03-05', '09:00')),
    ];

    it('to a later assignment of the same unit, which has what was left', () => {
      const [first, next] = [china('03-09', '18:00'), china('03-12', '18:00')]; // 5 days, and three that stood still
      expect(handle(again, 5)).toEqual([
        ['XY-ZJ', first, first, false, false],
        ['XY-ZJ', next, next, true, true],
      ]);
      expect(handle(again, 6)).toEqual([
        ['XY-ZJ', first, china('03-10', '18:00'), false, false],
        ['XY-ZJ', next, china('03-13', '18:00'), true, true],
      ]);
      // of an hour nothing was left at eleven: it has the whole of it once more, from Thursday
      const hour = { limits: { HANDLE: { amount: 1, unit: 'WH' } } } as const;
      expect(outcomes(again, hour).flatMap((one) => (one.clock === 'HANDLE' ? [one.dueAfter] : []))).toEqual([
        china('03-02', '10:00'),
        china('03-05', '10:00'),
      ]);
    });

    it('which had the whole of it where it had run out, and has what was left where it would not have', () => {
      const city = cityWith({ limits: { HANDLE: { amount: 1, unit: 'WH' } } });
      expect(handle(again, 5, { city })).toEqual([
        ['XY-ZJ', china('03-02', '10:00'), china('03-09', '18:00'), true, false],
        ['XY-ZJ', china('03-05', '10:00'), china('03-12', '18:00'), true, true],
      ]);
    });

    it('through an arbitration, and to whoever has it then', () => {
      const settled = [
        ...handling(),
        command(
          RequestReturn,
          { ...A1, reason: 'NOT_OUR_DUTY', basis: '不属本单位' },
          housing,
          china('03-02', '11:00'),
        ),
        command(DecideReturn, { ...A1, approved: false, reason: '属其职责' }, desk, china('03-02', '11:30')),
        command(RequestArbitration, { ...A1, reason: '各执一词' }, desk, china('03-10', '09:00')),
        command(
          Arbitrate,
          { leadUnitId: 'XY-HW', assists: [], basis: '联席会议' },
          supervisor,
          china('03-11', '09:00'),
        ),
      ];
      expect(handle(settled, 5)).toEqual([
        ['XY-ZJ', china('03-09', '18:00'), china('03-09', '18:00'), true, true],
        ['XY-HW', china('03-18', '18:00'), china('03-18', '18:00'), true, true],
      ]);
      // of seven days the last had not come when it came to stand still, and it never went on
      expect(handle(settled, 7)[0]).toEqual(['XY-ZJ', china('03-09', '18:00'), china('03-11', '18:00'), true, false]);
    });

    it('back to the desk after a recall, as they were', () => {
      const told = [...dispatched, command(RecallDispatch, { reason: '派错' }, desk, china('03-02', '10:00'))];
      expect(changes(told, {}, { until: china('03-02', '12:00') })).toEqual([]);
      const dispatch = (amount: number) =>
        changes(told, { limits: { DISPATCH: { amount, unit: 'UH' } } }, { until: china('03-02', '12:00') })[0];
      expect(dispatch(2)).toEqual(['DISPATCH', china('03-03', '09:00'), china('03-02', '11:00'), false, true]);
      expect(dispatch(48)).toEqual(['DISPATCH', china('03-03', '09:00'), china('03-04', '09:00'), false, false]);
    });

    it('through a corrected fact, which is judged once more', () => {
      const corrected = [
        ...done,
        command(
          CorrectFact,
          {
            ...A1,
            fact: 'RESULT_SUBMITTED',
            happenedAt: china('03-09', '17:00'),
            reason: '周一完工',
            evidence: '照片',
          },
          supervisor,
          china('03-11', '09:00'),
        ),
      ];
      const was = china('03-09', '18:00');
      expect(handle(corrected, 5)).toEqual([['XY-ZJ', was, was, false, false]]);
      expect(handle(corrected, 4)).toEqual([['XY-ZJ', was, china('03-06', '18:00'), false, true]]);
    });

    it('with an answer to a supervision that no policy limits', () => {
      const told = [...handling(), command(OpenSupervision, { level: 'BLUE', reason: '催办' }, supervisor, MONDAY_9)];
      expect(changes(told, {})).toEqual([]);
      const supervision = { limits: { SUPERVISION: { amount: 2, unit: 'WD' } } } as const;
      expect(changes(told, supervision)).toEqual([
        ['SUPERVISION', china('03-03', '18:00'), china('03-04', '18:00'), true, true],
      ]);
    });
  });
});
