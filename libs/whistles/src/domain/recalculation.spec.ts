import {
  CALENDAR_2026,
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  housing,
  raise,
  resident,
  smallCity,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { WhistleFacts } from './facts.js';
import { effectOfRecalculation } from './recalculation.js';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  DecideSuspension,
  DispatchWhistle,
  RecalculateDeadlines,
  ReportIn,
  RequestInfo,
  RequestSuspension,
  RunClocks,
  SignAssignment,
  StartHandling,
  SupplyInfo,
  WithdrawWhistle,
} from './whistle.commands.js';
import type { WhistleEventOf } from './whistle.events.js';
import { whistle } from './whistle.js';
import type { RecalculationReason } from './whistle.words.js';

type City = Pick<WhistleFacts, 'directory' | 'catalogue'>;
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
const START = china('12-28', '09:00');
const NOW = china('12-29', '08:30');
const at2027 = (day: string, time: string) => china(day, time).replace(/^2026/, '2027');

/** What is known of 2027: New Year off, or on the contrary a working Saturday on the second. */
const with2027 = (days: readonly { date: string; working: boolean }[]) => ({
  ...CALENDAR_2026,
  days: [...CALENDAR_2026.days, ...days],
  coveredThrough: '2027-12-31',
});
const later = with2027(['2027-01-01', '2027-01-02', '2027-01-03'].map((date) => ({ date, working: false })));
const earlier = with2027([{ date: '2027-01-02', working: true }]);

/** SIGN, CONTACT, REPORT_IN and HANDLE of one unit, from Monday 28 December. */
const dispatched = [
  raise({ categoryCode: 'SQ01' }, resident, START),
  command(AcceptWhistle, {}, desk, START),
  command(DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '跨类' }, desk, START),
];
const recalculate = (reason: RecalculationReason = 'CALENDAR', at = NOW) =>
  command(RecalculateDeadlines, { reason }, supervisor, at);
/** What comes of it, of clocks that were set under the first city's rules, under the second's. */
function anew(before: City, now: City, one = recalculate(), told: readonly AnyWhistleCommand[] = dispatched) {
  const history = happenedIn(before, ...told);
  const decided = whistle.decide(one, history.reduce(whistle.evolve, whistle.initial), now);
  return decided.filter(
    (event): event is WhistleEventOf<'DeadlineRecalculated'> => event.type === 'DeadlineRecalculated',
  );
}

describe('a deadline', () => {
  it('that lies beyond the notices is provisional (EC-31)', () => {
    const set = happenedIn(smallCity, ...dispatched).flatMap((event) =>
      event.type === 'DeadlineSet' && event.data.assignmentId !== undefined
        ? [[event.data.clock, event.data.dueAt, event.data.provisional]]
        : [],
    );
    expect(set).toEqual([
      ['SIGN', china('12-28', '10:00'), false],
      ['CONTACT', china('12-29', '09:00'), false],
      ['REPORT_IN', china('12-31', '18:00'), false],
      ['HANDLE', at2027('01-04', '18:00'), true], // 29, 30, 31, Friday 1 and Monday 4
    ]);
  });

  it('is reckoned again when its year’s notice is there, and says so (EC-08, EC-31)', () => {
    const history = happenedIn(smallCity, ...dispatched, command(RunClocks, {}, desk, NOW));
    const city = cityWith({ calendars: [CALENDAR_2026, later] });
    given(whistle, history)
      .when(recalculate(), city)
      .thenEvents({
        type: 'DeadlineRecalculated',
        data: {
          clockId: 'HANDLE-6',
          clock: 'HANDLE',
          ...A1,
          oldDueAt: at2027('01-04', '18:00'),
          dueAt: at2027('01-05', '18:00'), // 29, 30, 31, 4, 5
          wasProvisional: true,
          reason: 'CALENDAR',
          limit: { amount: 5, unit: 'WD' },
          kind: 'WORKDAY_COUNT',
          policyVersion: 'XY@1',
          calendarVersion: 'CN@2',
          provisional: false,
          pauses: [],
          marks: [],
        },
      });
  });

  it('is reckoned again once', () => {
    const city = cityWith({ calendars: [CALENDAR_2026, later] });
    const history = happenedIn(smallCity, ...dispatched);
    const events = anew(smallCity, city);
    const state = [...history, ...events].reduce(whistle.evolve, whistle.initial);
    expect(whistle.decide(recalculate(), state, city).filter(({ type }) => type === 'DeadlineRecalculated')).toEqual(
      [],
    );
    expect(state).toMatchObject({ status: 'DISPATCHED' });
    const handle = 'clocks' in state && state.clocks.find(({ clock }) => clock === 'HANDLE');
    expect(handle).toMatchObject({ dueAt: at2027('01-05', '18:00'), calendarVersion: 'CN@2', provisional: false });
  });

  it('never comes earlier by it, only surer; unless the policy lets it (EC-08)', () => {
    // with a working Saturday the fifth day is the second of January
    const strict = cityWith({ calendars: [CALENDAR_2026, earlier] });
    const due = { oldDueAt: at2027('01-04', '18:00'), dueAt: at2027('01-04', '18:00') };
    expect(anew(smallCity, strict).map(({ data }) => data)).toMatchObject([
      { clock: 'HANDLE', ...due, reckonedDueAt: at2027('01-02', '18:00'), wasProvisional: true, provisional: false },
    ]);
    const pack = { allowEarlier: true };
    const [before, now] = [[CALENDAR_2026], [CALENDAR_2026, earlier]].map((calendars) => cityWith({ pack, calendars }));
    expect(anew(before!, now!).map(({ data }) => data)).toMatchObject([
      { clock: 'HANDLE', oldDueAt: at2027('01-04', '18:00'), dueAt: at2027('01-02', '18:00') },
    ]);
    expect(anew(before!, now!).map(({ data }) => data.reckonedDueAt)).toEqual([undefined]);
  });

  const DUE = at2027('01-04', '18:00');
  it.each<[string, Parameters<typeof effectOfRecalculation>[0], string]>([
    ['later', { oldDueAt: DUE, dueAt: at2027('01-05', '18:00'), provisional: false, wasProvisional: true }, 'LATER'],
    [
      'earlier',
      { oldDueAt: DUE, dueAt: at2027('01-02', '18:00'), provisional: false, wasProvisional: true },
      'EARLIER',
    ],
    [
      'kept',
      { oldDueAt: DUE, dueAt: DUE, reckonedDueAt: at2027('01-02', '18:00'), provisional: false, wasProvisional: true },
      'KEPT',
    ],
    ['surer', { oldDueAt: DUE, dueAt: DUE, provisional: false, wasProvisional: true }, 'FIRM'],
    ['less sure', { oldDueAt: DUE, dueAt: DUE, provisional: true, wasProvisional: false }, 'PROVISIONAL'],
    ['as sure', { oldDueAt: DUE, dueAt: DUE, provisional: true, wasProvisional: true }, 'SAME'],
    ['recorded before it was kept how sure it was', { oldDueAt: DUE, dueAt: DUE, provisional: false }, 'SAME'],
  ])('that is %s says so', (_, recalculated, effect) => {
    expect(effectOfRecalculation(recalculated)).toBe(effect);
  });

  it('does not carry what was said of its recalculation', () => {
    const strict = cityWith({ calendars: [CALENDAR_2026, earlier] });
    const history = happenedIn(smallCity, ...dispatched);
    const state = [...history, ...anew(smallCity, strict)].reduce(whistle.evolve, whistle.initial);
    const handle = 'clocks' in state && state.clocks.find(({ clock }) => clock === 'HANDLE');
    expect(handle).toMatchObject({ dueAt: DUE, provisional: false });
    expect(handle).not.toHaveProperty('wasProvisional');
    expect(handle).not.toHaveProperty('reckonedDueAt');
    expect(handle).not.toHaveProperty('oldDueAt');
  });

  it('that has run out, or is none any more, stays what it was (EC-08)', () => {
    const city = cityWith({ calendars: [CALENDAR_2026, later] });
    expect(anew(smallCity, city, recalculate('CALENDAR', at2027('01-05', '09:00')))).toEqual([]);
    const withdrawn = [...dispatched, command(WithdrawWhistle, { reason: '不用了' }, resident, NOW)];
    expect(anew(smallCity, city, recalculate(), withdrawn)).toEqual([]);
    given(whistle, []).when(recalculate(), city).thenRefused('whistle/not-found');
  });

  it('is reckoned again while it stands still, however long ago it would have run out (EC-31)', () => {
    const told = [
      raise({ categoryCode: 'WY05' }, resident, china('12-31', '09:00')), // P4: 1 WD, Friday 1 January
      command(RequestInfo, { text: '几楼？' }, desk, china('12-31', '10:00')),
    ];
    const city = cityWith({ calendars: [CALENDAR_2026, later] });
    const muchLater = recalculate('CALENDAR', at2027('01-05', '09:00'));
    const due = anew(smallCity, city, muchLater, told).flatMap(({ data }) =>
      data.clock === 'ACCEPT' ? [[data.oldDueAt, data.dueAt]] : [],
    );
    expect(due).toEqual([[at2027('01-01', '18:00'), at2027('01-04', '18:00')]]);
  });

  it('that stands still takes any revision, for nobody knows when it will go on (EC-31)', () => {
    const told = [
      raise({ categoryCode: 'WY05' }, resident, china('11-02', '09:00')), // P4: 1 WD, the next day
      command(RequestInfo, { text: '几楼？' }, desk, china('11-02', '10:00')),
    ];
    const city = cityWith({ calendars: [CALENDAR_2026, later] });
    const events = anew(smallCity, city, recalculate('CALENDAR', china('11-04', '09:00')), told);
    expect(events.map(({ data }) => [data.clock, data.dueAt, data.calendarVersion])).toEqual([
      ['ACCEPT', china('11-03', '18:00'), 'CN@2'],
    ]);
  });

  it('does not come to lie in the past, even if it may come earlier (EC-08)', () => {
    const pack = { allowEarlier: true };
    const [before, now] = [[CALENDAR_2026], [CALENDAR_2026, earlier]].map((calendars) => cityWith({ pack, calendars }));
    const sunday = recalculate('CALENDAR', at2027('01-03', '09:00'));
    expect(anew(before!, now!, sunday).map(({ data }) => [data.clock, data.dueAt])).toEqual([
      ['HANDLE', at2027('01-04', '18:00')],
    ]);
  });

  it('keeps its calendar and its policy when it goes on after a pause, whatever was revised since (EC-17)', () => {
    const told = [
      raise({ categoryCode: 'WY05' }, resident, china('12-31', '09:00')), // P4: 1 WD, Friday 1 January
      command(RequestInfo, { text: '几楼？' }, desk, china('12-31', '10:00')),
    ];
    const history = happenedIn(smallCity, ...told);
    const revised = cityWith({
      calendars: [CALENDAR_2026, later],
      laterPacks: [{ limits: { P1: {}, P2: {}, P3: {}, P4: { ACCEPT: { amount: 9, unit: 'WD' } } } }],
    });
    const answer = command(SupplyInfo, { text: '三楼' }, resident, china('12-31', '11:00'));
    const [, resumed] = whistle.decide(answer, history.reduce(whistle.evolve, whistle.initial), revised);
    expect(resumed?.data).toMatchObject({
      dueAt: at2027('01-01', '18:00'),
      policyVersion: 'XY@1',
      calendarVersion: 'CN@1',
    });
  });

  it('is held while it is reckoned again, and moves with its pause although an earlier one was not taken', () => {
    const told = [
      raise({ categoryCode: 'WY05' }, resident, china('12-31', '19:00')),
      command(RequestInfo, { text: '几楼？' }, desk, china('12-31', '20:00')),
    ];
    // P4, 1 WD: Friday 1 January by what is known; a holiday then, and Saturday works: still Saturday, so later
    const city = cityWith({
      calendars: [
        CALENDAR_2026,
        with2027([
          { date: '2027-01-01', working: false },
          { date: '2027-01-02', working: true },
        ]),
      ],
    });
    const history = happenedIn(smallCity, ...told);
    const state = history.reduce(whistle.evolve, whistle.initial);
    const events = whistle.decide(recalculate('CALENDAR', china('12-31', '21:00')), state, city);
    expect(events.map(({ data }) => ('dueAt' in data ? data.dueAt : ''))).toContain(at2027('01-02', '18:00'));
    const held = events.reduce(whistle.evolve, state);
    const accept = 'clocks' in held && held.clocks.find(({ clock }) => clock === 'ACCEPT');
    expect(accept).toMatchObject({ pausedAt: china('12-31', '20:00'), calendarVersion: 'CN@2' });
    const answer = command(SupplyInfo, { text: '三楼' }, resident, at2027('01-02', '10:00'));
    const [, resumed] = whistle.decide(answer, held, city);
    // two hours of Saturday were held, a part of a day: Monday
    expect(resumed?.data).toMatchObject({ cause: 'RESUMED', dueAt: at2027('01-04', '18:00') });
  });

  it('that was kept against an earlier one is held for as long as it was held', () => {
    const limits = { ACCEPT: { amount: 40, unit: 'WH' as const } };
    const before = cityWith({ limits });
    const now = cityWith({ limits, calendars: [CALENDAR_2026, earlier] });
    // from Monday 28, 09:00: 7 + 8 + 8 + 8 + 8 = 39 h by Friday 18:00, so Monday 09:00; with a Saturday: that, 09:00
    const history = happenedIn(before, raise({ categoryCode: 'SQ01' }, resident, START));
    const kept = [...history, ...whistle.decide(recalculate(), history.reduce(whistle.evolve, whistle.initial), now)];
    expect(kept.at(-1)).toMatchObject({ type: 'DeadlineRecalculated', data: { dueAt: at2027('01-04', '09:00') } });
    const ask = command(RequestInfo, { text: '几楼？' }, desk, china('12-30', '09:00'));
    const answer = command(SupplyInfo, { text: '三楼' }, resident, china('12-30', '11:00'));
    const asked = kept.reduce(whistle.evolve, whistle.initial);
    const events = [ask, answer].reduce(
      ({ state }, one) => {
        const decided = whistle.decide(one, state, now).map((event) => ({ ...event, occurredAt: one.context.at }));
        return { state: decided.reduce(whistle.evolve, state), decided };
      },
      { state: asked, decided: [] as readonly unknown[] },
    ).decided;
    expect(events.at(-1)).toMatchObject({ data: { cause: 'RESUMED', dueAt: at2027('01-04', '11:00') } });
  });

  it('is reckoned by another policy when somebody says so, and by nothing else (EC-17)', () => {
    const slower = cityWith({
      laterPacks: [{ limits: { P1: {}, P2: {}, P3: { HANDLE: { amount: 8, unit: 'WD' } }, P4: {} } }],
    });
    expect(anew(smallCity, slower)).toEqual([]);
    const [handle, ...others] = anew(smallCity, slower, recalculate('POLICY')).map(({ data }) => data);
    expect(handle).toMatchObject({
      clock: 'HANDLE',
      oldDueAt: at2027('01-04', '18:00'),
      dueAt: at2027('01-07', '18:00'),
      reason: 'POLICY',
      limit: { amount: 8, unit: 'WD' },
      policyVersion: 'XY@2',
      calendarVersion: 'CN@1',
      provisional: true,
    });
    expect(others).toEqual([]); // the new policy has no other limit
  });

  describe('that is held by an earlier limit than the whistle would have now', () => {
    const total = (amount: number) => ({ RESIDENT_TOTAL: { amount, unit: 'WD' as const } });
    const promising = { limitsOf: { P3: total(5), P4: total(20) } };
    const limits = (P3: number, P4: number) => ({
      laterPacks: [{ limits: { P1: {}, P2: {}, P3: total(P3), P4: total(P4) } }],
    });
    const promise = (now: Parameters<typeof cityWith>[0], told: readonly AnyWhistleCommand[]) =>
      anew(cityWith(promising), cityWith({ ...promising, ...now }), recalculate('POLICY'), told)
        .filter(({ data }) => data.clock === 'RESIDENT_TOTAL')
        .map(({ data }) => [data.oldDueAt, data.dueAt, data.limit?.amount]);
    const DUE = at2027('01-04', '18:00'); // 29, 30, 31, Friday 1 and Monday 4
    const raised = raise({ categoryCode: 'SQ01' }, resident, START);
    const asP4 = [raised, command(AcceptWhistle, { urgency: 'P4' as const }, desk, START)];
    const unclassified = [raise({}, resident, START), command(AcceptWhistle, { categoryCode: 'WY05' }, desk, START)];

    it.each([
      ['accepted as P4', asP4],
      ['raised without a category, which has P4', unclassified],
    ])('keeps what the resident was promised: %s', (_what, told) => {
      expect(promise(limits(5, 20), told)).toEqual([[DUE, DUE, 5]]);
      expect(promise(limits(5, 30), told)).toEqual([[DUE, DUE, 5]]);
    });

    it('is put off where that very limit is longer now', () => {
      expect(promise(limits(8, 20), asP4)).toEqual([[DUE, at2027('01-07', '18:00'), 8]]);
    });

    it('keeps its moment once more, after it was put off', () => {
      const first = cityWith({ ...promising, ...limits(8, 20) });
      const then = cityWith({ ...promising, laterPacks: [...limits(8, 20).laterPacks, ...limits(8, 40).laterPacks] });
      const history = [
        ...happenedIn(cityWith(promising), ...asP4),
        ...anew(cityWith(promising), first, recalculate('POLICY'), asP4),
      ];
      const state = history.reduce(whistle.evolve, whistle.initial);
      const again = whistle.decide(recalculate('POLICY'), state, then);
      expect(again).toMatchObject([{ data: { clock: 'RESIDENT_TOTAL', dueAt: at2027('01-07', '18:00') } }]);
    });
  });
});

describe('a day of review (挂账复核)', () => {
  const of = { assignmentId: 'a1' };
  /** Held from 28 December until a day. */
  const held = (until: string) => [
    ...dispatched,
    command(SignAssignment, of, housing, START),
    command(ReportIn, { ...of, person: '王', mode: 'ON_SITE' }, housing, START),
    command(StartHandling, of, housing, START),
    command(RequestSuspension, { ...of, until, constraint: '等施工图' }, housing, START),
    command(DecideSuspension, { ...of, approved: true, reason: '属实' }, supervisor, START),
  ];
  const reviewsOf = (now: City, until: string, one = recalculate()) =>
    anew(smallCity, now, one, held(until))
      .filter(({ data }) => data.clock === 'REVIEW')
      .map(({ data }) => data);
  const withNotice = cityWith({ calendars: [CALENDAR_2026, later] });

  it.each([
    ['2026-12-31', china('12-31', '08:00'), false],
    ['2027-01-01', at2027('01-01', '08:00'), true],
    ['2027-01-08', at2027('01-08', '08:00'), true],
  ])('on %s is provisional beyond the notices (EC-31)', (until, dueAt, provisional) => {
    const set = happenedIn(smallCity, ...held(until)).at(-1);
    expect(set).toMatchObject({ type: 'DeadlineSet', data: { clock: 'REVIEW', dueAt, provisional } });
  });

  it('that a notice makes a holiday moves to the next working moment, and is sure then (EC-08)', () => {
    expect(reviewsOf(withNotice, '2027-01-01')).toEqual([
      {
        clockId: expect.stringMatching(/^REVIEW-/),
        clock: 'REVIEW',
        ...A1,
        oldDueAt: at2027('01-01', '08:00'),
        dueAt: at2027('01-04', '08:00'), // Friday 1 to Sunday 3 are off
        wasProvisional: true,
        reason: 'CALENDAR',
        kind: 'MANUAL_DATE',
        policyVersion: 'XY@1',
        calendarVersion: 'CN@2',
        provisional: false,
        pauses: [],
        marks: [],
      },
    ]);
    expect(reviewsOf(withNotice, '2027-01-08')).toMatchObject([
      { dueAt: at2027('01-08', '08:00'), calendarVersion: 'CN@2', provisional: false },
    ]);
  });

  it('is reckoned again once, and the task goes on at the moment to which it was moved', () => {
    const before = happenedIn(smallCity, ...held('2027-01-01'));
    const moved = [...before, ...anew(smallCity, withNotice, recalculate(), held('2027-01-01'))];
    const state = moved.reduce(whistle.evolve, whistle.initial);
    expect(whistle.decide(recalculate(), state, withNotice)).toEqual([]);
    const look = (at: string) => whistle.decide(command(RunClocks, {}, desk, at), state, withNotice);
    const resumed = (at: string) => look(at).filter(({ type }) => type === 'CaseResumed');
    expect(resumed(at2027('01-04', '08:00'))).toEqual([]);
    expect(resumed(at2027('01-04', '08:01'))).toMatchObject([{ occurredAt: at2027('01-04', '08:00') }]);
  });

  it('is not touched by what does not reach it, nor by another policy', () => {
    expect(reviewsOf(withNotice, '2026-12-31')).toEqual([]);
    const policies = cityWith({ calendars: [CALENDAR_2026, later], limits: { HANDLE: { amount: 7, unit: 'WD' } } });
    expect(reviewsOf(policies, '2027-01-01', recalculate('POLICY'))).toEqual([]);
  });
});
