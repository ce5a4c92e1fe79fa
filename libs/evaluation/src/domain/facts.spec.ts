import { happened, happenedIn, hoursLater, chasingCity, cityWith, raise, whistleId, whistleNamed } from '@app/testing';
import type { AnyWhistleCommand, WhistleEvent } from '@app/whistles/domain';
import { describe, expect, it } from '@jest/globals';
import type { Dated } from './counted-whistle.js';
import { counted } from './counting.js';
import type { CountedWhistle } from './counted-whistle.js';
import { type Fact, factsOf } from './facts.js';

const w = whistleNamed(whistleId(1));
const days = (n: number): string => hoursLater(24 * n);

const factsAfter = (events: readonly WhistleEvent[]): readonly Fact[] => {
  const whistle = events.reduce<CountedWhistle | undefined>((now, event) => counted(now, event as Dated), undefined);
  return whistle ? factsOf(whistle) : [];
};
const counting = ({ leftOut }: Fact): boolean => leftOut === '';
const facts = (...told: readonly AnyWhistleCommand[]) => factsAfter(happened(...told));

/** `SIGN XY-ZJ XY/S1 2026-03-02 IN_TIME`, in order. */
const lines = (all: readonly Fact[], ...kinds: readonly Fact['kind'][]): string[] =>
  all
    .filter((fact) => counting(fact) && kinds.includes(fact.kind))
    .map(({ kind, unitId, street, on, outcome }) => [kind, unitId || '-', street || '-', on, outcome].join(' '))
    .sort();

/** `SIGN XY-ZJ XY/S1 WITHDRAWN`, in order. */
const leftOut = (all: readonly Fact[], ...kinds: readonly Fact['kind'][]): string[] =>
  all
    .filter((fact) => !counting(fact) && kinds.includes(fact.kind))
    .map(({ kind, unitId, street, leftOut: why }) => [kind, unitId || '-', street || '-', why].join(' '))
    .sort();

/** On Monday 2 March: housing leads, the street must come, the police may. */
const joint = [
  w.raise(),
  w.accept({}),
  w.dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }] }),
];
const arrived = [
  w.sign('XY-ZJ'),
  w.contact('XY-ZJ'),
  w.reportIn('XY-ZJ'),
  w.sign('XY-S1-JD', 'a2'),
  w.reportIn('XY-S1-JD', 'a2'),
];
const finished = [w.start('XY-ZJ'), w.assistResult('XY-S1-JD', 'a2', days(1)), w.result('XY-ZJ', 'a1', days(1))];

describe('what a whistle counts as', () => {
  it('is one assignment for each unit, and one whistle for its street', () => {
    const all = facts(...joint, ...arrived, ...finished);
    expect(lines(all, 'RECEIVED')).toEqual([
      'RECEIVED XY-S1-GA - 2026-03-02 RECEIVED',
      'RECEIVED XY-S1-JD - 2026-03-02 RECEIVED',
      'RECEIVED XY-ZJ - 2026-03-02 RECEIVED',
    ]);
    // what the lead does counts for the street, too
    expect(lines(all, 'HANDLE')).toEqual([
      'HANDLE XY-S1-JD - 2026-03-09 IN_TIME',
      'HANDLE XY-ZJ XY/S1 2026-03-09 IN_TIME',
    ]);
    expect(lines(all, 'CONVENED')).toEqual(['CONVENED XY-S1-JD - 2026-03-02 CAME', 'CONVENED XY-ZJ - 2026-03-02 CAME']);
    expect(lines(all, 'RAISED', 'DEMANDED', 'BLOWN', 'HANDLED', 'ORDERED')).toEqual([
      'DEMANDED - XY/S1 2026-03-02 OPEN',
      'HANDLED XY-ZJ XY/S1 2026-03-03 STANDS',
      'ORDERED - XY/S1 2026-03-02 RIGHT',
      'RAISED - XY/S1 2026-03-02 OPEN',
    ]);
  });

  it('counts a deadline on the day on which it falls, once it is kept or has run out, not before', () => {
    expect(lines(facts(...joint), 'SIGN', 'CONTACT', 'HANDLE')).toEqual([]);
    const signed = facts(...joint, w.sign('XY-ZJ'), w.missed({}, days(2)));
    expect(lines(signed, 'SIGN', 'CONTACT')).toEqual([
      'CONTACT XY-S1-GA - 2026-03-03 NEVER',
      'CONTACT XY-S1-JD - 2026-03-03 NEVER',
      'CONTACT XY-ZJ XY/S1 2026-03-03 NEVER',
      // WH: from 14:00 for an hour
      'SIGN XY-S1-GA - 2026-03-02 NEVER',
      'SIGN XY-S1-JD - 2026-03-02 NEVER',
      'SIGN XY-ZJ XY/S1 2026-03-02 IN_TIME',
    ]);
  });

  it('of the street that answers first is whether it did in time; what went on without it is never', () => {
    const city = cityWith({
      pack: { areas: [{ areaPath: 'XY/S1', limits: {}, chain: 'THREE_HOP' }] },
      limits: { STREET_RESPONSE: { amount: 4, unit: 'WH' } },
    });
    const of = (...told: readonly AnyWhistleCommand[]) =>
      lines(factsAfter(happenedIn(city, w.raise(), w.accept({}), ...told)), 'STREET_RESPONSE', 'DISPATCH');
    const street = 'STREET_RESPONSE XY-S1-JD XY/S1 2026-03-02';
    expect(of(w.respond({ outcome: 'SELF_RESOLVED', evidence: '已清运' }))).toEqual([`${street} IN_TIME`]);
    expect(of(w.respond({ outcome: 'BLOWN_ON', note: '需部门' }, days(1)))).toEqual([`${street} LATE`]);
    expect(of(w.dispatch({ leadUnitId: 'XY-ZJ' }, days(1)))).toEqual([
      'DISPATCH - XY/S1 2026-03-03 IN_TIME',
      `${street} NEVER`,
    ]);
    // the desk of the district did not wait, and said why: nobody was late
    expect(of(w.dispatch({ leadUnitId: 'XY-ZJ', overrideReason: '街道书面同意' }))).toEqual([]);
  });

  it('counts what was done late as late, and no longer as never', () => {
    const late = facts(...joint, w.sign('XY-ZJ', 'a1', days(2)), w.contact('XY-ZJ', 'a1', days(2)));
    expect(lines(late, 'SIGN', 'CONTACT').filter((line) => line.includes('XY-ZJ'))).toEqual([
      'CONTACT XY-ZJ XY/S1 2026-03-03 LATE',
      'SIGN XY-ZJ XY/S1 2026-03-02 LATE',
    ]);
  });

  it('does not let a result make up for a contact that was never made, nor ask an assisting unit for one of its own', () => {
    const all = facts(...joint, ...arrived, w.start('XY-ZJ'), w.assistResult('XY-S1-JD', 'a2'), w.result('XY-ZJ'));
    // all at noon of the first day, long before any of it was due
    expect(lines(all, 'CONTACT', 'HANDLE', 'REPORT_IN', 'SIGN')).toEqual([
      'CONTACT XY-S1-GA - 2026-03-03 NEVER',
      'CONTACT XY-S1-JD - 2026-03-03 NEVER',
      'CONTACT XY-ZJ XY/S1 2026-03-03 IN_TIME',
      'HANDLE XY-S1-JD - 2026-03-09 IN_TIME',
      'HANDLE XY-ZJ XY/S1 2026-03-09 IN_TIME',
      'REPORT_IN XY-S1-JD - 2026-03-05 IN_TIME',
      'REPORT_IN XY-ZJ XY/S1 2026-03-05 IN_TIME',
      'SIGN XY-S1-GA - 2026-03-02 NEVER',
      'SIGN XY-S1-JD - 2026-03-02 IN_TIME',
      'SIGN XY-ZJ XY/S1 2026-03-02 IN_TIME',
    ]);
  });

  it('of a joint whistle is whether all came by the last of their deadlines', () => {
    expect(lines(facts(...joint, ...arrived), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-05 IN_TIME']);
    const one = [w.sign('XY-ZJ'), w.reportIn('XY-ZJ'), w.sign('XY-S1-JD', 'a2')];
    expect(lines(facts(...joint, ...one), 'JOINT')).toEqual([]);
    expect(lines(facts(...joint, ...one, w.missed({}, days(4))), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-05 NEVER']);
    expect(lines(facts(...joint, ...one, w.reportIn('XY-S1-JD', 'a2', days(4))), 'JOINT')).toEqual([
      'JOINT - XY/S1 2026-03-05 LATE',
    ]);
  });

  it('leaves what was withdrawn or not accepted out of handling, but not out of what the street raised', () => {
    const withdrawn = facts(...joint, w.missed({}, days(2)), w.withdraw({ reason: '已自行解决' }, days(2)));
    expect([...new Set(withdrawn.filter(counting).map(({ kind }) => kind))].sort()).toEqual([
      'ACCEPT',
      'DEMANDED',
      'RAISED',
    ]);
    expect(lines(withdrawn, 'RAISED')).toEqual(['RAISED - XY/S1 2026-03-02 WITHDRAWN']);
    expect(leftOut(withdrawn, 'SIGN', 'RAISED')).toEqual([
      'SIGN XY-S1-GA - WITHDRAWN',
      'SIGN XY-S1-JD - WITHDRAWN',
      'SIGN XY-ZJ XY/S1 WITHDRAWN',
    ]);
    const rejected = facts(w.raise(), w.reject({ reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }));
    expect(lines(rejected, 'ACCEPT', 'RAISED')).toEqual([
      'ACCEPT - XY/S1 2026-03-02 IN_TIME',
      'RAISED - XY/S1 2026-03-02 REJECTED',
    ]);
  });

  it('of a case is whether it was handled in time and is closed, of whoever leads', () => {
    const handled = [...joint, ...arrived, ...finished];
    expect(lines(facts(...handled), 'CASE')).toEqual(['CASE XY-ZJ XY/S1 2026-03-09 OPEN']);
    const answered = [
      w.startFollowUp({}, days(1)),
      w.recordFollowUp({ answered: true, solved: true, satisfaction: 'NEUTRAL', by: 'STAFF' }, days(2)),
    ];
    const closed = facts(...handled, ...answered, w.close({}, days(2)));
    expect(lines(closed, 'CASE', 'CLOSED', 'SOLVED', 'SATISFIED', 'CALLED_BACK')).toEqual([
      'CALLED_BACK XY-ZJ XY/S1 2026-03-05 REACHED',
      'CASE XY-ZJ XY/S1 2026-03-09 CLOSED_IN_TIME',
      'CLOSED XY-ZJ XY/S1 2026-03-04 STANDS',
      'SATISFIED XY-ZJ XY/S1 2026-03-04 NEUTRAL',
      'SOLVED XY-ZJ XY/S1 2026-03-04 SOLVED',
    ]);
    const late = facts(
      ...joint,
      ...arrived,
      w.start('XY-ZJ'),
      w.assistResult('XY-S1-JD', 'a2'),
      w.result('XY-ZJ', 'a1', days(30)),
    );
    expect(lines(late, 'CASE', 'HANDLE').filter((line) => line.includes('XY-ZJ'))).toEqual([
      'CASE XY-ZJ XY/S1 2026-03-09 OPEN',
      'HANDLE XY-ZJ XY/S1 2026-03-09 LATE',
    ]);
  });

  it('measures satisfaction only where somebody was called back and answered (EC-21)', () => {
    const call = (day: number) => w.recordFollowUp({ answered: false }, days(day));
    const tried = [...joint, ...arrived, ...finished, w.startFollowUp({}, days(1)), call(1), call(2), call(3)];
    const unreachable = facts(...tried, w.close({}, days(3)));
    expect(lines(unreachable, 'SOLVED', 'SATISFIED', 'CALLED_BACK')).toEqual([
      'CALLED_BACK XY-ZJ XY/S1 2026-03-05 UNREACHED',
    ]);
  });

  it('counts days in the zone of the place', () => {
    // 23:30 in China is still the day before in UTC
    expect(lines(facts(raise({}, undefined, '2026-03-31T15:30:00.000Z')), 'RAISED')).toEqual([
      'RAISED - XY/S1 2026-03-31 OPEN',
    ]);
    expect(lines(facts(raise({}, undefined, '2026-03-31T16:30:00.000Z')), 'RAISED')).toEqual([
      'RAISED - XY/S1 2026-04-01 OPEN',
    ]);
  });

  it('follows a deadline that is moved, to the day on which it falls then', () => {
    const asked = [...joint, ...arrived, w.start('XY-ZJ'), w.requestExtension('XY-ZJ', 'a1', days(1))];
    const granted = [...asked, w.decideExtension({ assignmentId: 'a1', granted: true, reason: '属实' }, days(1))];
    const inTime = facts(...granted, w.assistResult('XY-S1-JD', 'a2', days(1)), w.result('XY-ZJ', 'a1', days(8)));
    expect(lines(inTime, 'HANDLE').filter((line) => line.includes('XY-ZJ'))).toEqual([
      'HANDLE XY-ZJ XY/S1 2026-03-16 IN_TIME',
    ]);
  });

  it('keeps what the resident was promised apart from what each unit was given', () => {
    const all = factsAfter(happenedIn(chasingCity, ...joint, ...arrived, ...finished));
    expect(lines(all, 'RESIDENT_TOTAL')).toEqual(['RESIDENT_TOTAL - XY/S1 2026-03-16 IN_TIME']);
  });
});

describe('what is decided about it afterwards', () => {
  const late = [
    ...joint,
    ...arrived,
    w.start('XY-ZJ'),
    w.assistResult('XY-S1-JD', 'a2'),
    w.result('XY-ZJ', 'a1', days(30)),
  ];
  const housing = { assignmentId: 'a1', unitId: 'XY-ZJ' };
  const at = days(31);
  const followed = (told: readonly AnyWhistleCommand[], ...events: readonly WhistleEvent[]) =>
    factsAfter([...happened(...told), ...events.map((event) => ({ occurredAt: at, ...event }))]);
  const ofLead = (all: readonly Fact[], ...kinds: readonly Fact['kind'][]) =>
    lines(all, ...kinds).filter((line) => line.includes('XY-ZJ'));
  const clockId = happened(...joint).flatMap((event) =>
    event.type === 'DeadlineSet' && event.data.clock === 'HANDLE' && event.data.assignmentId === 'a1'
      ? [event.data.clockId]
      : [],
  )[0]!;
  const closed: WhistleEvent = { type: 'WhistleClosed', data: { kind: 'RESOLVED' } };

  it('exempts what ran out from the score, and keeps that it ran out (EC-19)', () => {
    const exempted: WhistleEvent = { type: 'OverdueExempted', data: { ...housing, clockId, clock: 'HANDLE' } };
    const all = followed(late, closed, { type: 'AppealRejected', data: housing }, exempted);
    expect(ofLead(all, 'HANDLE', 'CASE')).toEqual([
      'CASE XY-ZJ XY/S1 2026-03-09 CLOSED_EXEMPT',
      'HANDLE XY-ZJ XY/S1 2026-03-09 LATE_EXEMPT',
    ]);
  });

  it('takes what is excluded out of handling, of one unit or of all (剔除)', () => {
    const of = (data: { assignmentId?: string; unitId?: string }) =>
      followed(late, closed, { type: 'ExclusionDecided', data: { ...data, reason: '不合理诉求' } });
    // the street’s side stays, the other unit’s too
    expect(lines(of(housing), 'HANDLE', 'CASE', 'RECEIVED', 'RAISED')).toEqual([
      'CASE - XY/S1 2026-03-09 CLOSED_LATE',
      'HANDLE - XY/S1 2026-03-09 LATE',
      'HANDLE XY-S1-GA - 2026-03-09 NEVER',
      'HANDLE XY-S1-JD - 2026-03-09 IN_TIME',
      'RAISED - XY/S1 2026-03-02 CLOSED',
      'RECEIVED XY-S1-GA - 2026-03-02 RECEIVED',
      'RECEIVED XY-S1-JD - 2026-03-02 RECEIVED',
    ]);
    // and what is left out is kept, for whom and why
    expect(leftOut(of(housing), 'HANDLE', 'CASE', 'RECEIVED')).toEqual([
      'CASE XY-ZJ - EXCLUDED',
      'HANDLE XY-ZJ - EXCLUDED',
      'RECEIVED XY-ZJ - EXCLUDED',
    ]);
    expect(leftOut(of({}), 'HANDLE', 'RAISED')).toEqual([
      'HANDLE XY-S1-GA - EXCLUDED',
      'HANDLE XY-S1-JD - EXCLUDED',
      'HANDLE XY-ZJ XY/S1 EXCLUDED',
    ]);
    expect(new Set(of(housing).map(({ key }) => key)).size).toBe(of(housing).length);
    expect(
      [
        ...new Set(
          of({})
            .filter(counting)
            .map(({ kind }) => kind),
        ),
      ].sort(),
    ).toEqual(['ACCEPT', 'DEMANDED', 'RAISED']);
  });

  it('counts a return by what was decided, and a misdispatch for whoever dispatched, not for the unit', () => {
    const asked: WhistleEvent = {
      type: 'ReturnRequested',
      data: { ...housing, reason: 'NOT_OUR_DUTY', basis: '不属本局职责', by: 'clerk-zj', caseStatus: 'IN_DISPUTE' },
    };
    const rejected: WhistleEvent = {
      type: 'ReturnRejected',
      data: { ...housing, reason: '职责清单', noReturn: false },
    };
    const approved: WhistleEvent = {
      type: 'ReturnApproved',
      data: { ...housing, fault: 'MISDISPATCH', reason: '属实' },
    };
    const released: WhistleEvent = {
      type: 'AssignmentReleased',
      data: { ...housing, cause: 'RETURNED', fault: 'MISDISPATCH', setRevision: 2 },
    };
    const of = (...events: WhistleEvent[]) =>
      lines(
        followed([...joint, w.missed({}, days(2))], ...events),
        'RETURN',
        'ORDERED',
        'RECEIVED',
        'SIGN',
        'CONVENED',
      );
    expect(of(asked, rejected)).toEqual([
      'CONVENED XY-S1-JD - 2026-03-02 ABSENT',
      'CONVENED XY-ZJ - 2026-03-02 ABSENT',
      'ORDERED - XY/S1 2026-03-02 RIGHT',
      'RECEIVED XY-S1-GA - 2026-03-02 RECEIVED',
      'RECEIVED XY-S1-JD - 2026-03-02 RECEIVED',
      'RECEIVED XY-ZJ - 2026-03-02 RECEIVED',
      'RETURN XY-ZJ - 2026-03-02 REJECTED',
      'SIGN XY-S1-GA - 2026-03-02 NEVER',
      'SIGN XY-S1-JD - 2026-03-02 NEVER',
      'SIGN XY-ZJ XY/S1 2026-03-02 NEVER',
    ]);
    expect(of(asked, rejected, asked, approved, released)).toEqual([
      'CONVENED XY-S1-JD - 2026-03-02 ABSENT',
      'ORDERED - XY/S1 2026-03-02 MISDISPATCHED',
      'RECEIVED XY-S1-GA - 2026-03-02 RECEIVED',
      'RECEIVED XY-S1-JD - 2026-03-02 RECEIVED',
      'RECEIVED XY-ZJ - 2026-03-02 RECEIVED',
      'RETURN XY-ZJ - 2026-03-02 MISDISPATCH',
      'RETURN XY-ZJ - 2026-03-02 REJECTED',
      // that it was late is not held against it; of the street it stays
      'SIGN - XY/S1 2026-03-02 NEVER',
      'SIGN XY-S1-GA - 2026-03-02 NEVER',
      'SIGN XY-S1-JD - 2026-03-02 NEVER',
    ]);
  });

  it('leaves a breach with whoever led when it came about (EC-13)', () => {
    const changed: WhistleEvent = {
      type: 'LeadChanged',
      data: { from: housing, to: { assignmentId: 'a2', unitId: 'XY-S1-JD' }, reason: '职责调整', setRevision: 2 },
    };
    const all = followed([...joint, w.missed({}, days(2))], changed);
    expect(lines(all, 'CONTACT')).toEqual([
      'CONTACT XY-S1-GA - 2026-03-03 NEVER',
      'CONTACT XY-S1-JD XY/S1 2026-03-03 NEVER',
      'CONTACT XY-ZJ - 2026-03-03 NEVER',
    ]);
  });

  it('counts a rating for whom it is of, with its score (双评议)', () => {
    const all = followed(
      late,
      { type: 'DepartmentRated', data: { ...housing, score: 4 } },
      { type: 'DepartmentRated', data: { assignmentId: 'a2', unitId: 'XY-S1-JD', score: 5 } },
      { type: 'StreetRated', data: { ...housing, score: 2 } },
    );
    expect(lines(all, 'DEPARTMENT_RATED', 'STREET_RATED')).toEqual([
      'DEPARTMENT_RATED XY-S1-JD - 2026-04-02 5',
      'DEPARTMENT_RATED XY-ZJ - 2026-04-02 4',
      'STREET_RATED - XY/S1 2026-04-02 2',
    ]);
    const scores = all.filter(({ kind }) => kind.endsWith('_RATED')).map(({ amount }) => amount);
    expect(scores).toEqual([4, 5, 2]);
  });

  it('leaves nothing at all of what is voided (作废)', () => {
    const all = followed(late, { type: 'WhistleVoided', data: { reason: '测试', requestedBy: 'supervisor' } });
    expect(all.filter(counting)).toEqual([]);
    expect(leftOut(all, 'RAISED', 'ORDERED')).toEqual(['ORDERED - XY/S1 VOIDED', 'RAISED - XY/S1 VOIDED']);
  });

  it('counts a check by how it came out, and a rework once, however often it is ordered', () => {
    const failed: WhistleEvent = { type: 'CheckFailed', data: { reason: '未清理' } };
    const again = (n: number): WhistleEvent => {
      return { type: 'ReworkOrdered', data: { n, cause: 'CHECK', reason: '未清理', assignments: [housing] } };
    };
    const all = followed(late, failed, again(1), failed, again(2), { type: 'CheckPassed', data: {} });
    expect(lines(all, 'CHECKED', 'HANDLED')).toEqual([
      'CHECKED XY-ZJ XY/S1 2026-04-02 FAILED',
      'CHECKED XY-ZJ XY/S1 2026-04-02 FAILED',
      'CHECKED XY-ZJ XY/S1 2026-04-02 PASSED',
      'HANDLED XY-ZJ XY/S1 2026-04-01 REWORKED',
    ]);
  });

  it('books a reopening where it was closed', () => {
    const reopened: WhistleEvent = {
      type: 'WhistleReopened',
      data: { cause: 'RECURRENCE', reason: '又堵了', by: 'REPORTER', ...housing },
    };
    const all = followed(late, closed, reopened);
    expect(lines(all, 'CLOSED', 'RAISED', 'CASE')).toEqual([
      'CASE XY-ZJ XY/S1 2026-03-09 OPEN',
      'CLOSED XY-ZJ XY/S1 2026-04-02 REOPENED',
      'RAISED - XY/S1 2026-03-02 OPEN',
    ]);
    expect(lines(followed(late, closed, reopened, closed), 'CLOSED')).toEqual([
      'CLOSED XY-ZJ XY/S1 2026-04-02 REOPENED',
      'CLOSED XY-ZJ XY/S1 2026-04-02 STANDS',
    ]);
  });

  it('judges by when it really happened (更正)', () => {
    const corrected: WhistleEvent = {
      type: 'FactCorrected',
      data: { ...housing, fact: 'RESULT_SUBMITTED', was: days(30), is: days(3), reason: '补录', evidence: '工单' },
    };
    const dueAt = '2026-03-09T10:00:00.000Z';
    const cleared: WhistleEvent = {
      type: 'DeadlineCleared',
      data: { clockId, clock: 'HANDLE', ...housing, dueAt, because: 'CORRECTED' },
    };
    expect(ofLead(followed(late, corrected, cleared), 'HANDLE', 'HANDLED')).toEqual([
      'HANDLE XY-ZJ XY/S1 2026-03-09 IN_TIME',
      'HANDLED XY-ZJ XY/S1 2026-03-05 STANDS',
    ]);
    const came: WhistleEvent = {
      type: 'FactCorrected',
      data: {
        assignmentId: 'a2',
        unitId: 'XY-S1-JD',
        fact: 'REPORTED_IN',
        was: days(0),
        is: days(5),
        reason: '补录',
        evidence: '工单',
      },
    };
    expect(lines(followed([...joint, ...arrived], came), 'JOINT')).toEqual([]);
    const missed: WhistleEvent = {
      type: 'DeadlineMissed',
      data: { clockId: 'REPORT_IN-9', clock: 'REPORT_IN', dueAt, detectedAt: at },
    };
    const ids = happened(...joint).flatMap((event) =>
      event.type === 'DeadlineSet' && event.data.clock === 'REPORT_IN' && event.data.assignmentId === 'a2'
        ? [event.data.clockId]
        : [],
    );
    const judged: WhistleEvent = { ...missed, data: { ...missed.data, clockId: ids[0]! } };
    expect(lines(followed([...joint, ...arrived], came, judged), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-05 LATE']);
    // the other way round: it had come in time
    const tardy = [...joint, ...arrived.slice(0, 4), w.reportIn('XY-S1-JD', 'a2', days(4))];
    const back: WhistleEvent = { ...came, data: { ...came.data, was: days(4), is: days(1) } };
    expect(lines(facts(...tardy), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-05 LATE']);
    expect(lines(followed(tardy, back), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-05 IN_TIME']);
  });

  it('waits for a unit that was added, and no more for one that was let go', () => {
    const added = (assignmentId: string, unitId: string): WhistleEvent[] => [
      {
        type: 'AssignmentCreated',
        data: { assignmentId, unitId, role: 'ASSIST', mandatory: true, reportsIn: true, reason: '职责' },
      },
      {
        type: 'DeadlineSet',
        data: { clockId: `R-${assignmentId}`, clock: 'REPORT_IN', assignmentId, unitId, dueAt: days(7) },
      } as WhistleEvent,
    ];
    const missed = { type: 'DeadlineMissed', data: { clockId: 'R-a9', clock: 'REPORT_IN' } } as WhistleEvent;
    const released = { type: 'AssignmentReleased', data: { assignmentId: 'a9', unitId: 'XY-SW' } } as WhistleEvent;
    const told = [...joint, ...arrived];
    expect(lines(followed(told, ...added('a9', 'XY-SW')), 'JOINT')).toEqual([]);
    expect(lines(followed(told, ...added('a9', 'XY-SW'), missed), 'JOINT')).toEqual(['JOINT - XY/S1 2026-03-09 NEVER']);
    expect(lines(followed(told, ...added('a9', 'XY-SW'), missed, released), 'JOINT')).toEqual([
      'JOINT - XY/S1 2026-03-05 IN_TIME',
    ]);
  });
});

describe('the time to handle (处置时长)', () => {
  const amounts = (all: readonly Fact[]) =>
    all
      .filter(({ kind }) => kind === 'HANDLED_IN')
      .map(({ unitId, street, on, amount, leftOut: why }) =>
        [unitId, street, on, amount / 3_600, why].join(' ').trim(),
      );

  it('is an assignment’s, in working seconds, on the day of its result', () => {
    // from Monday at 12:00 to Tuesday at 12:00: four hours of the afternoon and four of the morning
    expect(amounts(facts(...joint, ...arrived, ...finished))).toEqual([
      'XY-ZJ  2026-03-03 8',
      'XY-S1-JD  2026-03-03 8',
    ]);
    expect(amounts(facts(...joint, ...arrived))).toEqual([]);
  });

  it('is nothing of results of before it was reckoned', () => {
    const events = happened(...joint, ...arrived, ...finished).map((event) => {
      if (event.type !== 'ResultSubmitted') return event;
      const { handlingSeconds: _unknown, ...data } = event.data;
      return { ...event, data };
    });
    expect(amounts(factsAfter(events))).toEqual(['XY-S1-JD  2026-03-03 8']);
  });
});
