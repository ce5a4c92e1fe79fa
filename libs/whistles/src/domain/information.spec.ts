import {
  chasingCity,
  china,
  command,
  desk,
  given,
  gridWorker,
  happened,
  happenedIn,
  PHONE,
  raise,
  resident,
  smallCity,
  stateAfter,
  street,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  OrderPreVerification,
  ReclassifyWhistle,
  ReportPreVerification,
  RequestInfo,
  RunClocks,
  SupplyInfo,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const raised = (categoryCode = 'SQ01') => raise({ categoryCode }, resident, china('03-02', '15:00'));
const ask = (at: string, text = '几号楼？') => command(RequestInfo, { text }, desk, at);
const answer = (at: string, text = '三号楼') => command(SupplyInfo, { text }, resident, at);
const send = (at: string, unitId = 'XY-S1-C01-SQ') => command(OrderPreVerification, { unitId }, desk, at);
const report = (at: string, actor = gridWorker, more: Partial<ReportPreVerification['input']> = {}) =>
  command(ReportPreVerification, { finding: 'EXISTS', ...more }, actor, at);
const counted = {
  policyVersion: 'XY@1',
  calendarVersion: 'CN@1',
  provisional: false,
  marks: [],
  timer: true,
};

describe('asking for more (补正)', () => {
  it('stops neither the whistle nor its clock, but holds the clock and starts the reporter’s', () => {
    given(whistle, happened(raised()))
      .when(ask(china('03-02', '16:00'), `打${PHONE}没人接，几号楼？`), smallCity)
      .thenEvents(
        { type: 'InfoRequested', data: { request: 1, text: '打〔电话〕没人接，几号楼？' } },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'INFO-2',
            clock: 'INFO',
            startedAt: china('03-02', '16:00'),
            dueAt: china('03-05', '18:00'), // 3 WD: Tuesday to Thursday
            limit: { amount: 3, unit: 'WD' },
            kind: 'WORKDAY_COUNT',
            ...counted,
            pauses: [],
            cause: 'STARTED',
          },
        },
      );
    const state = stateAfter(raised(), ask(china('03-02', '16:00')));
    expect(state).toMatchObject({ status: 'PENDING_INFO', clocks: [{ clockId: 'ACCEPT-1' }, { clockId: 'INFO-2' }] });
    expect('clocks' in state && state.clocks[0]?.pausedAt).toBe(china('03-02', '16:00'));
  });

  it('goes on with what is left when it is answered, nights not counted twice (EC-07)', () => {
    // 4 WH from 15:00: one hour used at 16:00, three left. Wednesday 10:00 and three hours: 12:00, 14:00–15:00
    given(whistle, happened(raised(), ask(china('03-02', '16:00'))))
      .when(answer(china('03-04', '10:00')), smallCity)
      .thenEvents(
        { type: 'InfoSupplied', data: { text: '三号楼' } },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'ACCEPT-1',
            clock: 'ACCEPT',
            startedAt: china('03-02', '15:00'),
            dueAt: china('03-04', '15:00'),
            limit: { amount: 4, unit: 'WH' },
            kind: 'WORKING_SECONDS',
            ...counted,
            pauses: [{ from: china('03-02', '16:00'), to: china('03-04', '10:00') }],
            cause: 'RESUMED',
          },
        },
      );
    expect(stateAfter(raised(), ask(china('03-02', '16:00')), answer(china('03-04', '10:00')))).toMatchObject({
      status: 'RAISED',
      clocks: [{ clockId: 'ACCEPT-1', dueAt: china('03-04', '15:00') }],
    });
  });

  it('adds up over several questions and a verification, as one union (EC-07)', () => {
    const told = [
      raised(),
      ask(china('03-02', '16:00')),
      answer(china('03-02', '17:00')),
      send(china('03-02', '17:00')), // the same pause goes on
      report(china('03-03', '09:00')),
      ask(china('03-03', '10:00')),
      answer(china('03-03', '11:00')),
    ];
    const last = happened(...told).at(-1);
    expect(last?.data).toMatchObject({
      clockId: 'ACCEPT-1',
      pauses: [
        { from: china('03-02', '16:00'), to: china('03-03', '09:00') },
        { from: china('03-03', '10:00'), to: china('03-03', '11:00') },
      ],
      dueAt: china('03-03', '15:00'), // 15–16, 9–10, 11–12, and one hour from 14:00
    });
  });

  it('does not hold what the resident was promised (EC-07)', () => {
    const told = [raised(), ask(china('03-02', '16:00')), answer(china('03-04', '10:00'))];
    const totals = happenedIn(chasingCity, ...told).filter(
      (event) => event.type === 'DeadlineSet' && event.data.clock === 'RESIDENT_TOTAL',
    );
    expect(totals.map(({ data }) => data)).toMatchObject([{ cause: 'STARTED', dueAt: china('03-16', '18:00') }]);
    const state = happenedIn(chasingCity, ...told).reduce(whistle.evolve, whistle.initial);
    const total = 'clocks' in state && state.clocks.find(({ clock }) => clock === 'RESIDENT_TOTAL');
    expect(total).toMatchObject({ pauses: [] });
    expect(total).not.toHaveProperty('pausedAt');
  });

  it('goes unanswered until its limit: the whistle is not accepted, as of then', () => {
    const due = china('03-05', '18:00');
    const late = china('03-09', '08:00');
    given(whistle, happened(raised(), ask(china('03-02', '16:00'))))
      .when(command(RunClocks, {}, desk, late), smallCity)
      .thenEvents(
        {
          type: 'DeadlineMissed',
          data: { clockId: 'INFO-2', clock: 'INFO', dueAt: due, detectedAt: late },
          occurredAt: due,
        },
        { type: 'InfoRequestExpired', data: { request: 1 }, occurredAt: due },
      );
    const told = [raised(), ask(china('03-02', '16:00')), command(RunClocks, {}, desk, late)];
    expect(stateAfter(...told)).toMatchObject({ status: 'REJECTED', clocks: [] });
  });

  it('is answered in time at the very moment of the limit, and too late after it (EC-05)', () => {
    const asked = happened(raised(), ask(china('03-02', '16:00')));
    const answered = whistle.decide(
      answer(china('03-05', '18:00')),
      asked.reduce(whistle.evolve, whistle.initial),
      smallCity,
    );
    expect(answered.map(({ type }) => type)).toEqual(['InfoSupplied', 'DeadlineSet']);
    given(whistle, asked)
      .when(answer('2026-03-05T10:00:00.001Z'), smallCity)
      .thenRefused('whistle/not-in-this-state', { current: 'REJECTED' });
  });

  it('is done as often as the policy allows', () => {
    const twice = [1, 2].flatMap(() => [ask(china('03-02', '15:10')), answer(china('03-02', '15:10'))]);
    given(whistle, happened(raised(), ...twice))
      .when(ask(china('03-02', '15:20')), smallCity)
      .thenRefused('info/asked-too-often', { most: 2 });
  });

  it('leaves a clock that has run out as it is: it is not held, and not set anew', () => {
    const late = china('03-03', '16:00');
    const told = [raised(), ask(late), answer(china('03-04', '10:00'))];
    const events = happened(...told).slice(3);
    expect(events.map(({ type }) => type)).toEqual(['DeadlineMissed', 'InfoRequested', 'DeadlineSet', 'InfoSupplied']);
    expect(stateAfter(...told)).toMatchObject({ clocks: [{ clockId: 'ACCEPT-1', missed: true }] });
  });

  it('brings a held clock forward when the whistle is reclassified, and holds it on', () => {
    const told = [
      raised('WY05'),
      ask(china('03-02', '16:00')),
      command(ReclassifyWhistle, { categoryCode: 'WY09', reason: '有裂缝' }, desk, china('03-03', '09:00')),
      answer(china('03-03', '11:00')),
      command(AcceptWhistle, {}, desk, china('03-03', '11:10')),
    ];
    const accept = happened(...told).flatMap((event) =>
      event.type === 'DeadlineSet' && event.data.clock === 'ACCEPT' ? [[event.data.cause, event.data.dueAt]] : [],
    );
    expect(accept).toEqual([
      ['STARTED', china('03-03', '18:00')], // P4: 1 WD
      ['RECLASSIFIED', china('03-03', '09:15')], // P1: 15 min, not one of which passes
      ['RESUMED', china('03-03', '11:15')],
    ]);
  });
});

describe('sending somebody to look (核实)', () => {
  it('holds the desk’s clock and starts that of the unit', () => {
    given(whistle, happened(raised()))
      .when(send(china('03-02', '16:00')), smallCity)
      .thenEvents(
        { type: 'PreVerificationOrdered', data: { unitId: 'XY-S1-C01-SQ' } },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'VERIFY-2',
            clock: 'VERIFY',
            unitId: 'XY-S1-C01-SQ',
            startedAt: china('03-02', '16:00'),
            dueAt: china('03-02', '16:30'),
            limit: { amount: 30, unit: 'MIN' },
            kind: 'CONTINUOUS',
            ...counted,
            pauses: [],
            cause: 'STARTED',
          },
        },
      );
    expect(stateAfter(raised(), send(china('03-02', '16:00')))).toMatchObject({ status: 'PRE_VERIFYING' });
  });

  it('is reported with what was found and where, and the clock goes on', () => {
    const point = { longitude: 115.99, latitude: 29.71 };
    const sent = [raised(), send(china('03-02', '16:00'))];
    const one = report(china('03-02', '16:20'), gridWorker, { finding: 'NOT_EXISTS', note: `问过${PHONE}`, ...point });
    const events = happened(...sent, one).slice(-2);
    expect(events.map(({ data }) => data)).toMatchObject([
      { unitId: 'XY-S1-C01-SQ', finding: 'NOT_EXISTS', note: '问过〔电话〕', ...point },
      { clockId: 'ACCEPT-1', cause: 'RESUMED', dueAt: china('03-03', '09:20') }, // 1 h, 20 min off, 1 h 40 min, 1 h 20 min
    ]);
    const half = happened(...sent, report(china('03-02', '16:20'), gridWorker, { longitude: 115.99 })).at(-2);
    expect(half?.data).toEqual({ unitId: 'XY-S1-C01-SQ', finding: 'EXISTS' });
  });

  it('that is late is missed once, and the whistle waits on', () => {
    const told = [raised(), send(china('03-02', '16:00')), command(RunClocks, {}, desk, china('03-02', '17:00'))];
    expect(happened(...told).at(-1)).toMatchObject({ type: 'DeadlineMissed', data: { unitId: 'XY-S1-C01-SQ' } });
    expect(stateAfter(...told)).toMatchObject({ status: 'PRE_VERIFYING' });
    expect(stateAfter(...told, report(china('03-02', '17:10')))).toMatchObject({ status: 'RAISED' });
  });

  it('is for a unit that exists, and reported by it, by whoever stands above it, or by a grid worker', () => {
    given(whistle, happened(raised()))
      .when(send(china('03-02', '16:00'), 'XY-XX'), smallCity)
      .thenRefused('verification/unit-not-active', { unitId: 'XY-XX' });
    const sent = happened(raised(), send(china('03-02', '16:00'), 'XY-S1-GA'));
    const by = (actor: typeof street) => given(whistle, sent).when(report(china('03-02', '16:10'), actor), smallCity);
    by(street).thenRefused('verification/not-yours', { unitId: 'XY-S1-GA' });
    by({ ...gridWorker, unitId: 'XY-S1-JD' }).thenRefused('verification/not-yours');
    const events: WhistleEvent[] = happened(
      raised(),
      send(china('03-02', '16:00'), 'XY-S1-GA'),
      report(china('03-02', '16:10'), { ...street, unitId: 'XY-GA' }),
    );
    expect(events.at(-2)?.type).toBe('PreVerificationReported');
  });
});
