import { ANONYMOUS, Authenticator, type Caller, type CallerGrant, residentGrant } from '@app/identity';
import { type Actor, type CommandContext, DomainError, type Role } from '@app/kernel';
import { DerivedKeys } from '@app/privacy';
import { stateAfter, whistleId, whistleNamed } from '@app/testing';
import {
  ALLOWED_FROM,
  assignmentsOf,
  GetWhistle,
  type PossibleAction,
  visiblePart,
  type Whistle,
  type WhistleCommandType,
} from '@app/whistles';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ArgumentsHost, Catch, type ExceptionFilter, Module, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { APP_FILTER, APP_GUARD, MetadataScanner, NestFactory } from '@nestjs/core';
import { QueryBus } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard } from '../auth/access.guard.js';
import { UploadExchange } from '../evidence/upload-exchange.js';
import { UploadsController } from '../evidence/uploads.controller.js';
import { allowedActions } from './allowed-actions.js';
import { FollowDoor } from './follow-door.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { WhistlesHttpModule } from './whistles-http.module.js';

/**
 * Who may give which command over the API (domain §4.1, §4.2), typed by hand: of a resident's whistle in the first grid, led by
 * XY-ZJ, assisted by the street office, the police station and the community, looked at and checked by XY-CGJ. Which command may be given
 * in which status is the table of `whistle.lifecycle.spec.ts`; who may give it does not depend on the status.
 *
 * `+` it is given · `-` auth/not-allowed · `4` whistle/not-found, as for what is not there · `!` auth/unauthenticated
 */
const COLUMNS = 'irGgCSsDdLAHKOVvUPMkN'.split('');
const WHO: Readonly<Record<string, string>> = {
  i: 'the resident who raised it',
  r: 'another resident',
  G: 'a grid worker of the grid',
  g: 'a grid worker of another street',
  C: 'the community of the place, which has an assignment of its own',
  S: 'the street of the place, which assists',
  s: 'another street',
  D: 'the desk of the district',
  d: 'the desk of another city',
  L: 'the lead unit',
  A: 'an assisting unit',
  H: 'the unit above the assisting unit',
  K: 'the unit that was sent to look and to check',
  O: 'another unit',
  V: 'a supervisor, arbiter too, of the district',
  v: 'a supervisor of another city',
  U: 'an auditor',
  P: 'a privacy officer',
  M: 'an administrator',
  k: 'a key of the lead unit that may only read',
  N: 'nobody known',
};
//                  irGgCSsDdLAHKOVvUPMkN
const TRIAGE = /**/ '----++4+4-----------!';
const DISPATCH = /**/ '-----+4+4-----------!';
const SUPERVISOR = /**/ '--------------+4----!';
const DECIDING = /**/ '-------+4-----+4----!';
const BY_LEAD = /**/ '------4--+---4------!';
const BY_ASSIST = /**/ '------4---++-4------!';
const LEAD_OR_DESK = '------4+4+---4+4----!';
const BY_COMMUNITY = '----+-4------4------!';
const COMMUNITY_OR_DESK = '----+-4+4----4+4----!';
/** By number and follow-up code, whoever it is. */
const CODE = 'CODE';

const one = (path: string) => `whistles/:whistleId/${path}`;
const a1 = (path: string) => one(`assignments/a1/${path}`);
const a3 = (path: string) => one(`assignments/a3/${path}`);
const a4 = (path: string) => one(`assignments/a4/${path}`);
const own = (path: string) => `follow/:number/${path}`;
const BY: Readonly<Record<WhistleCommandType, Readonly<Record<string, string>>>> = {
  RaiseWhistle: { whistles: '+++++++++++++++++++-+' },
  AcceptWhistle: { [one('accept')]: TRIAGE },
  RejectWhistle: { [one('reject')]: TRIAGE },
  RequestInfo: { [one('info-requests')]: TRIAGE },
  SupplyInfo: { [one('info')]: '+4-4++4+4----4-4-44-!', [own('info')]: CODE },
  OrderPreVerification: { [one('pre-verifications')]: TRIAGE },
  ReportPreVerification: { [one('pre-verification-reports')]: '--+4--4-----+4-4----!' },
  ReclassifyWhistle: { [one('reclassify')]: TRIAGE },
  RedirectWhistle: { [one('redirect')]: TRIAGE },
  RedirectEmergency: { [one('emergency')]: '--+4++4+4++++4+4----!' },
  InformOfExisting: { [one('inform')]: TRIAGE },
  SelfResolve: { [one('self-resolution')]: '--+4+---------------!' },
  RespondAsStreet: { [one('street-response')]: '----++4-------------!' },
  MergeWhistle: { [one('merge')]: TRIAGE },
  UnmergeWhistle: { [one('unmerge')]: TRIAGE },
  DispatchWhistle: { [one('dispatch')]: DISPATCH },
  AddAssist: { [one('assists')]: DISPATCH },
  ReleaseAssist: { [a1('release')]: DISPATCH },
  ExcuseAssist: { [a1('excuse')]: DISPATCH },
  ChangeLead: { [one('lead')]: DISPATCH },
  RedispatchWhistle: { [one('redispatch')]: DISPATCH },
  RecallDispatch: { [one('recall')]: DISPATCH },
  FallbackDispatch: { [one('fallback')]: DISPATCH },
  SignAssignment: { [a1('sign')]: BY_LEAD, [a3('sign')]: BY_ASSIST, [a4('sign')]: BY_COMMUNITY },
  RecordContact: { [a1('contacts')]: BY_LEAD },
  ReportIn: { [a1('report-in')]: BY_LEAD },
  StartHandling: { [a1('start-handling')]: BY_LEAD },
  LogProgress: { [a1('progress')]: BY_LEAD },
  ContainHazard: { [a1('containment')]: BY_LEAD },
  SubmitAssistResult: { [a3('assist-result')]: BY_ASSIST },
  SubmitResult: { [a1('result')]: BY_LEAD, [a4('result')]: BY_COMMUNITY },
  RequestExtension: { [a1('extensions')]: BY_LEAD, [a3('extensions')]: BY_ASSIST, [a4('extensions')]: BY_COMMUNITY },
  DecideExtension: { [a1('extensions/decision')]: DECIDING },
  RequestSuspension: { [a1('suspensions')]: BY_LEAD, [a4('suspensions')]: BY_COMMUNITY },
  DecideSuspension: { [a1('suspensions/decision')]: DECIDING },
  ResumeCase: { [a1('resume')]: LEAD_OR_DESK, [a4('resume')]: COMMUNITY_OR_DESK },
  RequestReturn: { [a1('returns')]: BY_LEAD, [a3('returns')]: BY_ASSIST, [a4('returns')]: BY_COMMUNITY },
  DecideReturn: { [a1('returns/decision')]: DECIDING },
  RequestArbitration: { [a1('arbitration')]: LEAD_OR_DESK, [a4('arbitration')]: COMMUNITY_OR_DESK },
  Arbitrate: { [one('arbitration')]: SUPERVISOR },
  RequestTermination: { [a1('termination')]: BY_LEAD, [a4('termination')]: BY_COMMUNITY },
  DecideTermination: { [a1('termination/decision')]: DECIDING },
  OrderCheck: { [one('checks')]: SUPERVISOR },
  RecordCheck: { [one('checks/result')]: '--+4--4-----+4+4----!' },
  StartFollowUp: { [one('follow-up')]: SUPERVISOR },
  RecordFollowUp: { [one('follow-up/answers')]: SUPERVISOR, [own('answer')]: CODE },
  SendBack: { [one('send-back')]: SUPERVISOR },
  CloseWhistle: { [one('close')]: SUPERVISOR },
  ReopenWhistle: { [one('reopen')]: SUPERVISOR, [own('reopen')]: CODE },
  AppealOverdue: { [a1('appeal')]: BY_LEAD, [a4('appeal')]: BY_COMMUNITY },
  ReviewAppeal: { [a1('appeal/review')]: SUPERVISOR },
  ExcludeFromScoring: { [one('exclusion')]: SUPERVISOR },
  CorrectFact: { [a1('corrections')]: SUPERVISOR },
  ChangeUrgency: { [one('urgency')]: DECIDING },
  OpenSupervision: { [one('supervision')]: SUPERVISOR },
  AnswerSupervision: { [a1('supervision/reply')]: BY_LEAD, [one('supervision/reply')]: TRIAGE },
  RateDepartment: { [a1('rating')]: '-4-4++4-4----4-4-44-!' },
  RateStreet: { [a1('street-rating')]: '-4-4--4-4+---4-4-44-!' },
  RequestVoiding: { [one('voiding')]: SUPERVISOR },
  DecideVoiding: { [one('voiding/decision')]: SUPERVISOR },
  WithdrawWhistle: { [one('withdraw')]: '+4-4--4-4----4-4-44-!', [own('withdraw')]: CODE },
  // of what the reporter adds; of the other purposes `evidence.e2e-spec.ts`
  AttachEvidence: { [one('uploads')]: '+4-4++4+4----4-4-44-!' },
  // by no request: alarms, process managers, imports
  ImportWhistle: {},
  RunClocks: {},
  RecalculateDeadlines: {},
  SupersedeUnits: {},
  AbsorbFollower: {},
  ReleaseFollower: {},
  FollowMaster: {},
};
/** Of what is kept of the reporter. */
const OTHER_ROUTES = ['reveal', 'restriction', 'erasure'].map((path) => one(`reporter/${path}`));

const ID = whistleId(1);
const w = whistleNamed(ID);
const whistle = {
  ...stateAfter(
    w.raise({ categoryCode: 'SQ01' }),
    w.accept({}),
    w.dispatch({
      leadUnitId: 'XY-ZJ',
      assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA' }, { unitId: 'XY-S1-C01-SQ' }],
      overrideReason: '须由住建牵头',
    }),
  ),
  verifyingUnitId: 'XY-CGJ',
  check: { unitId: 'XY-CGJ' },
  checkers: ['XY-CGJ'],
} as unknown as Whistle;

const person = (id: string, role?: Role, areaPath = 'XY', unitIds: readonly string[] = []): Caller => {
  const [unitId] = unitIds;
  const base = { grantId: id, personId: id, areaPath, unitIds, from: '2026-01-01T00:00:00.000Z' };
  const grants: CallerGrant[] = role ? [{ ...base, role, ...(unitId !== undefined && { unitId }) }] : [];
  return { id, kind: 'person', channel: 'web', grants: [...grants, residentGrant(id)] };
};
const leadClerk = person('L', 'DEPARTMENT', 'XY', ['XY-ZJ']);
const PEOPLE: Readonly<Record<string, Caller>> = {
  i: person('resident'),
  r: person('resident-2'),
  G: person('G', 'GRID_WORKER', 'XY/S1/C01/G1'),
  g: person('g', 'GRID_WORKER', 'XY/S2'),
  C: person('C', 'COMMUNITY', 'XY/S1/C01', ['XY-S1-C01-SQ']),
  S: person('S', 'STREET', 'XY/S1', ['XY-S1-JD']),
  s: person('s', 'STREET', 'XY/S2', ['XY-S2-JD']),
  D: person('D', 'DISPATCHER'),
  d: person('d', 'DISPATCHER', 'BOS'),
  L: leadClerk,
  A: person('A', 'DEPARTMENT', 'XY/S1', ['XY-S1-GA']),
  H: person('H', 'DEPARTMENT', 'XY', ['XY-GA', 'XY-S1-GA']),
  K: person('K', 'DEPARTMENT', 'XY', ['XY-CGJ']),
  O: person('O', 'DEPARTMENT', 'XY', ['XY-HW']),
  V: person('V', 'SUPERVISOR'),
  v: person('v', 'SUPERVISOR', 'BOS'),
  U: person('U', 'AUDITOR'),
  P: person('P', 'PRIVACY_OFFICER'),
  M: person('M', 'ADMIN', ''),
  k: { ...leadClerk, id: 'k', kind: 'api-key', grants: leadClerk.grants.slice(0, 1), scopes: ['whistles:read'] },
  N: ANONYMOUS,
};

const CONTROLLERS: Type[] = [
  ...(Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, WhistlesHttpModule) as Type[]),
  UploadsController,
];
const BODY = { masterId: ID, ref: ID, purpose: 'RAISING', areaPath: 'XY/S1/C01/G1', description: '楼道堆物' };

/** Stands for deciding: tells which command was made, and by whom. */
const commands = {
  send: (_http: unknown, actor: Actor, make: (context: CommandContext) => { readonly type: string }) => {
    const context = { actor, at: '2026-03-02T04:00:00.000Z', commandId: 'c', commandHash: 'h' };
    return Promise.resolve({ id: ID, type: make(context).type, role: actor.role });
  },
};
const keys = { matchesFollowUpCode: (_: string, code: string) => code === 'RIGHT', followUpCode: () => '' };
const FAKES = new Map<unknown, unknown>([
  [WhistleCommands, commands],
  [UploadExchange, { begin: () => ({ type: 'AttachEvidence' }) }],
  [DerivedKeys, keys],
  [
    QueryBus,
    { execute: async (query: object) => (query instanceof GetWhistle ? { whistleId: ID, whistle, revision: 9 } : ID) },
  ],
  [Authenticator, { authenticate: async ({ authorization = '' }) => PEOPLE[authorization] }],
]);
const REAL: readonly unknown[] = [WhistleGate, FollowDoor];
const asked = [...CONTROLLERS, FollowDoor].flatMap(
  (type) => (Reflect.getMetadata('design:paramtypes', type) ?? []) as Type[],
);
const unused = [...new Set(asked)].filter((type) => !FAKES.has(type) && !REAL.includes(type));

@Catch(DomainError)
class Codes implements ExceptionFilter<DomainError> {
  catch({ code }: DomainError, host: ArgumentsHost) {
    host.switchToHttp().getResponse<{ status(n: number): { send(body: object): void } }>().status(418).send({ code });
  }
}

@Module({
  controllers: CONTROLLERS,
  providers: [
    WhistleGate,
    FollowDoor,
    ...[...FAKES].map(([provide, useValue]) => ({ provide: provide as Type, useValue })),
    ...unused.map((provide) => ({ provide, useValue: {} })),
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: Codes },
  ],
})
class Routes {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(Routes, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

/** The command that was made, or the code of the refusal. */
async function told(path: string, headers: Record<string, string> = {}): Promise<string> {
  const url = `/api/v1/${path.replace(':whistleId', ID).replace(':number', 'XY1')}`;
  const { payload } = await app.inject({ method: 'POST', url, headers, payload: BODY });
  const { type, code } = JSON.parse(payload) as { type?: string; code?: string };
  return type ?? code ?? payload;
}
const CELLS: Readonly<Record<string, string>> = {
  'auth/not-allowed': '-',
  'whistle/not-found': '4',
  'auth/unauthenticated': '!',
};

/** Every route that changes something: as in the table, but for the assignment. */
function writingRoutes(): string[] {
  const scanner = new MetadataScanner();
  return CONTROLLERS.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] ?? {};
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method !== RequestMethod.POST) return [];
      const [base, rest] = [controller, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string);
      return [`${base}/${rest}`.replace(/^api\/v1\//, '').replace(/\/+$/, '')];
    });
  });
}

const rows = Object.entries(BY).flatMap(([command, paths]) =>
  Object.entries(paths).map(([path, row]) => [command as WhistleCommandType, path, row] as const),
);

describe('who may', () => {
  test.each(rows.filter(([, , row]) => row !== CODE))('%s by %s', async (command, path, row) => {
    expect(row).toHaveLength(COLUMNS.length);
    const cells = await Promise.all(
      COLUMNS.map(async (who) => {
        const answer = await told(path, who === 'N' ? {} : { authorization: who });
        return answer === command ? '+' : (CELLS[answer] ?? `${WHO[who]}: ${answer}`);
      }),
    );
    expect(cells.join('')).toBe(row);
  });

  test.each(rows.filter(([, , row]) => row === CODE))(
    '%s by %s: whoever has number and code',
    async (command, path) => {
      const code = (given: string) => ({ 'x-follow-up-code': given });
      expect(await told(path, code('RIGHT'))).toBe(command);
      expect(await told(path, { ...code('RIGHT'), authorization: 'O' })).toBe(command);
      expect(await told(path, code('WRONG'))).toBe('whistle/not-found');
      expect(await told(path)).toBe('request/code-missing');
      // a desk has no door of its own here
      expect(await told(path, { authorization: 'D' })).toBe('request/code-missing');
    },
  );

  test('is said of every command that there is, and of every route', () => {
    expect(Object.keys(BY).sort()).toEqual(Object.keys(ALLOWED_FROM).sort());
    const known = rows.map(([, path]) => path.replace(/assignments\/a\d/, 'assignments/:assignmentId'));
    const routes = writingRoutes().filter((path) => !path.includes(':uploadId'));
    expect(routes.sort()).toEqual([...new Set([...known, ...OTHER_ROUTES])].sort());
  });
});

describe('what is offered', () => {
  const offeredTo = (who: string, command: WhistleCommandType, path: string): string[] => {
    const assignmentId = /assignments\/(a\d)/.exec(path)?.[1];
    const assignment = assignmentsOf(whistle).find((each) => each.assignmentId === assignmentId);
    const possible: PossibleAction[] = [{ command, ...(assignment && { assignment }) }];
    return allowedActions(PEOPLE[who] ?? ANONYMOUS, ID, whistle, possible).map((action) => action.path);
  };
  const OFFERED = rows.filter(
    ([command, , row]) => row !== CODE && !['RaiseWhistle', 'AttachEvidence'].includes(command),
  );

  test.each(OFFERED)('%s: to whoever sees it and may do it, at %s', (command, path, row) => {
    expect(visiblePart(whistle).unitIds).toEqual(['XY-ZJ', 'XY-S1-JD', 'XY-S1-GA', 'XY-S1-C01-SQ', 'XY-CGJ', 'XY-CGJ']);
    for (const [index, who] of COLUMNS.entries()) {
      if (row[index] === '4' || row[index] === '!') continue;
      const expected = row[index] === '+' ? [`/api/v1/${path.replace(':whistleId', ID)}`] : [];
      expect([WHO[who], offeredTo(who, command, path)]).toEqual([WHO[who], expected]);
    }
  });

  test.each(['OpenSupervision', 'ExcludeFromScoring'] as const)(
    '%s of one unit goes to the whistle’s route',
    (command) => {
      expect(offeredTo('V', command, a1(''))).toEqual([
        `/api/v1/${Object.keys(BY[command])[0]?.replace(':whistleId', ID)}`,
      ]);
    },
  );

  test('is not for whoever asked, nor for a street what is the desk’s alone', () => {
    const dispatch = (who: string, action: Partial<PossibleAction>) =>
      allowedActions(PEOPLE[who] ?? ANONYMOUS, ID, whistle, [{ command: 'DispatchWhistle', ...action }]).length;
    expect(['S', 'D'].map((who) => dispatch(who, { onlyFor: 'DISPATCHER' }))).toEqual([0, 1]);
    expect(['S', 'D'].map((who) => dispatch(who, { notFor: ['D'] }))).toEqual([1, 0]);
  });

  test('is for nobody of the unit concerned, nor above it where it is judged', () => {
    const held = (unitId: string, unitIds: string[], concernedBy: string[]): Caller => {
      const caller = person('x', 'SUPERVISOR', 'XY', unitIds);
      const [grant, resident] = caller.grants;
      return { ...caller, grants: [{ ...grant!, unitId, concernedBy }, resident!] };
    };
    const above = held('XY-GA', ['XY-GA', 'XY-S1-GA'], ['XY-GA']);
    const itself = held('XY-S1-GA', ['XY-S1-GA'], ['XY-S1-GA', 'XY-GA']);
    const below = held('XY-S1-GA-1', ['XY-S1-GA-1'], ['XY-S1-GA-1', 'XY-S1-GA', 'XY-GA']);
    const beside = held('XY-HW', ['XY-HW'], ['XY-HW']);
    const offers = (also: 'BELOW' | 'BELOW_AND_ABOVE') =>
      [above, itself, below, beside].map(
        (caller) =>
          allowedActions(caller, ID, whistle, [
            { command: 'ReviewAppeal', notFor: [], notOf: { unitIds: ['XY-S1-GA'], also } },
          ]).length,
      );
    expect(offers('BELOW')).toEqual([1, 0, 0, 1]);
    expect(offers('BELOW_AND_ABOVE')).toEqual([0, 0, 0, 1]);
  });

  test('is a file about what the caller may do', () => {
    const [a1, a3] = ['a1', 'a3'].map((id) => assignmentsOf(whistle).find(({ assignmentId }) => assignmentId === id)!);
    const purposes: PossibleAction['purposes'] = [
      { purpose: 'RAISING' },
      { purpose: 'VERIFICATION' },
      { purpose: 'RESULT', assignment: a1! },
      { purpose: 'RESULT', assignment: a3! },
      { purpose: 'SELF_RESOLUTION' },
      { purpose: 'CHECK' },
    ];
    const shown = (who: string) =>
      allowedActions(PEOPLE[who] ?? ANONYMOUS, ID, whistle, [{ command: 'AttachEvidence', purposes }]).map((action) =>
        action.purposes?.map(({ purpose, assignmentId = '' }) => `${purpose} ${assignmentId}`.trim()),
      );
    expect(
      Object.fromEntries(['i', 'r', 'G', 'C', 'D', 'L', 'H', 'K', 'V', 'U'].map((who) => [who, shown(who)])),
    ).toEqual({
      i: [['RAISING']],
      r: [],
      G: [['VERIFICATION', 'SELF_RESOLUTION', 'CHECK']],
      C: [['RAISING', 'SELF_RESOLUTION']],
      D: [['RAISING']],
      L: [['RESULT a1']],
      H: [['RESULT a3']],
      K: [['VERIFICATION', 'CHECK']],
      V: [['CHECK']],
      U: [],
    });
  });

  test('says of a closing that it has to be forced', () => {
    const close = (action: Partial<PossibleAction>) =>
      allowedActions(PEOPLE.V ?? ANONYMOUS, ID, whistle, [{ command: 'CloseWhistle', ...action }]);
    expect(close({ onlyForced: true })).toMatchObject([{ action: 'close', onlyForced: true }]);
    expect(close({})).toEqual([expect.not.objectContaining({ onlyForced: true })]);
  });
});
