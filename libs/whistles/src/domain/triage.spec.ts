import {
  command,
  desk,
  factsFor,
  given,
  happened,
  hoursLater,
  ID_NUMBER,
  minutesLater,
  NAME,
  NOON,
  PHONE,
  raise,
  type RaiseInput,
  resident,
  smallCity,
  stateAfter,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  DispatchWhistle,
  ReclassifyWhistle,
  RunClocks,
  RejectWhistle,
  WithdrawWhistle,
} from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { whistle } from './whistle.js';

const VERSIONS = { catalogueVersion: '14', directoryVersion: '18' };
const STARTED = {
  policyVersion: 'XY@1',
  calendarVersion: 'CN@1',
  provisional: false,
  pauses: [],
  marks: [],
  timer: true,
  cause: 'STARTED' as const,
};
const BOX = { subjectId: 'account-resident', kv: 1, box: 'c2VhbGVk' };
const WY02 = '物业服务纠纷';
const covering = (unitId: string, role: 'LEAD' | 'ASSIST', unitType: string, unitArea: string) => ({
  unitId,
  code: 'COVERS_THE_PLACE' as const,
  facts: { categoryCode: 'WY02', role, unitType, unitArea, areaPath: 'XY/S1/C01/G1' },
});
const routedWY02: WhistleEvent = {
  type: 'WhistleRouted',
  data: {
    categoryCode: 'WY02',
    lead: {
      unitId: 'XY-ZJ',
      role: 'LEAD',
      reason: `WY02 ${WY02}的主责单位类型为ZJ；辖区XY内的XY-ZJ单位（XY-ZJ）管辖XY/S1/C01/G1`,
    },
    assists: [
      {
        unitId: 'XY-S1-JD',
        role: 'ASSIST',
        reason: `WY02 ${WY02}的协助单位类型为JD；辖区XY/S1内的XY-S1-JD单位（XY-S1-JD）管辖XY/S1/C01/G1`,
      },
      {
        unitId: 'XY-S1-GA',
        role: 'ASSIST',
        reason: `WY02 ${WY02}的协助单位类型为GA；辖区XY/S1内的XY-S1-GA单位（XY-S1-GA）管辖XY/S1/C01/G1`,
      },
    ],
    problems: [],
    grounds: [
      covering('XY-ZJ', 'LEAD', 'ZJ', 'XY'),
      covering('XY-S1-JD', 'ASSIST', 'JD', 'XY/S1'),
      covering('XY-S1-GA', 'ASSIST', 'GA', 'XY/S1'),
    ],
    ...VERSIONS,
  },
};
const raising = (input: Partial<RaiseInput>, at?: string) => {
  const told = raise(input, resident, at);
  return given(whistle, []).when(told, factsFor(told));
};
const raisedBy = (input: Partial<RaiseInput>, at?: string) => happened(raise(input, resident, at));
const the = <Type extends WhistleEvent['type']>(type: Type, events: readonly WhistleEvent[]): WhistleEventOf<Type> => {
  const found = events.filter((event): event is WhistleEventOf<Type> => event.type === type);
  expect(found).toHaveLength(1);
  return found[0]!;
};

describe('raising a whistle (吹哨)', () => {
  it('records it with its place, its sealed person and what routing suggests, and starts the ACCEPT clock', () => {
    raising({}).thenEvents(
      {
        type: 'WhistleRaised',
        data: {
          number: 'XY260302-1',
          initiator: { level: 'RESIDENT', actorId: 'resident' },
          anonymity: 'NAMED',
          reporter: { subjectId: 'account-resident', name: BOX, phone: BOX, idNumber: BOX },
          words: BOX,
          summary: '物业三个月不清理垃圾',
          categoryCode: 'WY02',
          location: { areaPath: 'XY/S1/C01/G1' },
          timeZone: 'Asia/Shanghai',
          raisedOn: '2026-03-02',
          sealed: false,
        },
      },
      routedWY02,
      {
        type: 'DeadlineSet',
        data: {
          clockId: 'ACCEPT-1',
          clock: 'ACCEPT',
          startedAt: NOON,
          dueAt: '2026-03-02T10:00:00.000Z', // noon is outside of working hours: 14:00–18:00
          limit: { amount: 4, unit: 'WH' },
          kind: 'WORKING_SECONDS',
          ...STARTED,
        },
      },
    );
  });

  it.each([
    ['P1', 'WY09', '2026-03-02T04:15:00.000Z'],
    ['P2', 'HJ03', '2026-03-02T04:15:00.000Z'],
    ['P3', 'WY02', '2026-03-02T10:00:00.000Z'],
    ['P4', 'WY05', '2026-03-03T10:00:00.000Z'],
  ])('gives the desk until the limit of %s', (_urgency, categoryCode, dueAt) => {
    expect(the('DeadlineSet', raisedBy({ categoryCode })).data).toMatchObject({ clock: 'ACCEPT', dueAt });
  });

  it('takes an unclassified whistle, which waits for the desk as an ordinary one with the problem named', () => {
    const events = raisedBy({ categoryCode: undefined });
    expect(events.map(({ type }) => type)).toEqual(['WhistleRaised', 'WhistleRouted', 'DeadlineSet']);
    expect(the('WhistleRaised', events).data).not.toHaveProperty('categoryCode');
    expect(the('WhistleRouted', events).data).toEqual({
      assists: [],
      problems: ['尚未分类'],
      grounds: [{ code: 'UNCLASSIFIED', facts: {} }],
      ...VERSIONS,
    });
    expect(the('DeadlineSet', events).data.dueAt).toBe('2026-03-02T10:00:00.000Z');
  });

  it('counts the civil day in the zone of the place', () => {
    const at = '2026-03-02T17:30:00.000Z';
    expect(the('WhistleRaised', raisedBy({}, at)).data).toMatchObject({
      raisedOn: '2026-03-03',
      timeZone: 'Asia/Shanghai',
    });
    const location = { areaPath: 'BOS' };
    expect(the('WhistleRaised', raisedBy({ categoryCode: 'POTHOLE', location }, at)).data).toMatchObject({
      raisedOn: '2026-03-02',
      timeZone: 'America/New_York',
    });
  });

  it('seals a whistle whose category is confidential', () => {
    expect(the('WhistleRaised', raisedBy({ categoryCode: 'YJ01' })).data.sealed).toBe(true);
  });

  it('keeps a point only whole', () => {
    const location = { areaPath: 'XY/S1', longitude: 116, latitude: 29.7 };
    expect(the('WhistleRaised', raisedBy({ location })).data.location).toEqual(location);
    expect(the('WhistleRaised', raisedBy({ location: { areaPath: 'XY/S1', longitude: 116 } })).data.location).toEqual({
      areaPath: 'XY/S1',
    });
  });

  it('takes an anonymous whistle without contact, and refuses one with contact', () => {
    const { data } = the('WhistleRaised', raisedBy({ anonymity: 'ANONYMOUS' }));
    expect(data).toMatchObject({ anonymity: 'ANONYMOUS' });
    expect(data).not.toHaveProperty('reporter');
    raising({ anonymity: 'ANONYMOUS', reporter: { phone: PHONE } }).thenRefused('whistle/anonymous-with-contact');
    raising({ anonymity: 'ANONYMOUS', reporter: { name: NAME } }).thenRefused('whistle/anonymous-with-contact');
  });

  it.each(['NAMED', 'CONFIDENTIAL'] as const)('wants a telephone number of a resident who is %s', (anonymity) => {
    raising({ anonymity, reporter: { name: NAME } }).thenRefused('whistle/contact-needed');
    raising({ anonymity, reporter: undefined }).thenRefused('whistle/contact-needed');
  });

  it('wants none of a community that blows', () => {
    const events = raisedBy({ level: 'COMMUNITY', reporter: undefined });
    expect(the('WhistleRaised', events).data.initiator.level).toBe('COMMUNITY');
  });

  it('refuses a place that the directory does not know at that moment', () => {
    raising({ location: { areaPath: 'XY/S9' } }).thenRefused('whistle/unknown-area', { areaPath: 'XY/S9' });
    raising({}, '2025-12-31T00:00:00.000Z').thenRefused('whistle/unknown-area', { areaPath: 'XY/S1/C01/G1' });
  });

  it('refuses a category that is unknown there', () => {
    raising({ categoryCode: 'XX99' }).thenRefused('whistle/unknown-category', { categoryCode: 'XX99' });
    raising({ categoryCode: 'POTHOLE' }).thenRefused('whistle/unknown-category');
  });

  it('takes personal data out of the summary and the address', () => {
    const address = `${NAME}家，电话${PHONE}`;
    const description = `我是${NAME}，手机${PHONE}，身份证${ID_NUMBER}，楼下烧烤扰民`;
    const text = JSON.stringify(raisedBy({ description, location: { areaPath: 'XY/S1', address } }));
    expect(text).toContain('楼下烧烤扰民');
    for (const secret of [NAME, PHONE, ID_NUMBER]) expect(text).not.toContain(secret);
  });
});

describe('accepting (受理)', () => {
  const accept = (input: AcceptWhistle['input'] = {}, at = hoursLater(1)) => command(AcceptWhistle, input, desk, at);

  it('fixes the classification as raised, stops ACCEPT and starts DISPATCH', () => {
    given(whistle, happened(raise()))
      .when(accept(), smallCity)
      .thenEvents(
        {
          type: 'WhistleAccepted',
          data: { categoryCode: 'WY02', conditionSeq: 1, urgency: 'P3', mode: 'MANUAL', ...VERSIONS },
        },
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'DISPATCH-2',
            clock: 'DISPATCH',
            startedAt: hoursLater(1),
            dueAt: hoursLater(25),
            limit: { amount: 24, unit: 'UH' },
            kind: 'CONTINUOUS',
            ...STARTED,
          },
        },
      );
    expect(stateAfter(raise(), accept())).toMatchObject({
      status: 'ACCEPTED',
      clocks: [{ clockId: 'DISPATCH-2' }],
    });
  });

  it.each([
    ['P1', hoursLater(2)],
    ['P2', hoursLater(3)],
    ['P3', hoursLater(25)],
    ['P4', hoursLater(30)],
  ] as const)('gives the desk until the DISPATCH limit of %s', (urgency, dueAt) => {
    const events = happened(raise(), accept({ urgency })).slice(3);
    expect(the('DeadlineSet', events).data).toMatchObject({ clock: 'DISPATCH', dueAt });
  });

  it('routes again under another category, from that category’s first condition and own urgency', () => {
    const events = happened(raise({ categoryCode: 'HJ03' }), accept({ categoryCode: 'WY02' }, minutesLater(15))).slice(
      3,
    );
    expect(events).toEqual([
      { ...routedWY02, occurredAt: minutesLater(15) },
      expect.objectContaining({
        type: 'WhistleAccepted',
        data: { categoryCode: 'WY02', conditionSeq: 1, urgency: 'P3', mode: 'MANUAL', ...VERSIONS },
      }),
      expect.objectContaining({ type: 'DeadlineSet' }),
    ]);
  });

  it('keeps a reclassification that went before', () => {
    const reclassified = command(ReclassifyWhistle, {
      categoryCode: 'WY02',
      conditionSeq: 2,
      urgency: 'P2',
      reason: '停水',
    });
    expect(the('WhistleAccepted', happened(raise(), reclassified, accept({}, NOON))).data).toMatchObject({
      conditionSeq: 2,
      urgency: 'P2',
    });
  });

  it('seals a whistle that turns out to be of a confidential category', () => {
    expect(stateAfter(raise({ categoryCode: undefined }), accept({ categoryCode: 'YJ01' }))).toMatchObject({
      sealed: true,
    });
    expect(stateAfter(raise({ categoryCode: 'YJ01' }), accept({ categoryCode: 'WY02' }, NOON))).toMatchObject({
      sealed: true,
    });
  });

  it('refuses what is not classified, or classified as nobody knows', () => {
    const unclassified = given(whistle, happened(raise({ categoryCode: undefined })));
    unclassified.when(accept(), smallCity).thenRefused('whistle/unclassified');
    unclassified.when(accept({ categoryCode: 'POTHOLE' }), smallCity).thenRefused('whistle/unknown-category');
    unclassified
      .when(accept({ categoryCode: 'WY02', conditionSeq: 3 }), smallCity)
      .thenRefused('whistle/unknown-condition', { categoryCode: 'WY02', conditionSeq: 3 });
  });
});

describe('rejecting (不予受理)', () => {
  it('says why, on what basis and which channel was told, and stops every clock', () => {
    const reject = command(RejectWhistle, {
      reason: 'LEGAL_CHANNEL',
      basis: '北京市接诉即办工作条例第十一条',
      toldChannel: '法院',
    });
    given(whistle, happened(raise()))
      .when(reject, smallCity)
      .thenEvents({
        type: 'WhistleRejected',
        data: { reason: 'LEGAL_CHANNEL', basis: '北京市接诉即办工作条例第十一条', toldChannel: '法院' },
      });
    expect(stateAfter(raise(), reject)).toMatchObject({ status: 'REJECTED', clocks: [] });
  });

  it('keeps personal data out of basis and channel', () => {
    const input = { reason: 'UNLAWFUL' as const, basis: `见${ID_NUMBER}`, toldChannel: `已打${PHONE}` };
    expect(happened(raise(), command(RejectWhistle, input)).at(-1)?.data).toEqual({
      reason: 'UNLAWFUL',
      basis: '见〔证件号〕',
      toldChannel: '已打〔电话〕',
    });
  });
});

describe('reclassifying', () => {
  const reclassify = (input: Partial<ReclassifyWhistle['input']>, at = hoursLater(1)) =>
    command(ReclassifyWhistle, { categoryCode: 'WY02', reason: '现场核实', ...input }, desk, at);
  const dueDates = (events: readonly WhistleEvent[]) =>
    Object.fromEntries(
      events.flatMap((event) => (event.type === 'DeadlineSet' ? [[event.data.clockId, event.data.dueAt]] : [])),
    );

  it('records the new classification with its reason, routes again, and brings a clock forward (EC-17)', () => {
    given(whistle, happened(raise({ categoryCode: 'WY05' })))
      .when(reclassify({ summary: '停水三天' }), smallCity)
      .thenEvents(
        {
          type: 'WhistleReclassified',
          data: {
            categoryCode: 'WY02',
            conditionSeq: 1,
            urgency: 'P3',
            summary: '停水三天',
            sealed: false,
            reason: '现场核实',
            ...VERSIONS,
          },
        },
        routedWY02,
        {
          type: 'DeadlineSet',
          data: {
            clockId: 'ACCEPT-1',
            clock: 'ACCEPT',
            startedAt: hoursLater(1),
            dueAt: hoursLater(6),
            limit: { amount: 4, unit: 'WH' },
            kind: 'WORKING_SECONDS',
            ...STARTED,
            cause: 'RECLASSIFIED',
          },
        },
      );
  });

  it('never puts a deadline off', () => {
    const events = happened(raise(), reclassify({ categoryCode: 'WY05' })).slice(3);
    expect(events.map(({ type }) => type)).toEqual(['WhistleReclassified', 'WhistleRouted']);
    expect(stateAfter(raise(), reclassify({ categoryCode: 'WY05' }))).toMatchObject({
      clocks: [{ clockId: 'ACCEPT-1', dueAt: hoursLater(6) }],
    });
  });

  it('leaves a clock alone that would come due at the same moment', () => {
    expect(dueDates(happened(raise(), reclassify({ conditionSeq: 2 }, NOON)).slice(3))).toEqual({});
  });

  it('takes the earlier of the old deadline and the new limit for each unit’s clocks', () => {
    const dispatched = [
      raise(),
      command(AcceptWhistle, {}),
      command(DispatchWhistle, { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
    ];
    // P3 at noon: SIGN 15:00, CONTACT +24 h, REPORT_IN Thursday 18:00, HANDLE +7 d; P2 at 12:30: +1 h, +2 h, +2 h, condition +24 h
    const again = reclassify({ urgency: 'P2', conditionSeq: 2 }, minutesLater(30));
    expect(dueDates(happened(...dispatched, again).slice(happened(...dispatched).length))).toEqual({
      'SIGN-3': minutesLater(90),
      'CONTACT-4': minutesLater(150),
      'REPORT_IN-5': minutesLater(150),
      'HANDLE-6': hoursLater(24.5),
      'SIGN-7': minutesLater(90),
      'CONTACT-8': minutesLater(150),
      'REPORT_IN-9': minutesLater(150),
      'HANDLE-10': hoursLater(24.5),
    });
  });

  it('does not touch a deadline that was missed, recorded or not', () => {
    const late = reclassify({ urgency: 'P1' }, hoursLater(7));
    const seen = command(RunClocks, {}, desk, hoursLater(6.5));
    const types = (events: readonly WhistleEvent[]) => events.slice(3).map(({ type }) => type);
    expect(types(happened(raise(), late))).toEqual(['DeadlineMissed', 'WhistleReclassified', 'WhistleRouted']);
    expect(types(happened(raise(), seen, late))).toEqual(['DeadlineMissed', 'WhistleReclassified', 'WhistleRouted']);
  });

  it('seals for good', () => {
    expect(stateAfter(raise(), reclassify({ categoryCode: 'YJ01' }, NOON))).toMatchObject({ sealed: true });
    expect(
      stateAfter(raise(), reclassify({ categoryCode: 'YJ01' }, NOON), reclassify({ categoryCode: 'WY02' }, NOON)),
    ).toMatchObject({ sealed: true, summary: '物业三个月不清理垃圾' });
  });

  it('keeps personal data out of reason and summary', () => {
    const text = JSON.stringify(
      happened(raise(), reclassify({ reason: `来电${PHONE}`, summary: `证件${ID_NUMBER}` })).slice(3),
    );
    expect(text).not.toContain(PHONE);
    expect(text).not.toContain(ID_NUMBER);
  });

  it('refuses categories and conditions that are unknown there', () => {
    const raised = given(whistle, happened(raise()));
    raised.when(reclassify({ categoryCode: 'POTHOLE' }), smallCity).thenRefused('whistle/unknown-category');
    raised.when(reclassify({ conditionSeq: 9 }), smallCity).thenRefused('whistle/unknown-condition');
  });
});

describe('withdrawing (撤哨)', () => {
  it('says why and stops every clock', () => {
    const withdraw = command(WithdrawWhistle, { reason: `已自行解决，勿打${PHONE}` }, resident);
    given(whistle, happened(raise()))
      .when(withdraw, smallCity)
      .thenEvents({
        type: 'WhistleWithdrawn',
        data: { reason: '已自行解决，勿打〔电话〕' },
      });
    expect(stateAfter(raise(), withdraw)).toMatchObject({ status: 'WITHDRAWN', clocks: [] });
  });
});

describe('deadlines that were missed', () => {
  const check = (at: string) => command(RunClocks, {}, desk, at);
  const missed = (detectedAt: string): WhistleEvent => ({
    type: 'DeadlineMissed',
    data: { clockId: 'ACCEPT-1', clock: 'ACCEPT', dueAt: hoursLater(6), detectedAt },
    occurredAt: hoursLater(6),
  });
  const justAfter = '2026-03-02T10:00:00.001Z';

  it('are not missed at the very moment of the deadline (EC-05)', () => {
    given(whistle, happened(raise()))
      .when(check(hoursLater(6)), smallCity)
      .thenEvents();
    given(whistle, happened(raise())).when(check(justAfter), smallCity).thenEvents(missed(justAfter));
  });

  it('are dated at the deadline however late they are noticed (EC-06)', () => {
    given(whistle, happened(raise()))
      .when(check(hoursLater(10)), smallCity)
      .thenEvents(missed(hoursLater(10)));
  });

  it('are recorded once', () => {
    given(whistle, happened(raise(), check(justAfter)))
      .when(check(hoursLater(10)), smallCity)
      .thenEvents();
  });

  it('are recorded by whichever command comes next, before what it does', () => {
    const reject = command(
      RejectWhistle,
      { reason: 'BEYOND_DUTY', basis: '职责清单', toldChannel: '物业' },
      desk,
      justAfter,
    );
    given(whistle, happened(raise()))
      .when(reject, smallCity)
      .thenEvents(missed(justAfter), {
        type: 'WhistleRejected',
        data: { reason: 'BEYOND_DUTY', basis: '职责清单', toldChannel: '物业' },
      });
  });

  it('are none once the clock has been stopped in time', () => {
    const accepted = command(AcceptWhistle, {}, desk, hoursLater(6));
    given(whistle, happened(raise(), accepted))
      .when(check(hoursLater(7)), smallCity)
      .thenEvents();
  });
});
