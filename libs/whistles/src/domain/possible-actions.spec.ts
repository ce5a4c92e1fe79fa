import {
  china,
  cityWith,
  command,
  desk,
  gridWorker,
  happenedIn,
  housing,
  raise,
  resident,
  sanitation,
  smallCity,
  supervisor,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import { possibleActions } from './possible-actions.js';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand, WhistleCommandType } from './whistle.commands.js';
import { whistle } from './whistle.js';

const START = china('03-02', '09:00');
const dispatched = [
  raise({ categoryCode: 'SQ01', anonymity: 'ANONYMOUS' }, resident, START),
  command(commands.AcceptWhistle, {}, desk, START),
  command(
    commands.DispatchWhistle,
    { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: '跨类' },
    desk,
    START,
  ),
];
const handling = [
  ...dispatched,
  command(commands.SignAssignment, { assignmentId: 'a1' }, housing, START),
  command(commands.ReportIn, { assignmentId: 'a1', person: '王', mode: 'ON_SITE' }, housing, START),
  command(commands.StartHandling, { assignmentId: 'a1' }, housing, START),
];

const handled = (anonymity: 'NAMED' | 'ANONYMOUS') => [
  raise({ anonymity, categoryCode: 'NY01' }, resident, START),
  command(commands.AcceptWhistle, { categoryCode: 'CG01' }, desk, START),
  command(commands.DispatchWhistle, {}, desk, START),
  command(commands.SignAssignment, { assignmentId: 'a1' }, sanitation, START),
  command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清运' }, sanitation, START),
];
const FILE = {} as NonNullable<commands.AttachEvidence['input']['file']>;

/** How a command is offered: for whom of the units, and who is kept from it. */
function offered(of: WhistleCommandType, told: readonly AnyWhistleCommand[], city = smallCity, at = START) {
  const state = happenedIn(city, ...told).reduce(whistle.evolve, whistle.initial);
  if (state.status === 'NONE') throw new Error('nothing was raised');
  return possibleActions(state, { catalogue: city.catalogue, at }).flatMap(({ command: type, assignment, ...how }) =>
    type === of ? [{ of: assignment?.assignmentId ?? '', ...how }] : [],
  );
}

describe('what is possible', () => {
  it('is the desk’s alone while the street is waited for, and once somebody has come', () => {
    const city = cityWith({
      pack: { areas: [{ areaPath: 'XY/S1', limits: {}, chain: 'THREE_HOP' }] },
      limits: { STREET_RESPONSE: { amount: 4, unit: 'WH' } },
    });
    const accepted = [raise({}, resident, START), command(commands.AcceptWhistle, {}, desk, START)];
    const [toDesk, toAll] = [[{ of: '', onlyFor: 'DISPATCHER', notFor: [] }], [{ of: '', notFor: [] }]];
    for (const type of ['DispatchWhistle', 'FallbackDispatch'] as const) {
      expect(offered(type, accepted, city)).toEqual(toDesk);
      expect(offered(type, accepted)).toEqual(toAll);
    }
    expect(offered('RecallDispatch', handling)).toEqual(toDesk);
    expect(offered('RecallDispatch', dispatched)).toEqual(toAll);
  });

  it('is not for whoever asked for it', () => {
    const voiding = command(commands.RequestVoiding, { reason: '测试单' }, supervisor, START);
    expect(offered('DecideVoiding', [...handling, voiding])).toEqual([{ of: '', notFor: ['supervisor'] }]);
    const ended = command(
      commands.RequestTermination,
      { assignmentId: 'a1', reason: 'REPORTER_REFUSES', explanation: '三次预约均拒绝' },
      housing,
      START,
    );
    expect(offered('DecideTermination', [...handling, ended])).toEqual([{ of: 'a1', notFor: ['clerk-zj', 'desk'] }]);
    const unclear = command(
      commands.RequestReturn,
      { assignmentId: 'a1', reason: 'UNCLEAR_OWNERSHIP', basis: '权属不清' },
      housing,
      START,
    );
    const notOf = { unitIds: ['XY-ZJ'], also: 'BELOW' };
    expect(offered('DecideReturn', [...dispatched, unclear])).toEqual([{ of: 'a1', notFor: ['clerk-zj'], notOf }]);
    const disputed = command(
      commands.RequestArbitration,
      { assignmentId: 'a1', reason: '无法判定' },
      supervisor,
      START,
    );
    expect(offered('Arbitrate', [...dispatched, unclear, disputed])).toEqual([
      { of: '', notFor: ['supervisor'], notOf },
    ]);
    const more = command(commands.RequestExtension, { assignmentId: 'a1', reason: '等配件' }, housing, START);
    expect(offered('DecideExtension', [...handling, more])).toEqual([{ of: 'a1', notFor: ['clerk-zj'] }]);
  });

  it('is a closing for nobody who dispatched it, merged it or did it on the spot', () => {
    const called = [...handled('NAMED'), command(commands.StartFollowUp, {}, supervisor, START)];
    expect(offered('CloseWhistle', called)).toEqual([{ of: '', onlyForced: true, notFor: ['desk'] }]);
    const selfResolved = [
      raise({ categoryCode: 'NY01' }, resident, START),
      command(commands.AcceptWhistle, { categoryCode: 'CG01' }, desk, START),
      command(commands.SelfResolve, { evidence: '已清走' }, gridWorker, START),
    ];
    expect(offered('CloseWhistle', selfResolved)).toEqual([{ of: '', onlyForced: true, notFor: ['grid-worker'] }]);
    const checked = [...selfResolved, command(commands.OrderCheck, { unitId: 'XY-CGJ' }, supervisor, START)];
    expect(offered('RecordCheck', checked)).toEqual([{ of: '', notFor: ['grid-worker'] }]);
  });

  it('is no result while a mandatory unit is waited for, disputes, or while it is not safe', () => {
    const release = command(commands.ReleaseAssist, { assignmentId: 'a2', reason: '不再需要' }, desk, START);
    const excuse = command(commands.ExcuseAssist, { assignmentId: 'a2', reason: '久未反馈' }, desk, START);
    const open = [{ of: 'a1', notFor: [] }];
    expect(offered('SubmitResult', handling)).toEqual([]);
    expect(offered('SubmitResult', [...handling, release])).toEqual(open);
    expect(offered('SubmitResult', [...handling, excuse])).toEqual(open);
  });

  it('is judged by nobody of the unit', () => {
    const notOf = { unitIds: ['XY-HW'], also: 'BELOW_AND_ABOVE' };
    for (const type of ['CorrectFact', 'RateDepartment'] as const) {
      expect(offered(type, handled('NAMED'))).toEqual([{ of: 'a1', notFor: [], notOf }]);
    }
    expect(offered('ExcludeFromScoring', handled('NAMED'))).toEqual([
      { of: '', notFor: [] },
      { of: 'a1', notFor: [], notOf },
    ]);
    const checked = [...handled('NAMED'), command(commands.OrderCheck, {}, supervisor, START)];
    expect(offered('RecordCheck', checked)).toEqual([{ of: '', notFor: [], notOf }]);
  });

  it('is sent back as often as the policy says, and more often only what is supervised', () => {
    const said = { answered: true, solved: false, satisfaction: 'DISSATISFIED', by: 'STAFF' } as const;
    const again = [
      command(commands.SendBack, { reason: '没修好' }, supervisor, START),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清运' }, sanitation, START),
    ];
    const answered = [
      command(commands.StartFollowUp, {}, supervisor, START),
      command(commands.RecordFollowUp, said, supervisor, START),
    ];
    const once = [...handled('NAMED'), ...answered, ...again, ...answered];
    const supervised = command(commands.OpenSupervision, { level: 'ORANGE', reason: '反复' }, supervisor, START);
    const open = [{ of: '', notFor: [] }];
    expect(offered('SendBack', once)).toEqual(open);
    expect(offered('SendBack', [...once, ...again, ...answered])).toEqual([]);
    expect(offered('SendBack', [...once, ...again, ...answered, supervised])).toEqual(open);
  });

  it('is a file for what it can be about', () => {
    const purposes = (told: readonly AnyWhistleCommand[]) =>
      offered('AttachEvidence', told).flatMap((one) =>
        (one.purposes ?? []).map(({ purpose, assignment }) => `${purpose} ${assignment?.assignmentId ?? ''}`.trim()),
      );
    const raised = [raise({ categoryCode: 'NY01' }, resident, START)];
    expect(purposes(raised)).toEqual(['RAISING']);
    const sent = command(commands.OrderPreVerification, { unitId: 'XY-HW' }, desk, START);
    expect(purposes([...raised, sent])).toEqual(['RAISING', 'VERIFICATION']);
    const accept = command(commands.AcceptWhistle, { categoryCode: 'CG01' }, desk, START);
    expect(purposes([...raised, accept])).toEqual(['RAISING', 'SELF_RESOLUTION']);
    expect(purposes(handling)).toEqual(['RAISING', 'PROGRESS a1', 'RESULT a1']);
    expect(purposes(handled('NAMED'))).toEqual(['RAISING', 'RESULT a1']);
    const ordered = command(commands.OrderCheck, {}, supervisor, START);
    expect(purposes([...handled('NAMED'), ordered])).toEqual(['RAISING', 'RESULT a1', 'CHECK']);
    const passed = command(commands.RecordCheck, { passed: true }, gridWorker, START);
    expect(purposes([...handled('NAMED'), ordered, passed])).toEqual(['RAISING', 'RESULT a1']);
    const file = (n: number) =>
      command(commands.AttachEvidence, { evidenceId: `e${n}`, purpose: 'RAISING', file: FILE }, resident, START);
    const twenty = Array.from({ length: 20 }, (_, n) => file(n));
    expect(purposes([...raised, accept, ...twenty])).toEqual(['SELF_RESOLUTION']);
  });

  it('is an appeal’s review for whoever neither made it nor upheld it', () => {
    const [late, closed] = [china('03-12', '10:00'), china('03-13', '10:00')];
    const told = [
      ...handling,
      command(commands.ReleaseAssist, { assignmentId: 'a2', reason: '不再需要', misdispatched: false }, desk, late),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '好' }, housing, late),
      command(commands.CloseWhistle, { note: '好', forced: true }, supervisor, closed),
      command(commands.AppealOverdue, { assignmentId: 'a1', reason: '暴雨停工' }, housing, closed),
      command(commands.ReviewAppeal, { assignmentId: 'a1', upheld: true, reason: '停工通知' }, supervisor, closed),
    ];
    const notOf = { unitIds: ['XY-ZJ'], also: 'BELOW_AND_ABOVE' };
    expect(offered('ReviewAppeal', told)).toEqual([{ of: 'a1', notFor: ['clerk-zj', 'supervisor'], notOf }]);
    const appeal = (at: string) => offered('AppealOverdue', told.slice(0, -2), smallCity, at);
    // 30 days; the assisting unit was late with its contact
    expect(appeal(china('04-12', '10:00')).map(({ of }) => of)).toEqual(['a1', 'a2']);
    expect(appeal(china('04-12', '10:01'))).toEqual([]);
  });

  it('is a return within its window only', () => {
    const [both, none] = [
      [
        { of: 'a1', notFor: [] },
        { of: 'a2', notFor: [] },
      ],
      [],
    ];
    expect(offered('RequestReturn', dispatched, smallCity, china('03-02', '15:00'))).toEqual(both); // 4 WH: 9–12, 14–15
    expect(offered('RequestReturn', dispatched, smallCity, china('03-02', '15:01'))).toEqual(none);
    expect(offered('RequestReturn', dispatched, cityWith({ pack: { returnWindow: {} } }))).toEqual(none);
  });

  it('is asked for as often as the policy allows', () => {
    const ask = command(commands.RequestInfo, { text: '几号楼？' }, desk, START);
    const answer = command(commands.SupplyInfo, { text: '三号楼' }, resident, START);
    const once = [raise({}, resident, START), ask, answer];
    expect(offered('RequestInfo', once)).toEqual([{ of: '', notFor: [] }]);
    expect(offered('RequestInfo', [...once, ask, answer])).toEqual([]);
    const suspended = [
      ...handling,
      command(
        commands.RequestSuspension,
        { assignmentId: 'a1', until: '2026-03-20', constraint: '等' },
        housing,
        START,
      ),
      command(commands.DecideSuspension, { assignmentId: 'a1', approved: true, reason: '属实' }, supervisor, START),
      command(commands.ResumeCase, { assignmentId: 'a1' }, housing, START),
    ];
    expect(offered('RequestSuspension', handling)).toEqual([{ of: 'a1', notFor: [] }]);
    expect(offered('RequestSuspension', suspended)).toEqual([]);
  });

  it('is a supervision unless a red one waits for its answer', () => {
    const open = (level: 'ORANGE' | 'RED') =>
      command(commands.OpenSupervision, { level, assignmentId: 'a1', reason: '群众反映强烈' }, supervisor, START);
    const answer = command(commands.AnswerSupervision, { assignmentId: 'a1', reply: '今晚' }, housing, START);
    const units = (...told: readonly AnyWhistleCommand[]) =>
      offered('OpenSupervision', [...dispatched, ...told]).map(({ of }) => of);
    expect(units(open('ORANGE'))).toEqual(['', 'a1', 'a2']);
    expect(units(open('RED'))).toEqual(['a2']);
    expect(units(open('RED'), answer)).toEqual(['', 'a1', 'a2']);
  });

  it('is a closing by force only, until there is nothing left to ask or to check', () => {
    const called = [...handled('NAMED'), command(commands.StartFollowUp, {}, supervisor, START)];
    const said = { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' } as const;
    const forced = [{ of: '', onlyForced: true, notFor: ['desk'] }];
    expect(offered('CloseWhistle', handled('NAMED'))).toEqual(forced);
    expect(offered('CloseWhistle', called)).toEqual(forced);
    const answered = [...called, command(commands.RecordFollowUp, said, supervisor, START)];
    expect(offered('CloseWhistle', answered)).toEqual([{ of: '', notFor: ['desk'] }]);
    expect(offered('CloseWhistle', handled('ANONYMOUS'))).toEqual([{ of: '', notFor: ['desk'] }]);
  });
});
