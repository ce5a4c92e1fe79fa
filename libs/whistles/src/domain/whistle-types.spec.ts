import type { SlaPack } from '@app/catalogue/domain';
import type { DirectoryEvent, PostName } from '@app/directory/domain';
import {
  china,
  cityWith,
  command,
  desk,
  given,
  happened,
  happenedIn,
  housing,
  NOON,
  raise,
  resident,
  street,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

const JAN = '2026-01-01T00:00:00.000Z';
const held = (personId: string, post: PostName, areaPath = 'XY/S1', more: { from?: string; to?: string } = {}) =>
  ({
    type: 'PostHeld',
    data: { personId, name: personId, post, areaPath, from: JAN, ...more },
  }) satisfies DirectoryEvent;
const wd = (amount: number) => ({ amount, unit: 'WD' as const });
/** 南京市鼓楼区, as reported: three working days or five. */
const types: NonNullable<SlaPack['types']> = {
  WORK_PROMOTION: { limits: { P3: { REPORT_IN: wd(3) }, P4: { REPORT_IN: wd(3) } } },
  HARD_PROBLEM: { limits: { P3: { REPORT_IN: wd(5) }, P4: { REPORT_IN: wd(5) } } },
};
const city = cityWith({
  pack: { types },
  directory: [
    held('secretary', 'STREET_SECRETARY'),
    held('director', 'STREET_DIRECTOR'),
    held('leader', 'STREET_LEADER'),
    held('neighbour', 'STREET_SECRETARY', 'XY/S2'),
    held('former', 'STREET_SECRETARY', 'XY/S1', { to: '2026-03-01T00:00:00.000Z' }),
    held('community', 'COMMUNITY_SECRETARY', 'XY/S1/C01'),
  ],
});
const by = (id: string) => ({ ...street, id });
const blown = (id: string, level: 'STREET' | 'RESIDENT' = 'STREET', categoryCode = 'WY02') => [
  raise({ level, categoryCode }, by(id)),
  command(commands.AcceptWhistle, {}),
];
const asType = (whistleType: 'WORK_PROMOTION' | 'HARD_PROBLEM' | 'ORDINARY', actor = desk) =>
  command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', overrideReason: '牵头', whistleType }, actor);
const dueOf = (told: readonly commands.AnyWhistleCommand[], clock: string) =>
  happenedIn(city, ...told).flatMap((event) =>
    event.type === 'DeadlineSet' && event.data.clock === clock ? [event.data.dueAt] : [],
  );

describe('发起权限: who may blow a whistle of which type', () => {
  const posts = { WORK_PROMOTION: ['STREET_SECRETARY', 'STREET_DIRECTOR', 'STREET_LEADER'] };

  it.each([
    ['secretary', true, true],
    ['director', true, true],
    ['leader', true, false],
    ['clerk', false, false],
    ['community', false, false],
    ['neighbour', false, false],
    ['former', false, false],
  ] as const)('raised for the street by the %s: work promotion %s, hard problem %s', (id, promotion, hard) => {
    for (const [type, may] of [
      ['WORK_PROMOTION', promotion],
      ['HARD_PROBLEM', hard],
    ] as const) {
      const after = given(whistle, happenedIn(city, ...blown(id)));
      if (may) expect(happenedIn(city, ...blown(id), asType(type)).at(-1)?.type).toBe('DeadlineSet');
      else after.when(asType(type), city).thenRefused('dispatch/initiator-authority', { whistleType: type });
    }
  });

  it('the refusal says which posts there are for it', () => {
    given(whistle, happenedIn(city, ...blown('clerk')))
      .when(asType('WORK_PROMOTION'), city)
      .thenRefused('dispatch/initiator-authority', { posts: posts.WORK_PROMOTION });
  });

  it('whoever dispatches it for the street blows it, also what a resident raised; the leader at home does not', () => {
    const ofResident = [raise({}, resident), command(commands.AcceptWhistle, {})];
    const [dispatched] = happenedIn(city, ...ofResident, asType('HARD_PROBLEM', by('director'))).slice(
      happenedIn(city, ...ofResident).length,
    );
    expect(dispatched).toMatchObject({
      type: 'WhistleDispatched',
      data: {
        whistleType: 'HARD_PROBLEM',
        blownBy: { personId: 'director', post: 'STREET_DIRECTOR', areaPath: 'XY/S1' },
      },
    });
    given(whistle, happenedIn(city, ...blown('secretary', 'RESIDENT')))
      .when(asType('HARD_PROBLEM'), city)
      .thenRefused('dispatch/initiator-authority');
  });

  it('an ordinary one needs none, and says nothing of it', () => {
    const events = happenedIn(city, ...blown('clerk'), asType('ORDINARY'));
    const dispatched = events.find(({ type }) => type === 'WhistleDispatched');
    expect(Object.keys(dispatched?.data ?? {})).not.toContain('whistleType');
    expect(Object.keys(dispatched?.data ?? {})).not.toContain('blownBy');
  });
});

describe('the clocks of a type', () => {
  it.each([
    ['WY02', 'ORDINARY', china('03-05', '18:00')],
    ['WY02', 'WORK_PROMOTION', china('03-05', '18:00')],
    ['WY02', 'HARD_PROBLEM', china('03-09', '18:00')],
    ['WY05', 'ORDINARY', china('03-09', '18:00')],
    ['WY05', 'WORK_PROMOTION', china('03-05', '18:00')],
    ['WY09', 'HARD_PROBLEM', china('03-02', '12:30')], // an emergency stays one
  ] as const)('%s as %s: to report in by %s', (category, type, due) => {
    expect(dueOf([...blown('secretary', 'STREET', category), asType(type)], 'REPORT_IN')).toEqual([due]);
  });

  it('are those of units that are added later, too', () => {
    const add = command(commands.AddAssist, { unitId: 'XY-HW', overrideReason: '需清运' });
    const dates = dueOf([...blown('secretary'), asType('HARD_PROBLEM'), add], 'REPORT_IN');
    expect(dates).toEqual([china('03-09', '18:00'), china('03-09', '18:00')]);
  });

  it('stay those of the whistle when it is dispatched again; recalled, it may be dispatched as another', () => {
    const a1 = { assignmentId: 'a1' };
    const returned = [
      ...blown('secretary'),
      asType('HARD_PROBLEM'),
      command(commands.RequestReturn, { ...a1, reason: 'NOT_OUR_DUTY', basis: '属环卫' }, housing),
      command(commands.DecideReturn, { ...a1, approved: true, fault: 'MISDISPATCH', reason: '属实' }),
    ];
    const again = command(commands.RedispatchWhistle, { leadUnitId: 'XY-HW', overrideReason: '属环卫' });
    expect(dueOf([...returned, again], 'REPORT_IN')).toEqual([china('03-09', '18:00'), china('03-09', '18:00')]);

    const recalled = [
      ...blown('secretary'),
      asType('HARD_PROBLEM'),
      command(commands.RecallDispatch, { reason: '错' }),
    ];
    expect(happenedIn(city, ...recalled).reduce(whistle.evolve, whistle.initial)).toMatchObject({
      status: 'ACCEPTED',
      whistleType: 'ORDINARY',
    });
    expect(dueOf([...recalled, asType('ORDINARY')], 'REPORT_IN')[1]).toBe(china('03-05', '18:00'));
  });

  it('are what a change of urgency is reckoned by', () => {
    const relaxed = command(commands.ChangeUrgency, { urgency: 'P4', reason: '须会商' });
    const dates = dueOf([...blown('secretary'), asType('WORK_PROMOTION'), relaxed], 'REPORT_IN');
    expect(dates).toEqual([china('03-05', '18:00')]); // 3 WD in P4 as well: nothing is set anew
  });
});

describe('a category of direct dispatch that is convened jointly after all (联合哨)', () => {
  const accepted = [raise({ categoryCode: undefined }), command(commands.AcceptWhistle, { categoryCode: 'CG01' })];
  const jointly = command(commands.DispatchWhistle, {
    leadUnitId: 'XY-HW',
    assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }],
    overrideReason: '联合整治',
  });
  const comes = (assignmentId: string, actor = street) => [
    command(commands.SignAssignment, { assignmentId }, actor),
    command(commands.ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actor),
  ];

  it('has every unit report in, by the limit of its urgency', () => {
    const set = happened(...accepted, jointly).flatMap((event) =>
      event.type === 'DeadlineSet' && event.data.clock === 'REPORT_IN'
        ? [[event.data.assignmentId, event.data.dueAt]]
        : [],
    );
    expect(set).toEqual(['a1', 'a2', 'a3'].map((id) => [id, china('03-05', '18:00')]));
  });

  it('is all in when the mandatory ones are', () => {
    const events = happened(...accepted, jointly, ...comes('a1', { ...housing, unitId: 'XY-HW' }), ...comes('a2'));
    expect(events.filter(({ type }) => type === 'AllDepartmentsReportedIn')).toEqual([
      { type: 'AllDepartmentsReportedIn', data: { setRevision: 1 }, occurredAt: NOON },
    ]);
  });

  it('goes to one unit alone without', () => {
    const alone = happened(...accepted, command(commands.DispatchWhistle, { leadUnitId: 'XY-HW' }));
    expect(alone.some((event) => event.type === 'DeadlineSet' && event.data.clock === 'REPORT_IN')).toBe(false);
    expect(alone.find(({ type }) => type === 'AssignmentCreated')).toMatchObject({ data: { reportsIn: false } });
  });
});
