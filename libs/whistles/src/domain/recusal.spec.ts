import {
  type City,
  cityWith,
  command,
  factsFor,
  given,
  gridWorker,
  happened,
  happenedIn,
  police,
  raise,
  smallCity,
  stateAfter,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import { whistle } from './whistle.js';

describe('EC-22: what complains of the unit that would answer for it', () => {
  /** Of the police of the district, above the station of the first street; the category's lead is the housing bureau. */
  const about = raise({ aboutUnitIds: ['XY-GA'] });
  const accepted = [about, command(commands.AcceptWhistle, {})];
  const dispatch = (leadUnitId: string, assists: string[] = []) =>
    command(commands.DispatchWhistle, {
      leadUnitId,
      assists: assists.map((unitId) => ({ unitId })),
      overrideReason: '由上级指定',
    });

  it('is confidential from the start, whatever its category', () => {
    expect(stateAfter(about)).toMatchObject({ sealed: true, raised: { aboutUnitIds: ['XY-GA'] } });
    expect(stateAfter(raise())).toMatchObject({ sealed: false });
  });

  it('goes neither to it nor to one below it, in whatever role, and no reason overrides that', () => {
    const after = given(whistle, happened(...accepted));
    after.when(dispatch('XY-GA'), smallCity).thenRefused('dispatch/recusal', { unitId: 'XY-GA' });
    after.when(dispatch('XY-ZJ', ['XY-S1-GA']), smallCity).thenRefused('dispatch/recusal', { unitId: 'XY-S1-GA' });
  });

  it('goes to others', () => {
    const decided = whistle.decide(dispatch('XY-ZJ', ['XY-S1-JD']), stateAfter(...accepted), smallCity);
    expect(decided.filter(({ type }) => type === 'AssignmentCreated')).toHaveLength(2);
  });

  it('is not given to it later either', () => {
    const add = command(commands.AddAssist, { unitId: 'XY-S1-GA', overrideReason: '需配合' });
    given(whistle, happened(...accepted, dispatch('XY-ZJ')))
      .when(add, smallCity)
      .thenRefused('dispatch/recusal', { unitId: 'XY-S1-GA' });
  });

  it('waits for the desk, where it would have been dispatched directly', () => {
    const direct = raise({ categoryCode: 'CG01', aboutUnitIds: ['XY-HW'] });
    expect(stateAfter(direct)).toMatchObject({ status: 'RAISED', routing: { problems: ['dispatch/recusal'] } });
    // said once, by whoever finds nobody to lead instead
    expect(groundsIn(smallCity, direct)).toEqual([[{ code: 'NOBODY_INSTEAD', facts: { concernedUnitId: 'XY-HW' } }]]);
    expect(groundsIn(withDiscipline, direct)[0]?.map(({ code }) => code)).toEqual([
      'INSTEAD_OF_CONCERNED',
      'NOT_DISPATCHED_DIRECTLY',
    ]);
    expect(stateAfter(raise({ categoryCode: 'CG01' }))).toMatchObject({ status: 'DISPATCHED' });
  });

  const withDiscipline = cityWith({
    directory: [
      {
        type: 'OrgUnitDefined',
        data: { id: 'XY-JW', type: 'JW', name: '纪检监察', areaPath: 'XY', from: '2026-01-01T00:00:00.000Z' },
      },
    ],
  });
  const groundsIn = (city: City, ...told: readonly commands.AnyWhistleCommand[]) =>
    happenedIn(city, ...told).flatMap((event) => (event.type === 'WhistleRouted' ? [event.data.grounds] : []));
  const assignedIn = (city: City, ...told: readonly commands.AnyWhistleCommand[]) =>
    happenedIn(city, ...told).flatMap((event) =>
      event.type === 'AssignmentCreated' ? [[event.data.unitId, event.data.role]] : [],
    );

  it('is suggested to the others that routing names', () => {
    // the matrix has housing, the street, and the police station to assist
    const [concerned] = groundsIn(smallCity, ...accepted);
    expect(concerned?.map((ground) => 'unitId' in ground && ground.unitId)).toEqual(['XY-ZJ', 'XY-S1-JD']);
    expect(assignedIn(smallCity, ...accepted, command(commands.DispatchWhistle, {}))).toEqual([
      ['XY-ZJ', 'LEAD'],
      ['XY-S1-JD', 'ASSIST'],
    ]);
  });

  it('is suggested to the discipline inspection where the unit concerned would lead, which needs no reason', () => {
    const told = [raise({ aboutUnitIds: ['XY-ZJ'] }), command(commands.AcceptWhistle, {})];
    expect(happenedIn(withDiscipline, ...told).find(({ type }) => type === 'WhistleRouted')).toMatchObject({
      data: { lead: { unitId: 'XY-JW' }, assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA' }], problems: [] },
    });
    expect(groundsIn(withDiscipline, ...told)).toMatchObject([
      [
        { unitId: 'XY-JW', code: 'INSTEAD_OF_CONCERNED', facts: { concernedUnitId: 'XY-ZJ' } },
        { unitId: 'XY-S1-JD', code: 'COVERS_THE_PLACE' },
        { unitId: 'XY-S1-GA', code: 'COVERS_THE_PLACE' },
      ],
    ]);
    expect(assignedIn(withDiscipline, ...told, command(commands.DispatchWhistle, {}))[0]).toEqual(['XY-JW', 'LEAD']);
    const ordinary = given(whistle, happenedIn(withDiscipline, raise(), command(commands.AcceptWhistle, {})));
    ordinary
      .when(command(commands.DispatchWhistle, { leadUnitId: 'XY-JW' }), withDiscipline)
      .thenRefused('dispatch/outside-matrix');
    // where there is none, or it is concerned itself, the desk has to find somebody
    expect(stateAfter(...told)).toMatchObject({ routing: { problems: ['dispatch/recusal'] } });
    const own = raise({ aboutUnitIds: ['XY-ZJ', 'XY-JW'] });
    expect(happenedIn(withDiscipline, own)[1]).toMatchObject({ data: { problems: ['dispatch/recusal'] } });
  });

  it('is so again when it is classified otherwise, or its dispatch is recalled', () => {
    const told = [raise({ aboutUnitIds: ['XY-ZJ'], categoryCode: 'SQ01' }), command(commands.AcceptWhistle, {})];
    const reclassified = command(commands.ReclassifyWhistle, { categoryCode: 'WY02', reason: '属物业' });
    const sent = command(commands.DispatchWhistle, {});
    const recalled = command(commands.RecallDispatch, { reason: '错' });
    const routings = happenedIn(withDiscipline, ...told, reclassified, sent, recalled).flatMap((event) =>
      event.type === 'WhistleRouted' ? [event.data.lead?.unitId] : [],
    );
    expect(routings).toEqual(['XY-S1-C01-SQ', 'XY-JW', 'XY-JW']);
  });

  it('is decided on by nobody of that unit, or of one below it', () => {
    const clerk = (unitId: string) => ({ ...street, unitId });
    const after = given(whistle, happened(about));
    for (const unitId of ['XY-GA', 'XY-S1-GA']) {
      const accept = command(commands.AcceptWhistle, {}, clerk(unitId));
      after.when(accept, smallCity).thenRefused('whistle/recusal', { unitId });
      const reject = { reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' } as const;
      after.when(command(commands.RejectWhistle, reject, clerk(unitId)), smallCity).thenRefused('whistle/recusal');
    }
    expect(stateAfter(about, command(commands.AcceptWhistle, {}, clerk('XY-S1-JD')))).toMatchObject({
      status: 'ACCEPTED',
    });
  });

  it('is neither looked at nor checked by it', () => {
    const look = command(commands.OrderPreVerification, { unitId: 'XY-S1-GA' });
    given(whistle, happened(about)).when(look, smallCity).thenRefused('dispatch/recusal', { unitId: 'XY-S1-GA' });
    const done = command(commands.SelfResolve, { evidence: '已当场处理' }, gridWorker);
    given(whistle, happened(...accepted, done))
      .when(command(commands.OrderCheck, { unitId: 'XY-GA' }, supervisor), smallCity)
      .thenRefused('dispatch/recusal', { unitId: 'XY-GA' });
  });

  it('may be taken back by whoever raised it, though they are of that unit', () => {
    const own = raise({ aboutUnitIds: ['XY-GA'], level: 'STREET' }, police);
    expect(stateAfter(own, command(commands.WithdrawWhistle, { reason: '已说明' }, police))).toMatchObject({
      status: 'WITHDRAWN',
    });
  });

  it('names units that there are', () => {
    const nobody = raise({ aboutUnitIds: ['XY-NOBODY'] });
    given(whistle, []).when(nobody, factsFor(nobody)).thenRefused('whistle/unknown-unit', { unitId: 'XY-NOBODY' });
  });
});
