import { type Actor, type CommandContext, plusMs } from '@app/kernel';
import * as whistles from '@app/whistles/domain';
import { smallCity } from './small-city.js';

/** 12:00 on Monday 2 March 2026 in the small city. */
export const NOON = '2026-03-02T04:00:00.000Z';
export const hoursLater = (hours: number): string => plusMs(NOON, hours * 3_600_000);
export const minutesLater = (minutes: number): string => plusMs(NOON, minutes * 60_000);

/** A moment of 2026 as the small city's clocks show it: `china('03-04', '15:00')`. */
export const china = (day: string, time: string): string => new Date(`2026-${day}T${time}:00+08:00`).toISOString();

export const PHONE = '13879201234';
export const ID_NUMBER = '360403198805123456';
export const NAME = '李桂兰';
const BOX = { subjectId: 'account-resident', kv: 1, box: 'c2VhbGVk' };

const somebody = (id: string, role: Actor['role'], unitId?: string): Actor => ({
  id,
  role,
  channel: 'web',
  ...(unitId !== undefined && { unitId }),
});
export const resident = somebody('resident', 'RESIDENT');
export const desk = somebody('desk', 'DISPATCHER');
export const gridWorker = somebody('grid-worker', 'GRID_WORKER');
export const supervisor = somebody('supervisor', 'SUPERVISOR');
export const secondSupervisor = somebody('supervisor-2', 'SUPERVISOR');
/** The units of a joint whistle of category WY02: `a1` leads, `a2` and `a3` assist. */
export const housing = somebody('clerk-zj', 'DEPARTMENT', 'XY-ZJ');
export const street = somebody('clerk-jd', 'STREET', 'XY-S1-JD');
export const police = somebody('clerk-ga', 'DEPARTMENT', 'XY-S1-GA');
export const sanitation = somebody('clerk-hw', 'DEPARTMENT', 'XY-HW');

type CommandClass<Command extends whistles.AnyWhistleCommand> = new (
  whistleId: string,
  input: Command['input'],
  context: CommandContext,
) => Command;

/** What is kept of a photo. */
export const photo = {
  mediaType: 'image/jpeg',
  key: { ...BOX, subjectId: 'evidence-1' },
  original: { object: 'a'.repeat(64), sha256: 'b'.repeat(64), bytes: 1000 },
  shared: { object: 'c'.repeat(64), sha256: 'd'.repeat(64), bytes: 900 },
} as const;

let commands = 0;

/** A command on one whistle, by somebody, at a moment. */
export function command<Command extends whistles.AnyWhistleCommand>(
  type: CommandClass<Command>,
  input: Command['input'],
  actor: Actor = desk,
  at: string = NOON,
  whistleId = '11111111-1111-4111-8111-111111111111',
): Command {
  const commandId = `c${++commands}`;
  return new type(whistleId, input, { actor, at, commandId, commandHash: commandId });
}

export type RaiseInput = whistles.RaiseWhistle['input'];
/** A resident's whistle in the first grid; what is not said is as usual. */
export const raise = (input: Partial<RaiseInput> = {}, actor = resident, at = NOON, whistleId?: string) =>
  command(
    whistles.RaiseWhistle,
    {
      level: 'RESIDENT',
      anonymity: 'NAMED',
      ...(input.anonymity !== 'ANONYMOUS' && { reporter: { name: NAME, phone: PHONE, idNumber: ID_NUMBER } }),
      description: '物业三个月不清理垃圾',
      categoryCode: 'WY02',
      location: { areaPath: 'XY/S1/C01/G1' },
      ...input,
    },
    actor,
    at,
    whistleId,
  );

export type City = Pick<whistles.WhistleFacts, 'directory' | 'catalogue'>;

/** What the rules are given: a city, and for a new whistle what its handler would have sealed. */
export function factsFor(
  one: whistles.AnyWhistleCommand,
  number = 'XY260302-1',
  city: City = smallCity,
): whistles.WhistleFacts {
  if (one.type === 'InformOfExisting') return { ...city, other: otherOf(one.input.ref) };
  if (one.type === 'MergeWhistle') return { ...city, other: otherOf(one.input.masterId) };
  if (one.type !== 'RaiseWhistle') return city;
  const { subjectId } = BOX;
  const reporter = { subjectId, name: BOX, phone: BOX, idNumber: BOX };
  return { ...city, newWhistle: { number, words: BOX, ...(one.input.reporter && { reporter }) } };
}

/** What the same resident raised before, and nobody has accepted yet. */
function otherOf(id: string): whistles.OtherWhistle {
  const state = stateAfter(raise({}, resident, NOON, id));
  if (state.status === 'NONE') throw new Error('nothing was raised');
  return { whistleId: id, whistle: state, sameReporter: true };
}

/** The events that these commands lead to, one after another, each with its moment, as they lie in the log. */
export const happened = (...told: readonly whistles.AnyWhistleCommand[]): whistles.WhistleEvent[] =>
  happenedIn(smallCity, ...told);

export function happenedIn(city: City, ...told: readonly whistles.AnyWhistleCommand[]): whistles.WhistleEvent[] {
  const { initial, evolve, decide } = whistles.whistle;
  return told.reduce<whistles.WhistleEvent[]>((history, one) => {
    const decided = decide(one, history.reduce(evolve, initial), factsFor(one, undefined, city));
    return [...history, ...decided.map((event) => ({ ...event, occurredAt: event.occurredAt ?? one.context.at }))];
  }, []);
}

export const stateAfter = (...told: readonly whistles.AnyWhistleCommand[]): whistles.WhistleState =>
  happened(...told).reduce(whistles.whistle.evolve, whistles.whistle.initial);

/** Ids of whistles that sort as their numbers do. */
export const whistleId = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** The commands on one whistle, each by whoever gives it. */
export function whistleNamed(id: string) {
  const actors = { 'XY-ZJ': housing, 'XY-S1-JD': street, 'XY-S1-GA': police, 'XY-HW': sanitation };
  type UnitId = keyof typeof actors;
  const on = <Command extends whistles.AnyWhistleCommand>(type: CommandClass<Command>, actor: Actor) => {
    return (input: Command['input'], at?: string) => command(type, input, actor, at, id);
  };
  const by =
    <Command extends whistles.AnyWhistleCommand>(type: CommandClass<Command>, rest: object = {}) =>
    (unitId: UnitId, assignmentId = 'a1', at?: string) =>
      command(type, { assignmentId, ...rest }, actors[unitId], at, id);
  return {
    raise: (input: Partial<RaiseInput> = {}, at?: string) => raise(input, resident, at, id),
    accept: on(whistles.AcceptWhistle, desk),
    reject: on(whistles.RejectWhistle, desk),
    reclassify: on(whistles.ReclassifyWhistle, desk),
    dispatch: on(whistles.DispatchWhistle, desk),
    import: on(whistles.ImportWhistle, desk),
    missed: on(whistles.RunClocks, desk),
    recalculate: on(whistles.RecalculateDeadlines, supervisor),
    requestInfo: on(whistles.RequestInfo, desk),
    supplyInfo: on(whistles.SupplyInfo, resident),
    orderVerification: on(whistles.OrderPreVerification, desk),
    reportVerification: on(whistles.ReportPreVerification, gridWorker),
    decideExtension: on(whistles.DecideExtension, desk),
    decideSuspension: on(whistles.DecideSuspension, supervisor),
    respond: on(whistles.RespondAsStreet, street),
    withdraw: on(whistles.WithdrawWhistle, resident),
    merge: on(whistles.MergeWhistle, desk),
    attachOwn: on(whistles.AttachEvidence, resident),
    attach: (unitId: UnitId, input: whistles.AttachEvidence['input'], at?: string) =>
      command(whistles.AttachEvidence, input, actors[unitId], at, id),
    addAssist: on(whistles.AddAssist, desk),
    releaseAssist: on(whistles.ReleaseAssist, desk),
    excuse: on(whistles.ExcuseAssist, desk),
    changeLead: on(whistles.ChangeLead, desk),
    decideReturn: on(whistles.DecideReturn, desk),
    requestArbitration: on(whistles.RequestArbitration, desk),
    arbitrate: on(whistles.Arbitrate, supervisor),
    redispatch: on(whistles.RedispatchWhistle, desk),
    recall: on(whistles.RecallDispatch, desk),
    fallback: on(whistles.FallbackDispatch, desk),
    supersede: on(whistles.SupersedeUnits, desk),
    startFollowUp: on(whistles.StartFollowUp, supervisor),
    recordFollowUp: on(whistles.RecordFollowUp, supervisor),
    close: on(whistles.CloseWhistle, supervisor),
    orderCheck: on(whistles.OrderCheck, supervisor),
    recordCheck: on(whistles.RecordCheck, supervisor),
    sendBack: on(whistles.SendBack, supervisor),
    reopen: on(whistles.ReopenWhistle, supervisor),
    reviewAppeal: on(whistles.ReviewAppeal, supervisor),
    reviewAgain: on(whistles.ReviewAppeal, secondSupervisor),
    exclude: on(whistles.ExcludeFromScoring, supervisor),
    changeUrgency: on(whistles.ChangeUrgency, desk),
    supervise: on(whistles.OpenSupervision, supervisor),
    requestVoiding: on(whistles.RequestVoiding, supervisor),
    confirmVoiding: on(whistles.DecideVoiding, secondSupervisor),
    decideTermination: on(whistles.DecideTermination, supervisor),
    correct: on(whistles.CorrectFact, supervisor),
    sign: by(whistles.SignAssignment),
    contact: by(whistles.RecordContact, { contacted: 'STREET' }),
    reportIn: by(whistles.ReportIn, { person: '王科长', mode: 'ON_SITE' }),
    contain: by(whistles.ContainHazard, { note: '已关阀' }),
    requestExtension: by(whistles.RequestExtension, { reason: '等配件' }),
    requestSuspension: by(whistles.RequestSuspension, { until: '2026-03-20', constraint: '等施工图' }),
    resume: by(whistles.ResumeCase),
    appeal: by(whistles.AppealOverdue, { reason: '暴雨停工' }),
    requestTermination: by(whistles.RequestTermination, { reason: 'REPORTER_REFUSES', explanation: '拒绝入户' }),
    answerSupervision: by(whistles.AnswerSupervision, { reply: '今晚整治' }),
    requestReturn: by(whistles.RequestReturn, { reason: 'NOT_OUR_DUTY', basis: '属环卫职责' }),
    start: by(whistles.StartHandling),
    log: by(whistles.LogProgress, { note: '已约谈物业' }),
    assistResult: by(whistles.SubmitAssistResult, { outcome: 'RESOLVED', reply: '已到场' }),
    result: by(whistles.SubmitResult, { outcome: 'RESOLVED', reply: '已清理' }),
  };
}
