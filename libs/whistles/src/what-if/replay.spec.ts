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
  ChangeUrgency,
  DecideExtension,
  DispatchWhistle,
  ReclassifyWhistle,
  RecordContact,
  ReportIn,
  RequestExtension,
  RequestInfo,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitResult,
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
});
