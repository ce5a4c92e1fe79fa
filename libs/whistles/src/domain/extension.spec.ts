import {
  chasingCity,
  china,
  cityWith,
  command,
  desk,
  given,
  happenedIn,
  housing,
  police,
  raise,
  resident,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { WhistleFacts } from './facts.js';
import { extendedBeyond } from './extension.js';
import { possibleActions } from './possible-actions.js';
import {
  AcceptWhistle,
  type AnyWhistleCommand,
  DecideExtension,
  DecideSuspension,
  DispatchWhistle,
  ReportIn,
  RequestExtension,
  RequestSuspension,
  ResumeCase,
  RunClocks,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

type City = Pick<WhistleFacts, 'directory' | 'catalogue'>;
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };
const START = china('03-02', '09:00');
/** 5 WD from Monday 2 March. */
const DUE = china('03-09', '18:00');

/** Housing leads (a1) and the street assists (a2); both have reported in, and housing handles it. */
const handling = [
  raise({ categoryCode: 'SQ01' }, resident, START),
  command(AcceptWhistle, {}, desk, START),
  command(
    DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
  ...[housing, street].flatMap((actor, index) => [
    command(SignAssignment, { assignmentId: `a${index + 1}` }, actor, START),
    command(ReportIn, { assignmentId: `a${index + 1}`, person: '王', mode: 'ON_SITE' }, actor, START),
  ]),
  command(StartHandling, { assignmentId: 'a1' }, housing, START),
];
const ask = (at: string, more: Partial<RequestExtension['input']> = {}, actor = housing) =>
  command(RequestExtension, { assignmentId: 'a1', reason: '等配件', ...more }, actor, at);
const decide = (granted: boolean, at: string, actor = desk) =>
  command(DecideExtension, { assignmentId: 'a1', granted, reason: '配件到货后三天内修好' }, actor, at);
const look = (at: string) => command(RunClocks, {}, desk, at);
const after = (city: City, ...told: readonly AnyWhistleCommand[]) => given(whistle, happenedIn(city, ...told));
/** What came of the lead's clock to handle. */
const handleClock = (city: City, ...told: readonly AnyWhistleCommand[]) =>
  happenedIn(city, ...told).flatMap(({ type, data, occurredAt }): unknown[] => {
    if (!('clockId' in data) || data.clockId !== HANDLE) return [];
    if (type === 'DeadlineSet') return [[data.cause, data.dueAt]];
    if (type === 'SupervisionOpened') return [[data.level, occurredAt]];
    return type === 'DeadlineMissed' ? [['MISSED', occurredAt]] : [];
  });
const HANDLE = 'HANDLE-6';
/** The units on whose screens a request for more time is offered. */
const offered = (city: City, at: string, ...told: readonly AnyWhistleCommand[]) => {
  const state = happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
  if (state.status === 'NONE') throw new Error('nothing was raised');
  return possibleActions(state, { catalogue: city.catalogue, at }).flatMap((action) =>
    action.command === 'RequestExtension' ? [action.assignment?.assignmentId] : [],
  );
};

describe('more time is offered', () => {
  const at = china('03-03', '09:00');

  it('for what a request would be heard on: not for clocks that may not be extended', () => {
    expect(offered(smallCity, at, ...handling)).toEqual(['a1', 'a2']);
    const contactOnly = cityWith({ pack: { extension: { max: 2, step: 1, clocks: ['REPORT_IN'] } } });
    expect(offered(contactOnly, at, ...handling)).toEqual([]);
    expect(offered(smallCity, china('03-10', '09:00'), ...handling, look(china('03-10', '09:00')))).toEqual([]);
  });

  it('until the quota is used up, and not while one waits', () => {
    const once = [...handling, ask(at), decide(true, at)];
    expect(offered(smallCity, at, ...handling, ask(at))).toEqual(['a2']);
    expect(offered(smallCity, at, ...once)).toEqual(['a1', 'a2']);
    expect(offered(smallCity, at, ...once, ask(at), decide(true, at))).toEqual(['a2']);
  });
});

describe('an extension (延期)', () => {
  it('is asked for with a reason that holds no personal data, and holds nothing', () => {
    after(smallCity, ...handling)
      .when(ask(china('03-09', '17:00'), { reason: '等13879201234回电' }), smallCity)
      .thenEvents(
        {
          type: 'DeadlineMissed',
          data: {
            clockId: 'CONTACT-4',
            clock: 'CONTACT',
            ...A1,
            dueAt: china('03-03', '09:00'),
            detectedAt: china('03-09', '17:00'),
          },
          occurredAt: china('03-03', '09:00'),
        },
        {
          type: 'DeadlineMissed',
          data: {
            clockId: 'CONTACT-8',
            clock: 'CONTACT',
            assignmentId: 'a2',
            unitId: 'XY-S1-JD',
            dueAt: china('03-03', '09:00'),
            detectedAt: china('03-09', '17:00'),
          },
          occurredAt: china('03-03', '09:00'),
        },
        {
          type: 'ExtensionRequested',
          data: { ...A1, clockId: HANDLE, reason: '等〔电话〕回电', by: 'clerk-zj' },
        },
      );
  });

  it('granted, moves the deadline by the limit from where it was, and the marks with it', () => {
    const events = happenedIn(
      chasingCity,
      ...handling,
      ask(china('03-06', '10:00')),
      decide(true, china('03-06', '11:00')),
    );
    expect(events.slice(-2).map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'ExtensionGranted', data: { ...A1, clockId: 'HANDLE-7', seq: 1, tellReporter: '配件到货后三天内修好' } },
      {
        type: 'DeadlineSet',
        data: {
          clockId: 'HANDLE-7', // the total limit came first
          clock: 'HANDLE',
          ...A1,
          startedAt: START,
          dueAt: china('03-16', '18:00'), // 5 WD after Monday 9
          limit: { amount: 5, unit: 'WD' },
          kind: 'WORKDAY_COUNT',
          policyVersion: 'XY@1',
          calendarVersion: 'CN@1',
          provisional: false,
          pauses: [],
          marks: [
            { mark: 'AMBER', at: china('03-13', '16:00') },
            { mark: 'RED', at: china('03-16', '14:00') },
            { mark: 'BLUE_SLIP', at: china('03-18', '08:00') },
            { mark: 'ORANGE_SLIP', at: china('03-20', '08:00') },
            { mark: 'RED_SLIP', at: china('03-24', '08:00') },
          ],
          timer: true,
          cause: 'EXTENDED',
        },
      },
    ]);
  });

  it('pending, keeps the clock from running out and from being chased, whoever looks (EC-18)', () => {
    const told = [...handling, ask(china('03-09', '17:00')), look(china('03-20', '09:00'))];
    const slips = happenedIn(chasingCity, ...told).flatMap((event) =>
      event.type === 'SupervisionOpened' ? [event.data.assignmentId] : [],
    );
    expect(slips).toEqual(['a2', 'a2', 'a2']); // the other unit has asked for nothing
    expect(handleClock(smallCity, ...told)).toEqual([['STARTED', DUE]]);
  });

  it('granted after the deadline, was never late (EC-18)', () => {
    const told = [...handling, ask(china('03-09', '17:00')), look(china('03-10', '09:00'))];
    expect(handleClock(smallCity, ...told, decide(true, china('03-10', '14:00')))).toEqual([
      ['STARTED', DUE],
      ['EXTENDED', china('03-16', '18:00')],
    ]);
  });

  it('denied after the deadline, was late from the deadline on (EC-18)', () => {
    const told = [...handling, ask(china('03-09', '17:00')), look(china('03-10', '09:00'))];
    const denied = decide(false, china('03-10', '14:00'));
    after(smallCity, ...told)
      .when(denied, smallCity)
      .thenEvents(
        { type: 'ExtensionDenied', data: { ...A1, clockId: HANDLE, reason: '配件到货后三天内修好' } },
        {
          type: 'DeadlineMissed',
          data: { clockId: HANDLE, clock: 'HANDLE', ...A1, dueAt: DUE, detectedAt: china('03-10', '14:00') },
          occurredAt: DUE,
        },
      );
  });

  it('denied before the deadline, changes nothing and uses nothing up', () => {
    const again = [1, 2, 3].flatMap(() => [ask(china('03-05', '10:00')), decide(false, china('03-05', '10:10'))]);
    const told = [...handling, ...again, ask(china('03-05', '11:00')), decide(true, china('03-05', '12:00'))];
    expect(handleClock(smallCity, ...told)).toEqual([
      ['STARTED', DUE],
      ['EXTENDED', china('03-16', '18:00')],
    ]);
  });

  it('is granted as often as the policy allows, each from where the one before ended', () => {
    const twice = [1, 2].flatMap(() => [ask(china('03-05', '10:00')), decide(true, china('03-05', '10:10'))]);
    expect(handleClock(smallCity, ...handling, ...twice).slice(1)).toEqual([
      ['EXTENDED', china('03-16', '18:00')],
      ['EXTENDED', china('03-23', '18:00')],
    ]);
    after(smallCity, ...handling, ...twice)
      .when(ask(china('03-05', '11:00')), smallCity)
      .thenRefused('extension/too-often', { ...A1, most: 2 });
  });

  it('is as long as the policy says, in whole days where days are counted', () => {
    const half = cityWith({ pack: { extension: { max: 1, step: 0.5, clocks: ['HANDLE', 'CONTACT'] } } });
    const granted = [ask(china('03-02', '10:00')), decide(true, china('03-02', '10:10'))];
    // 2.5 WD are 3: Thursday 12
    expect(handleClock(half, ...handling, ...granted).slice(1)).toEqual([['EXTENDED', china('03-12', '18:00')]]);
    const contact = [ask(china('03-02', '10:00'), { clock: 'CONTACT' }), decide(true, china('03-02', '10:10'))];
    const set = happenedIn(half, ...handling, ...contact).at(-1);
    expect(set?.data).toMatchObject({ clockId: 'CONTACT-4', dueAt: china('03-03', '21:00') }); // 24 h and 12 h
  });

  it('is for clocks of the policy, that run and have a limit', () => {
    const asked = (more: Partial<RequestExtension['input']>, at = china('03-02', '10:00')) =>
      after(smallCity, ...handling).when(ask(at, more), smallCity);
    asked({ clock: 'CONTACT' }).thenRefused('extension/not-for-this-clock', A1);
    asked({ clock: 'SIGN' }).thenRefused('extension/no-clock', A1);
    asked({}, '2026-03-09T10:00:00.001Z').thenRefused('extension/too-late', A1);
  });

  it('is asked for by the unit, which is there, and one at a time; to the very moment of the deadline (EC-05)', () => {
    const start = handling.slice(0, 3);
    after(smallCity, ...start)
      .when(ask(START), smallCity)
      .thenRefused('assignment/not-signed', A1);
    after(smallCity, ...handling)
      .when(ask(START, {}, police), smallCity)
      .thenRefused('assignment/not-yours', A1);
    after(smallCity, ...handling, ask(DUE))
      .when(ask(DUE), smallCity)
      .thenRefused('extension/already-asked', A1);
  });

  it('is decided by somebody else, if there is something to decide', () => {
    const both = { ...housing, role: 'DISPATCHER' as const };
    after(smallCity, ...handling, ask(START))
      .when(decide(true, START, both), smallCity)
      .thenRefused('extension/own-request', A1);
    after(smallCity, ...handling)
      .when(decide(true, START), smallCity)
      .thenRefused('extension/none-pending', A1);
    after(smallCity, ...handling)
      .when(command(DecideExtension, { assignmentId: 'a9', granted: true, reason: '好' }, desk, START), smallCity)
      .thenRefused('assignment/not-found');
  });

  it('that nobody has decided on does not make a late result a timely one', () => {
    const late = china('03-10', '09:00');
    const told = [
      ...handling,
      command(SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '好' }, street, START),
      ask(china('03-09', '17:00')),
      look(china('03-09', '23:00')),
    ];
    const result = command(SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, late);
    const events = happenedIn(smallCity, ...told, result).slice(happenedIn(smallCity, ...told).length);
    expect(events.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['DeadlineMissed', DUE],
      ['ResultSubmitted', late],
      ['DeadlineSet', late],
    ]);
  });

  it('is kept through a suspension that comes after it', () => {
    const of = (type: 'a1') => ({ assignmentId: type });
    const told: AnyWhistleCommand[] = [
      ...handling,
      ask(china('03-06', '10:00')),
      decide(true, china('03-06', '11:00')),
      command(
        RequestSuspension,
        { ...of('a1'), until: '2026-04-01', constraint: '等施工图' },
        housing,
        china('03-10', '08:30'),
      ),
      command(DecideSuspension, { ...of('a1'), approved: true, reason: '属实' }, supervisor, china('03-10', '09:00')),
      command(ResumeCase, of('a1'), housing, china('03-12', '09:00')),
    ];
    // due Monday 16; 7 h of Tuesday, Wednesday and 1 h of Thursday are 2 WD
    expect(handleClock(smallCity, ...told).at(-1)).toEqual(['RESUMED', china('03-18', '18:00')]);
    const set = happenedIn(smallCity, ...told).at(-1) as Extract<WhistleEvent, { type: 'DeadlineSet' }>;
    expect(set.data.startedAt).toBe(START);
  });
});

describe('beyond what the resident was promised (诉求总时限)', () => {
  const at = china('03-03', '09:00');
  const RESIDENT_TOTAL = { amount: 10, unit: 'WD' } as const;
  const city = cityWith({ limits: { RESIDENT_TOTAL } });
  // handling: 5 WD until Monday 9, Monday 16, Monday 23; the whole: 10 WD until Monday 16
  const once = [...handling, ask(at), decide(true, at)];
  const granted = (city: City, ...told: readonly AnyWhistleCommand[]) =>
    happenedIn(city, ...told).flatMap(({ type, data }) => (type === 'ExtensionGranted' ? [data.beyondTotal] : []));

  it('an extension says when that ends; one that ends with it is within', () => {
    expect(granted(city, ...once)).toEqual([undefined]);
    expect(granted(city, ...once, ask(at), decide(true, at))).toEqual([undefined, china('03-16', '18:00')]);
  });

  it('and the whistle says so from then on', () => {
    const beyond = (...told: readonly AnyWhistleCommand[]) => {
      const state = happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
      return state.status === 'NONE' ? undefined : extendedBeyond(state);
    };
    expect(beyond(...once)).toBeUndefined();
    expect(beyond(...once, ask(at), decide(true, at))).toBe(china('03-16', '18:00'));
  });

  it('there is none where the policy does not let it; it may still be denied', () => {
    const strict = cityWith({
      limits: { RESIDENT_TOTAL },
      pack: { extension: { max: 2, step: 1, clocks: ['HANDLE'], beyondTotal: false } },
    });
    after(strict, ...once, ask(at))
      .when(decide(true, at), strict)
      .thenRefused('extension/beyond-total', { dueAt: china('03-23', '18:00'), totalDueAt: china('03-16', '18:00') });
    after(strict, ...once, ask(at))
      .when(decide(false, at), strict)
      .thenEvents(expect.objectContaining({ type: 'ExtensionDenied' }) as never);
  });
});
