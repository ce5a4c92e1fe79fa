import { decideAndAppend, MemoryEventStore } from '@app/event-store';
import { plusMs, type RecordedEvent } from '@app/kernel';
import {
  CALENDAR_2026,
  chasingCity,
  china,
  cityWith,
  command,
  desk,
  factsFor,
  supervisor,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { type AnyWhistleCommand, RaiseWhistle, ResumeCase, UnmergeWhistle, whistle } from '../domain/index.js';
import { whistleCodec, whistleStream } from '../whistle.codec.js';
import { clockStories } from './clock-stories.js';
import { type ClockStory, lastFact } from './clock-story.js';
import { explainClock } from './explain-clock.js';
import { lateEntryOf } from './late-entry.js';
import { limitOrigin } from './limit-origin.js';

type City = ReturnType<typeof cityWith>;
const one = whistleNamed(whistleId(1));
const PLACE = { areaPath: 'XY/S1/C01/G1', timeZone: 'Asia/Shanghai' };
const city = cityWith({});

/** The history that these commands lead to, each group in the city as it was then. */
async function historyOf(...chapters: readonly (readonly [City, ...AnyWhistleCommand[]])[]): Promise<RecordedEvent[]> {
  const store = new MemoryEventStore();
  const streamId = whistleStream(whistleId(1));
  for (const [known, ...told] of chapters) {
    for (const command of told) {
      const facts = factsFor(command, undefined, known);
      await decideAndAppend(store, { streamId, command, decider: whistle, codec: whistleCodec, facts });
    }
  }
  return store.readStream(streamId);
}

/** Ordinary (P3), HANDLE 5 working days; dispatched to XY-ZJ on a moment. */
const dispatchedAt = (at: string) => [
  one.raise({ categoryCode: 'SQ01' }, at),
  one.accept({}, at),
  one.dispatch({ leadUnitId: 'XY-ZJ', assists: [], overrideReason: '就近' }, at),
];
const handling = (at: string) => [
  ...dispatchedAt(at),
  one.sign('XY-ZJ', 'a1', at),
  one.contact('XY-ZJ', 'a1', at),
  one.reportIn('XY-ZJ', 'a1', at),
  one.start('XY-ZJ', 'a1', at),
];
const storyOf = (history: readonly RecordedEvent[], clock: string): ClockStory =>
  clockStories(history).find((story) => story.clock === clock)!;
const explained = (history: readonly RecordedEvent[], clock: string, { catalogue }: City = city) =>
  explainClock(storyOf(history, clock), catalogue, PLACE);

const FRIDAY = china('02-13', '16:00');

describe('an explanation', () => {
  it('names every day that counts or does not, and why (V1)', async () => {
    const { start, policy, calendar, stretches, changes, dueAt } = explained(
      await historyOf([city, ...dispatchedAt(FRIDAY)]),
      'HANDLE',
    );
    expect(dueAt).toBe(china('02-27', '18:00'));
    expect(start).toMatchObject({ type: 'AssignmentCreated', at: FRIDAY, role: 'DISPATCHER' });
    expect(policy).toMatchObject({ version: 'XY@1', counting: { workdays: 'WORKDAY_COUNT' } });
    expect(calendar).toEqual({
      version: 'CN@1',
      id: 'CN',
      timeZone: 'Asia/Shanghai',
      source: '国办发明电〔2025〕7号',
      coveredThrough: '2026-12-31',
      papers: [{ year: 2026, version: 'CN@1', source: '国办发明电〔2025〕7号' }],
    });
    expect(changes).toHaveLength(1);
    expect(stretches).toHaveLength(1);
    const days = stretches[0]!.days.map(({ date, counted, why }) => `${date.slice(5)} ${counted ? '+' : '-'} ${why}`);
    expect(days).toEqual([
      '02-13 - START_DAY',
      '02-14 + MAKE_UP_DAY',
      '02-15 - HOLIDAY',
      '02-16 - HOLIDAY',
      '02-17 - HOLIDAY',
      '02-18 - HOLIDAY',
      '02-19 - HOLIDAY',
      '02-20 - HOLIDAY',
      '02-21 - HOLIDAY',
      '02-22 - HOLIDAY',
      '02-23 - HOLIDAY',
      '02-24 + WORKDAY',
      '02-25 + WORKDAY',
      '02-26 + WORKDAY',
      '02-27 + WORKDAY',
    ]);
  });

  it('says what a clock stood still for, and what that took (V17)', async () => {
    const hours = cityWith({ limits: { HANDLE: { amount: 24, unit: 'WH' } } });
    const [paused, resumed] = [china('03-04', '15:00'), china('03-06', '10:00')];
    const history = await historyOf([
      hours,
      ...handling(china('03-02', '09:00')),
      one.requestSuspension('XY-ZJ', 'a1', paused),
      one.decideSuspension({ assignmentId: 'a1', approved: true, reason: '属实' }, paused),
      one.resume('XY-ZJ', 'a1', resumed),
    ]);
    const { story, dueAt, changes, stretches } = explained(history, 'HANDLE', hours);
    expect(dueAt).toBe(china('03-06', '16:00'));
    expect(story.pauses).toMatchObject([
      { from: paused, to: resumed, startedBy: { type: 'SuspensionApproved' }, endedBy: { type: 'CaseResumed' } },
    ]);
    expect(changes.map(({ fact, oldDueAt, dueAt: due }) => [fact.cause, fact.because.type, oldDueAt, due])).toEqual([
      ['STARTED', 'AssignmentCreated', undefined, china('03-05', '09:00')],
      ['RESUMED', 'CaseResumed', china('03-05', '09:00'), china('03-06', '16:00')],
    ]);
    expect(stretches[0]!.days.map(({ usedMs }) => usedMs / 3_600_000)).toEqual([7, 8, 5, 0, 4]);
    expect(storyOf(history, 'REVIEW')).toMatchObject({ stopped: { type: 'CaseResumed', at: resumed } });
  });

  it('counts an extension from where the limit ended', async () => {
    const history = await historyOf([
      city,
      ...handling(FRIDAY),
      one.requestExtension('XY-ZJ', 'a1', china('02-25', '10:00')),
      one.decideExtension({ assignmentId: 'a1', granted: true, reason: '等配件' }, china('02-28', '09:00')),
    ]);
    const { story, dueAt, stretches, changes } = explained(history, 'HANDLE');
    // 02-28 (make-up Saturday), 03-02, 03-03, 03-04, 03-05
    expect(dueAt).toBe(china('03-05', '18:00'));
    expect(stretches.map(({ start, dueAt: due }) => [start, due])).toEqual([
      [FRIDAY, china('02-27', '18:00')],
      [china('02-27', '18:00'), china('03-05', '18:00')],
    ]);
    expect(changes[1]).toMatchObject({
      oldDueAt: china('02-27', '18:00'),
      fact: { because: { type: 'ExtensionGranted' } },
    });
    expect(story.extensions).toMatchObject([{ requested: { role: 'DEPARTMENT' }, granted: true }]);
    expect(story.missed).toEqual([]);
  });

  it('tells of a revised calendar, by which nothing comes earlier (EC-08)', async () => {
    const revised = {
      ...CALENDAR_2026,
      days: CALENDAR_2026.days.map((day) => (day.date === '2026-02-15' ? { ...day, working: true } : day)),
    };
    const later = cityWith({ calendars: [CALENDAR_2026, revised] });
    const before = [city, ...handling(FRIDAY)] as const;
    const recalculated = [later, one.recalculate({ reason: 'CALENDAR' }, china('02-14', '09:00'))] as const;
    const { dueAt, changes, calendar, stretches } = explained(await historyOf(before, recalculated), 'HANDLE', later);
    expect(dueAt).toBe(china('02-27', '18:00'));
    expect(calendar.version).toBe('CN@2');
    expect(changes[1]).toMatchObject({
      effect: 'KEPT',
      fact: { cause: 'RECALCULATED', reason: 'CALENDAR' },
      oldDueAt: china('02-27', '18:00'),
      reckonedDueAt: china('02-26', '18:00'),
      dueAt: china('02-27', '18:00'),
    });
    expect(stretches.at(-1)!.dueAt).toBe(china('02-26', '18:00'));

    // a day's pause moves both by a working day: what is reckoned to 02-27, what was kept to the make-up Saturday
    const paused = [
      later,
      one.requestSuspension('XY-ZJ', 'a1', china('02-25', '09:00')),
      one.decideSuspension({ assignmentId: 'a1', approved: true, reason: '属实' }, china('02-25', '09:00')),
      one.resume('XY-ZJ', 'a1', china('02-26', '09:00')),
    ] as const;
    const resumed = explained(await historyOf(before, recalculated, paused), 'HANDLE', later);
    expect(resumed.dueAt).toBe(china('02-28', '18:00'));
    expect(resumed.changes.at(-1)).toMatchObject({
      reckonedDueAt: china('02-27', '18:00'),
      fact: { dueAt: china('02-28', '18:00') },
    });
  });

  it('knows a recalculation that only made it sure, and one that was not taken (EC-31)', async () => {
    const revised = (...days: { date: string; working: boolean }[]) => ({
      ...CALENDAR_2026,
      days: [...CALENDAR_2026.days, ...days],
      coveredThrough: '2027-12-31',
    });
    const [first, second] = [
      revised(),
      revised({ date: '2027-01-03', working: true }, { date: '2027-01-04', working: false }),
    ];
    const cities = [[CALENDAR_2026], [CALENDAR_2026, first], [CALENDAR_2026, first, second]].map((calendars) =>
      cityWith({ calendars }),
    );
    const history = await historyOf(
      [cities[0]!, ...handling(china('12-28', '09:00'))],
      [cities[1]!, one.recalculate({ reason: 'CALENDAR' }, china('12-29', '09:00'))],
      [cities[2]!, one.recalculate({ reason: 'CALENDAR' }, china('12-30', '09:00'))],
    );
    // 29, 30, 31, 1 and Monday 4; then Sunday 3 instead of Monday 4, and nothing is brought forward
    const { changes, calendar } = explained(history, 'HANDLE', cities[2]);
    expect(changes.map(({ effect }) => effect)).toEqual([undefined, 'FIRM', 'KEPT']);
    expect(calendar.papers.map(({ year, version }) => [year, version])).toEqual([
      [2026, 'CN@1'],
      [2027, 'CN@3'],
    ]);
  });

  it('tells of suspensions that were asked for, and what came of them', async () => {
    const history = await historyOf([
      city,
      ...handling(china('03-02', '09:00')),
      one.requestSuspension('XY-ZJ', 'a1', china('03-03', '09:00')),
      one.decideSuspension({ assignmentId: 'a1', approved: false, reason: '不属实' }, china('03-03', '10:00')),
      one.requestSuspension('XY-ZJ', 'a1', china('03-04', '09:00')),
    ]);
    expect(storyOf(history, 'HANDLE').suspensions).toMatchObject([
      { requested: { at: china('03-03', '09:00') }, decided: { type: 'SuspensionDenied' }, granted: false },
      { requested: { at: china('03-04', '09:00') } },
    ]);
    expect(storyOf(history, 'HANDLE').suspensions[1]).not.toHaveProperty('decided');
    expect(storyOf(history, 'SIGN').suspensions).toEqual([]);
  });

  it('names who entered a whistle late, and why, of the clocks that began with it (EC-23)', async () => {
    const late = { categoryCode: 'SQ01', occurredAt: china('03-02', '20:00'), lateEntryReason: '停电' };
    const { input, context } = one.raise(late, china('03-03', '08:00'));
    const told = command(RaiseWhistle, input, desk, context.at, whistleId(1));
    const history = await historyOf([city, told, one.accept({}, china('03-03', '09:00'))]);
    expect(lateEntryOf(explained(history, 'ACCEPT').start, history)).toMatchObject({
      reason: '停电',
      by: { id: desk.id, role: 'DISPATCHER' },
    });
    expect(lateEntryOf(explained(history, 'DISPATCH').start, history)).toBeUndefined();
  });

  it('tells of another urgency, and of a corrected fact', async () => {
    const history = await historyOf([
      city,
      ...handling(FRIDAY),
      one.changeUrgency({ urgency: 'P4', reason: '会商' }, china('02-14', '09:00')),
      one.changeUrgency({ urgency: 'P2', reason: '已明确' }, china('02-14', '10:00')),
      one.result('XY-ZJ', 'a1', china('03-10', '09:00')),
      one.correct(
        {
          assignmentId: 'a1',
          fact: 'RESULT_SUBMITTED',
          happenedAt: china('03-09', '09:00'),
          reason: '周一完工',
          evidence: '照片',
        },
        china('03-11', '09:00'),
      ),
    ]);
    const { story, changes, dueAt, stretches } = explained(history, 'HANDLE');
    expect(changes.map(({ fact, dueAt: due }) => [fact.cause, fact.because.type, due])).toEqual([
      ['STARTED', 'AssignmentCreated', china('02-27', '18:00')],
      ['RELAXED', 'UrgencyChanged', china('02-28', '16:00')], // 15 days of 24 hours from the dispatch
      ['RECLASSIFIED', 'UrgencyChanged', china('02-15', '10:00')], // 24 hours from then
    ]);
    expect([dueAt, stretches.at(-1)!.dueAt]).toEqual([china('02-15', '10:00'), china('02-15', '10:00')]);
    expect(story.stopped).toMatchObject({ type: 'ResultSubmitted', at: china('03-09', '09:00') });
    expect(story.corrected).toMatchObject({ was: china('03-10', '09:00'), is: china('03-09', '09:00') });
    expect(story.missed).toHaveLength(1);
    const cleared = await historyOf([
      city,
      ...handling(FRIDAY),
      one.result('XY-ZJ', 'a1', china('03-10', '09:00')),
      one.correct(
        {
          assignmentId: 'a1',
          fact: 'RESULT_SUBMITTED',
          happenedAt: china('02-27', '18:00'),
          reason: '周五完工',
          evidence: '照片',
        },
        china('03-11', '09:00'),
      ),
    ]);
    expect(storyOf(cleared, 'HANDLE')).toMatchObject({ cleared: { because: 'CORRECTED' }, missed: [{}] });
  });

  it('keeps the moment that was recorded first, however often the fact is corrected (更正)', async () => {
    const at = (happenedAt: string, recordedAt: string) =>
      one.correct(
        { assignmentId: 'a1', fact: 'RESULT_SUBMITTED', happenedAt, reason: '周一完工', evidence: '照片' },
        recordedAt,
      );
    const recorded = [...handling(FRIDAY), one.result('XY-ZJ', 'a1', china('02-26', '16:04'))];
    const twice = [
      at(china('02-26', '10:00'), china('02-27', '09:00')),
      at(china('02-26', '11:00'), china('02-27', '10:00')),
    ];
    const { stopped, corrected } = storyOf(await historyOf([city, ...recorded, ...twice]), 'HANDLE');
    expect(stopped).toMatchObject({ type: 'ResultSubmitted', at: china('02-26', '11:00') });
    expect(corrected).toMatchObject({ was: china('02-26', '16:04'), is: china('02-26', '11:00') });
    expect(corrected?.event).toMatchObject({ at: china('02-27', '10:00') });
    const backAgain = at(china('02-26', '16:04'), china('02-27', '11:00'));
    expect(storyOf(await historyOf([city, ...recorded, ...twice, backAgain]), 'HANDLE').corrected).toMatchObject({
      was: china('02-26', '16:04'),
      is: china('02-26', '16:04'),
    });
  });

  it('tells what was stored before there were calendars, and what another system had set, as what it is', async () => {
    const at = '2026-03-02T04:00:00.000Z';
    const [raised] = await historyOf([city, one.raise({}, at)]);
    const old = {
      clockId: 'HANDLE-7',
      clock: 'HANDLE',
      assignmentId: 'a1',
      unitId: 'XY-ZJ',
      startedAt: at,
      calendarVersion: 'none',
      provisional: false,
    };
    const continuous = {
      ...old,
      dueAt: plusMs(at, 120 * 3_600_000),
      limit: { amount: 5, unit: 'WD' },
      kind: 'CONTINUOUS',
      policyVersion: 'continuous-1',
      timer: true,
    };
    const ofSource = { ...old, dueAt: plusMs(at, 1), kind: 'MANUAL_DATE', policyVersion: 'source', timer: false };
    const stored = (data: object): RecordedEvent[] => [
      { ...raised!, eventId: 'old', revision: 1, type: 'DeadlineSet', schemaVersion: 1, data },
    ];
    const plain = explained(stored(continuous), 'HANDLE');
    expect(plain).toMatchObject({ dueAt: '2026-03-07T04:00:00.000Z', policy: { version: 'continuous-1' } });
    expect(plain.stretches).toMatchObject([{ counted: 'CONTINUOUS', limit: { amount: 120, unit: 'UH' } }]);
    expect(plain.start).toMatchObject({ eventId: 'old', type: 'DeadlineSet' });
    const imported = explained(stored(ofSource), 'HANDLE');
    expect(imported).toMatchObject({ dueAt: plusMs(at, 1), stretches: [], policy: { version: 'source' } });
    expect(imported.calendar).toEqual({ version: 'none', papers: [] });
  });
});

/** Everything that can happen to clocks, in one life. */
const lifeOf = (): AnyWhistleCommand[] => [
  one.raise({}, FRIDAY),
  one.requestInfo({ text: '几号楼？' }, china('02-13', '16:30')),
  one.supplyInfo({ text: '三号楼' }, china('02-14', '09:00')),
  one.orderVerification({ unitId: 'XY-S1-C01-SQ' }, china('02-14', '09:30')),
  one.reportVerification({ finding: 'EXISTS' }, china('02-14', '09:50')),
  one.accept({}, china('02-14', '10:00')),
  one.reclassify({ categoryCode: 'SQ01', urgency: 'P3', reason: '核实' }, china('02-14', '10:30')),
  one.dispatch(
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '就近' },
    china('02-14', '11:00'),
  ),
  one.sign('XY-ZJ', 'a1', china('02-14', '11:10')),
  one.sign('XY-S1-JD', 'a2', china('02-14', '17:00')),
  one.contact('XY-ZJ', 'a1', china('02-14', '17:30')),
  one.reportIn('XY-ZJ', 'a1', china('02-25', '10:00')),
  one.start('XY-ZJ', 'a1', china('02-25', '10:01')),
  one.requestExtension('XY-ZJ', 'a1', china('02-26', '10:00')),
  one.decideExtension({ assignmentId: 'a1', granted: true, reason: '等配件' }, china('02-26', '11:00')),
  one.requestSuspension('XY-ZJ', 'a1', china('03-02', '10:00')),
  one.decideSuspension({ assignmentId: 'a1', approved: true, reason: '属实' }, china('03-02', '15:00')),
  one.resume('XY-ZJ', 'a1', china('03-04', '09:00')),
  one.requestExtension('XY-ZJ', 'a1', china('03-05', '10:00')),
  one.decideExtension({ assignmentId: 'a1', granted: false, reason: '不足' }, china('03-05', '11:00')),
  one.reportIn('XY-S1-JD', 'a2', china('03-05', '12:00')),
  one.assistResult('XY-S1-JD', 'a2', china('03-06', '12:00')),
];

/** Each clock is reckoned to the due moments that the log has, and runs or stands still as the rules see it. */
function explainedAsStored(history: readonly RecordedEvent[], { catalogue }: City = chasingCity): void {
  const state = history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
  if (state.status === 'NONE') throw new Error('nothing was raised');
  const stories = clockStories(history);
  expect(stories.length).toBeGreaterThan(1);
  for (const story of stories) {
    const { dueAt, changes } = explainClock(story, catalogue, PLACE);
    const stored = story.facts.map((fact) => fact.dueAt);
    const running = state.clocks.find(({ clockId }) => clockId === story.clockId);
    const open = story.pauses.filter(({ to }) => to === undefined).map(({ from }) => from);
    expect([story.clockId, dueAt]).toEqual([story.clockId, lastFact(story).dueAt]);
    expect([story.clockId, ...changes.map((change) => change.dueAt)]).toEqual([story.clockId, ...stored]);
    expect([story.clockId, story.stopped === undefined]).toEqual([story.clockId, running !== undefined]);
    if (running) expect(open).toEqual(running.pausedAt === undefined ? [] : [running.pausedAt]);
  }
}

describe('a clock that goes on', () => {
  const START = china('03-02', '09:00'); // HANDLE: 5 working days, Monday 9 March 18:00
  const later = cityWith({
    directory: [{ type: 'OrgUnitsMerged', data: { from: ['XY-ZJ'], into: 'XY-CGJ', at: china('03-04', '00:00') } }],
  });

  it('with the successor of its unit names the former one, and all that was counted for it (机构合并)', async () => {
    const merged = china('03-04', '08:00');
    const resumed = china('03-05', '10:00');
    const history = await historyOf(
      [
        city,
        ...handling(START),
        one.requestSuspension('XY-ZJ', 'a1', china('03-03', '10:00')),
        one.decideSuspension({ assignmentId: 'a1', approved: true, reason: '属实' }, china('03-03', '15:00')),
      ],
      [
        later,
        one.supersede({}, merged),
        command(ResumeCase, { assignmentId: 'a2' }, supervisor, resumed, whistleId(1)),
        one.missed({}, china('03-20', '09:00')),
      ],
    );
    const { story, dueAt, start, changes } = explained(history, 'HANDLE', later);
    expect(story).toMatchObject({ assignmentId: 'a2', unitId: 'XY-CGJ' });
    expect(story.formerly).toMatchObject([
      { assignmentId: 'a1', unitId: 'XY-ZJ', until: { type: 'AssignmentCreated', at: merged } },
    ]);
    expect(start).toMatchObject({ type: 'AssignmentCreated', at: START });
    expect(story.pauses).toMatchObject([
      { from: china('03-03', '15:00'), to: resumed, startedBy: { type: 'SuspensionApproved' } },
    ]);
    // it stood still for 43 hours: two days, the second of which is begun
    expect(changes.map((change) => change.dueAt)).toEqual([china('03-09', '18:00'), china('03-11', '18:00')]);
    expect([dueAt, lastFact(story).dueAt]).toEqual([china('03-11', '18:00'), china('03-11', '18:00')]);
    expect(story.missed).toMatchObject([{ dueAt: china('03-11', '18:00') }]);
    expect(storyOf(history, 'REVIEW')).toMatchObject({ assignmentId: 'a2', stopped: { type: 'CaseResumed' } });
    expect(storyOf(history, 'SIGN')).toMatchObject({ assignmentId: 'a1', unitId: 'XY-ZJ', formerly: [] });
    explainedAsStored(history, later);
  });

  /** Granted one extension; on Wednesday it gives it back, on Thursday it is released, on Friday it has it again. */
  const givenBack = () => [
    ...handling(START),
    one.requestExtension('XY-ZJ', 'a1', china('03-02', '10:00')),
    one.decideExtension({ assignmentId: 'a1', granted: true, reason: '等配件' }, china('03-02', '11:00')),
    one.requestReturn('XY-ZJ', 'a1', china('03-02', '12:00')),
    one.decideReturn(
      { assignmentId: 'a1', approved: true, fault: 'MISDISPATCH', reason: '属实' },
      china('03-05', '10:00'),
    ),
    one.redispatch({ leadUnitId: 'XY-ZJ', overrideReason: '仍属其职责' }, china('03-06', '10:00')),
  ];

  it('with the same unit under another id tells of all that was set and stood still before (EC-09)', async () => {
    const history = await historyOf([city, ...givenBack()]);
    const [former, story] = clockStories(history).filter(({ clock }) => clock === 'HANDLE');
    expect(story).toMatchObject({
      assignmentId: 'a2',
      unitId: 'XY-ZJ',
      continues: {
        clockId: former!.clockId,
        assignmentId: 'a1',
        unitId: 'XY-ZJ',
        until: { type: 'AssignmentReleased' },
      },
      extensions: [{ granted: true }],
    });
    expect(story!.pauses.map(({ from, to, startedBy, endedBy }) => [from, to, startedBy.type, endedBy?.type])).toEqual([
      [china('03-02', '12:00'), china('03-05', '10:00'), 'ReturnRequested', 'AssignmentReleased'],
      [china('03-05', '10:00'), china('03-06', '10:00'), 'AssignmentReleased', 'AssignmentCreated'],
    ]);
    const { dueAt, start, changes } = explainClock(story!, city.catalogue, PLACE);
    expect(start).toMatchObject({ type: 'AssignmentCreated', at: START });
    // 5 days and 5 more: Monday 16 March; Tuesday to Friday stood still, and from the start day a pause takes nothing
    expect(changes.map(({ fact, dueAt: due }) => [fact.cause, due])).toEqual([
      ['STARTED', china('03-09', '18:00')],
      ['EXTENDED', china('03-16', '18:00')],
      ['RESUMED', china('03-20', '18:00')],
    ]);
    expect([dueAt, lastFact(story!).dueAt]).toEqual([china('03-20', '18:00'), china('03-20', '18:00')]);
    expect(former!.stopped).toMatchObject({ type: 'AssignmentReleased' });
    explainedAsStored(history);
  });

  it('after a recall is the one that it was', async () => {
    const history = await historyOf([
      city,
      ...dispatchedAt(START),
      one.recall({ reason: '派错' }, china('03-02', '10:00')),
    ]);
    const { story, dueAt, changes } = explained(history, 'DISPATCH');
    expect(dueAt).toBe(china('03-03', '09:00'));
    expect(changes.map(({ fact, dueAt: due }) => [fact.cause, fact.because.type, due])).toEqual([
      ['STARTED', 'WhistleAccepted', china('03-03', '09:00')],
      ['RESTORED', 'DispatchRecalled', china('03-03', '09:00')],
    ]);
    expect(story.stopped).toBeUndefined();
    explainedAsStored(history);
  });

  it('after a merger that was undone counts from when the resident was promised it', async () => {
    const chased = [
      one.raise({}, START),
      one.accept({}, START),
      one.merge({ masterId: whistleId(2), reason: '同一处' }, china('03-02', '10:00')),
      command(UnmergeWhistle, { reason: '是另一处' }, desk, china('03-04', '10:00'), whistleId(1)),
    ];
    const history = await historyOf([chasingCity, ...chased]);
    const [before, after] = clockStories(history).filter(({ clock }) => clock === 'RESIDENT_TOTAL');
    expect(before!.stopped).toMatchObject({ type: 'WhistleMerged' });
    expect(after).toMatchObject({
      continues: { clockId: before!.clockId, until: { type: 'WhistleMerged' } },
      facts: [{ startedAt: START, because: { type: 'WhistleUnmerged' } }],
    });
    expect(explainClock(after!, chasingCity.catalogue, PLACE).dueAt).toBe(china('03-16', '18:00')); // 10 WD from Monday
    const desks = clockStories(history).filter(({ clock }) => clock === 'DISPATCH');
    expect(desks.map(({ continues, facts }) => [continues, facts[0].startedAt])).toEqual([
      [undefined, START],
      [undefined, china('03-04', '10:00')],
    ]);
    explainedAsStored(history);
  });

  it('is none where it was started anew: reopened, or with another unit', async () => {
    const history = await historyOf([
      city,
      ...handling(START),
      one.result('XY-ZJ', 'a1', china('03-03', '09:00')),
      one.startFollowUp({}, china('03-03', '09:30')),
      one.recordFollowUp(
        { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' },
        china('03-03', '10:00'),
      ),
      one.close({}, china('03-03', '11:00')),
      one.reopen({ cause: 'RECURRENCE', reason: '复发' }, china('03-05', '09:00')),
    ]);
    const stories = clockStories(history).filter(({ clock }) => clock === 'HANDLE');
    expect(stories.map(({ continues, facts, stopped }) => [continues, facts[0].because.type, stopped?.type])).toEqual([
      [undefined, 'AssignmentCreated', 'ResultSubmitted'],
      [undefined, 'WhistleReopened', undefined],
    ]);
    expect(explainClock(stories[1]!, city.catalogue, PLACE).dueAt).toBe(china('03-12', '18:00'));
    explainedAsStored(history);
  });
});

describe('the clocks of a whistle', () => {
  it('are explained to what is stored, at every moment of its life', async () => {
    const whole = await historyOf([chasingCity, ...lifeOf()]);
    const ends = whole.flatMap(({ metadata }, index) =>
      metadata.commandId === whole[index + 1]?.metadata.commandId ? [] : [index + 1],
    );
    expect(ends.length).toBeGreaterThan(20);
    for (const end of ends) explainedAsStored(whole.slice(0, end));
  });

  it('tell what was missed, what was warned of and what stopped each', async () => {
    const stories = clockStories(await historyOf([chasingCity, ...lifeOf()]));
    const told = stories.map(({ clock, unitId, missed, notices, stopped }) => {
      return `${clock} ${unitId} ${notices.map(({ mark }) => mark).join(',')} ${missed.length > 0 ? 'missed' : ''} ${stopped?.type ?? 'runs'}`;
    });
    expect(told).toContain('SIGN XY-S1-JD AMBER,RED missed AssignmentSigned');
    expect(
      stories
        .find(({ clock }) => clock === 'ACCEPT')!
        .pauses.map(({ startedBy, endedBy }) => [startedBy.type, endedBy?.type]),
    ).toEqual([
      ['InfoRequested', 'InfoSupplied'],
      ['PreVerificationOrdered', 'PreVerificationReported'],
    ]);
    const lead = stories.find(({ clock, assignmentId }) => clock === 'HANDLE' && assignmentId === 'a1')!;
    expect(lead.extensions.map(({ granted }) => granted)).toEqual([true, false]);
    expect(lead.facts.map(({ cause }) => cause)).toEqual(['STARTED', 'EXTENDED', 'RESUMED']);
    expect(stories.find(({ clock }) => clock === 'RESIDENT_TOTAL')!.pauses).toEqual([]);
  });
});

describe('whose limit a clock has', () => {
  const originOf = (history: readonly RecordedEvent[], clock: string, { catalogue }: City = city) =>
    limitOrigin(storyOf(history, clock), history, catalogue);
  const ofPolicy = { rule: 'URGENCY', urgency: 'P3', policyVersion: 'XY@1' };
  const blown = (categoryCode: string) => [
    one.raise({ categoryCode }, FRIDAY),
    one.accept({}, FRIDAY),
    one.dispatch({ leadUnitId: 'XY-ZJ', assists: [], overrideReason: '就近' }, FRIDAY),
  ];

  it('is the condition’s, else the policy’s', async () => {
    const history = await historyOf([city, ...blown('WY02')]);
    expect(originOf(history, 'HANDLE')).toEqual({ rule: 'CONDITION', categoryCode: 'WY02', conditionSeq: 1 });
    expect(originOf(history, 'SIGN')).toEqual(ofPolicy);
    expect(originOf(await historyOf([city, ...blown('SQ01')]), 'HANDLE')).toEqual(ofPolicy);
  });

  it('is that of the urgency at the time, and of the smallest area that names it', async () => {
    const local = cityWith({
      pack: { areas: [{ areaPath: 'XY/S1', limits: { P3: { HANDLE: { amount: 6, unit: 'WD' } } } }] },
    });
    const history = await historyOf([local, ...blown('SQ01')]);
    expect(originOf(history, 'HANDLE', local)).toEqual({ ...ofPolicy, areaPath: 'XY/S1' });
    const urgent = await historyOf([
      city,
      ...blown('SQ01'),
      one.changeUrgency({ urgency: 'P2', reason: '升温' }, china('02-13', '17:00')),
    ]);
    expect(originOf(urgent, 'HANDLE')).toEqual({ ...ofPolicy, urgency: 'P2' });
    expect(originOf(urgent, 'DISPATCH')).toEqual(ofPolicy); // was over by then
  });

  it('is that of the policy of the day, however it was corrected since', async () => {
    const history = await historyOf([city, ...blown('SQ01')]);
    const corrected = cityWith({ laterPacks: [{ limits: { P1: {}, P2: {}, P3: {}, P4: {} } }] });
    expect(corrected.catalogue.timePolicy('XY', FRIDAY).version).toBe('XY@2');
    expect(originOf(history, 'HANDLE', corrected)).toEqual(ofPolicy);
  });

  it('stays that of the urgency that it was chosen for, by another policy too', async () => {
    const days = (P3: number) => ({
      P1: {},
      P2: {},
      P3: { RESIDENT_TOTAL: { amount: P3, unit: 'WD' as const } },
      P4: { RESIDENT_TOTAL: { amount: 20, unit: 'WD' as const } },
    });
    const first = cityWith({ pack: { limits: days(5) } });
    const then = cityWith({ pack: { limits: days(5) }, laterPacks: [{ limits: days(8) }] });
    const raised = [one.raise({ categoryCode: 'SQ01' }, FRIDAY), one.accept({ urgency: 'P4' }, FRIDAY)];
    const anew = one.recalculate({ reason: 'POLICY' }, china('02-13', '17:00'));
    const history = await historyOf([first, ...raised], [then, anew]);
    expect(originOf(history, 'RESIDENT_TOTAL', then)).toEqual({ ...ofPolicy, policyVersion: 'XY@2' });
  });

  it('is known of every clock of a life that has a limit, and of no date that was agreed on', async () => {
    const history = await historyOf([chasingCity, ...lifeOf()]);
    const rules = clockStories(history).map((story) => {
      const { rule } = limitOrigin(story, history, chasingCity.catalogue) ?? {};
      return [story.clockId, rule === undefined ? lastFact(story).limit : rule];
    });
    expect(rules.filter(([, rule]) => rule !== 'URGENCY' && rule !== undefined)).toEqual([]);
    expect(rules.filter(([, rule]) => rule === undefined).length).toBeLessThan(rules.length / 2);
  });

  it('is unknown where what is known now gives another', async () => {
    const history = await historyOf([city, ...blown('SQ01')]);
    const other = cityWith({ limits: { HANDLE: { amount: 6, unit: 'WD' } } });
    expect(originOf(history, 'HANDLE', other)).toEqual({ rule: 'UNKNOWN' });
    expect(originOf(history, 'SIGN', other)).toEqual(ofPolicy);
  });
});
