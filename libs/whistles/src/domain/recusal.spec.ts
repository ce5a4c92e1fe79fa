import { command, factsFor, given, happened, raise, smallCity, stateAfter } from '@app/testing';
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
    // routing would have named the station to assist
    after
      .when(command(commands.DispatchWhistle, {}), smallCity)
      .thenRefused('dispatch/recusal', { unitId: 'XY-S1-GA' });
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
    expect(stateAfter(raise({ categoryCode: 'CG01' }))).toMatchObject({ status: 'DISPATCHED' });
  });

  it('names units that there are', () => {
    const nobody = raise({ aboutUnitIds: ['XY-NOBODY'] });
    given(whistle, []).when(nobody, factsFor(nobody)).thenRefused('whistle/unknown-unit', { unitId: 'XY-NOBODY' });
  });
});
