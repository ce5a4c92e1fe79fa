import {
  command,
  desk,
  given,
  happened,
  housing,
  NAME,
  police,
  raise,
  sanitation,
  smallCity,
  street,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import {
  AcceptWhistle,
  CloseWhistle,
  DispatchWhistle,
  RateDepartment,
  RateStreet,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from './whistle.commands.js';
import { whistle } from './whistle.js';
import { whistleEvents } from './whistle.events.js';

/** Anonymous, so that it is closed at once: housing leads (a1), the street assists (a2). */
const dispatched = [
  raise({ anonymity: 'ANONYMOUS' }),
  command(AcceptWhistle, {}),
  command(DispatchWhistle, { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
];
const came = (assignmentId: string, actor: typeof housing) => [
  command(SignAssignment, { assignmentId }, actor),
  command(ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actor),
];
const handled = [
  ...dispatched,
  ...came('a1', housing),
  ...came('a2', street),
  command(StartHandling, { assignmentId: 'a1' }, housing),
  command(SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已到场' }, street),
  command(SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清理' }, housing),
];
const closed = [...handled, command(CloseWhistle, {}, supervisor)];
const community = { ...street, id: 'community', role: 'COMMUNITY' as const, unitId: 'XY-S1-C01-SQ' };
const ofHousing = (score = 4, actor = street, note?: string) =>
  command(RateDepartment, { assignmentId: 'a1', score, note }, actor);
const byHousing = (score = 5, actor = housing) => command(RateStreet, { assignmentId: 'a1', score }, actor);
const A1 = { assignmentId: 'a1', unitId: 'XY-ZJ' };

describe('rating each other (双评议)', () => {
  it('is from the result on, until after the closing', () => {
    given(whistle, happened(...dispatched))
      .when(ofHousing(), smallCity)
      .thenRefused('whistle/not-in-this-state');
    for (const history of [handled, closed]) {
      given(whistle, happened(...history))
        .when(ofHousing(), smallCity)
        .thenEvents({ type: 'DepartmentRated', data: { ...A1, score: 4 } });
      given(whistle, happened(...history))
        .when(byHousing(), smallCity)
        .thenEvents({ type: 'StreetRated', data: { ...A1, score: 5 } });
    }
  });

  it('is once for each side and unit', () => {
    given(whistle, happened(...closed, ofHousing()))
      .when(ofHousing(1, community), smallCity)
      .thenRefused('rating/already-rated', A1);
    given(whistle, happened(...closed, byHousing()))
      .when(byHousing(1), smallCity)
      .thenRefused('rating/already-rated', A1);
    // the other side, and the other unit, still may
    given(whistle, happened(...closed, ofHousing()))
      .when(byHousing(3), smallCity)
      .thenEvents({ type: 'StreetRated', data: { ...A1, score: 3 } });
    given(whistle, happened(...closed, byHousing()))
      .when(command(RateStreet, { assignmentId: 'a2', score: 2 }, street), smallCity)
      .thenEvents({ type: 'StreetRated', data: { assignmentId: 'a2', unitId: 'XY-S1-JD', score: 2 } });
  });

  it('of a department is by street or community, and by nobody for their own unit', () => {
    const after = given(whistle, happened(...closed));
    for (const actor of [desk, supervisor, police, sanitation])
      after.when(ofHousing(4, actor), smallCity).thenRefused('rating/not-the-street');
    after.when(ofHousing(4, community), smallCity).thenEvents({ type: 'DepartmentRated', data: { ...A1, score: 4 } });
    after
      .when(command(RateDepartment, { assignmentId: 'a2', score: 5 }, street), smallCity)
      .thenRefused('rating/own-unit', { unitId: 'XY-S1-JD' });
  });

  it('of a street is by a unit that was sent for', () => {
    const after = given(whistle, happened(...closed));
    after.when(byHousing(5, sanitation), smallCity).thenRefused('assignment/not-yours');
    after
      .when(command(RateStreet, { assignmentId: 'a9', score: 5 }, housing), smallCity)
      .thenRefused('assignment/not-found');
  });

  it('keeps no personal data, and no score beyond 1 to 5', () => {
    const named = { ...smallCity, known: { name: NAME } };
    const [rated] = whistle.decide(
      ofHousing(2, street, `${NAME}说没人来`),
      happened(...closed).reduce(whistle.evolve, whistle.initial),
      named,
    );
    expect(JSON.stringify(rated)).not.toContain(NAME);
    const { schema } = whistleEvents.DepartmentRated;
    expect([0, 1, 3.5, 5, 6].map((score) => schema.safeParse({ ...A1, score }).success)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });
});
