import { catalogueOf } from '@app/catalogue/domain';
import {
  command,
  factsFor,
  given,
  gridWorker,
  happened,
  housing,
  NOON,
  PHONE,
  raise,
  smallCity,
  stateAfter,
  street,
  supervisor,
  whistleId,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { WhistleFacts } from './facts.js';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand } from './whistle.commands.js';
import { whistle } from './whistle.js';

const SQ = { ...street, id: 'secretary-s1-c01', role: 'COMMUNITY' as const, unitId: 'XY-S1-C01-SQ' };
const raised = [raise()];
const accepted = [...raised, command(commands.AcceptWhistle, {})];
const dispatched = [...accepted, command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ' })];
const after = (...told: readonly AnyWhistleCommand[]) => given(whistle, happened(...told));
const typesOf = (one: AnyWhistleCommand, facts: WhistleFacts, ...told: readonly AnyWhistleCommand[]) =>
  whistle.decide(one, stateAfter(...told), facts).map(({ type }) => type);

describe('another channel', () => {
  it('ends it, with the basis and what the reporter was told, without personal data', () => {
    const one = command(commands.RedirectWhistle, {
      channel: 'COURT',
      basis: `条例第十一条，已电告 ${PHONE}`,
      toldChannel: '区法院',
    });
    after(...raised)
      .when(one, smallCity)
      .thenEvents({
        type: 'WhistleRedirected',
        data: { channel: 'COURT', basis: '条例第十一条，已电告 〔电话〕', toldChannel: '区法院' },
      });
  });
});

describe('an emergency', () => {
  const call = (goesOn: boolean) =>
    command(commands.RedirectEmergency, { channel: '120', goesOn, note: '老人昏倒' }, housing);
  const called = { type: 'EmergencyRedirected', data: { channel: '120', cause: 'STAFF', note: '老人昏倒' } } as const;

  it('goes to the line, and the whistle ends or stays for what comes after', () => {
    after(...raised)
      .when(call(true), smallCity)
      .thenEvents(called);
    after(...raised)
      .when(call(false), smallCity)
      .thenEvents(called, {
        type: 'WhistleRedirected',
        data: { channel: 'EMERGENCY_SERVICES', basis: '老人昏倒', toldChannel: '120' },
      });
  });

  it('releases no department that has it', () => {
    after(...dispatched)
      .when(call(true), smallCity)
      .thenEvents(called);
    after(...dispatched)
      .when(call(false), smallCity)
      .thenRefused('emergency/goes-on', { channel: '120' });
  });
});

describe('EC-28: an emergency that was typed as ordinary', () => {
  const { catalogue } = smallCity;
  const WY02 = catalogue.category('WY02', NOON)!;
  const YJ01 = catalogue.category('YJ01', NOON)!;
  const city = {
    ...smallCity,
    catalogue: catalogueOf([
      { type: 'CategoryDefined', data: WY02 },
      {
        type: 'CategoryDefined',
        data: { ...YJ01, emergency: { line: '119', always: true, words: ['燃气泄漏', 'gas leak'] } },
      },
    ]),
  };
  const tripped = (input: Partial<commands.RaiseWhistle['input']>) => {
    const one = raise(input);
    const events = whistle.decide(one, whistle.initial, factsFor(one, undefined, city));
    return events.flatMap(({ type, data }) => (type === 'EmergencyRedirected' ? [data] : []));
  };

  it.each([
    ['under another category', { categoryCode: 'WY02', description: '楼道里燃 气、泄漏了' }],
    ['under none', { categoryCode: undefined, description: '三单元燃气泄漏' }],
  ])('is told by its words %s', (_, input) => {
    expect(tripped(input)).toEqual([{ channel: '119', cause: 'TRIPWIRE', categoryCode: 'YJ01', word: '燃气泄漏' }]);
  });

  it('is told in full-width letters and any case', () => {
    expect(tripped({ description: 'ＧＡＳ Leak!' })).toMatchObject([{ channel: '119', word: 'gas leak' }]);
  });

  it('is told by its category alone where the catalogue says so', () => {
    expect(tripped({ categoryCode: 'YJ01', description: '厂里不对劲' })).toEqual([
      { channel: '119', cause: 'TRIPWIRE', categoryCode: 'YJ01' },
    ]);
  });

  it('is none without a sign', () => {
    expect(tripped({ description: '燃气公司收费不合理' })).toEqual([]);
  });

  it('waits for nobody, and goes on for what comes after', () => {
    const one = raise({ description: '燃气泄漏' });
    const facts = factsFor(one, undefined, city);
    expect(typesOf(one, facts)).toEqual(['WhistleRaised', 'EmergencyRedirected', 'WhistleRouted']);
    const state = whistle.decide(one, whistle.initial, facts).reduce(whistle.evolve, whistle.initial);
    expect(state).toMatchObject({ status: 'RAISED', emergencyLine: '119' });
  });
});

describe('to tell of what was raised before', () => {
  const ref = whistleId(2);
  const inform = command(commands.InformOfExisting, { ref, note: `请查前件，${PHONE}` });
  const facts = factsFor(inform);

  it('is for the same reporter', () => {
    after(...raised)
      .when(inform, { ...facts, known: { phone: PHONE } })
      .thenEvents({ type: 'ReporterInformed', data: { ref, number: 'XY260302-1', note: '请查前件，〔电话〕' } });
    after(...raised)
      .when(inform, { ...facts, other: { ...facts.other!, sameReporter: false } })
      .thenRefused('inform/other-reporter', { ref });
  });

  it('needs progress that can be told, of another whistle', () => {
    const withdrawn = stateAfter(raise(), command(commands.WithdrawWhistle, { reason: '不用了' }));
    if (withdrawn.status !== 'WITHDRAWN') throw new Error(withdrawn.status);
    after(...raised)
      .when(inform, { ...facts, other: { ...facts.other!, whistle: withdrawn } })
      .thenRefused('inform/nothing-to-tell', { current: 'WITHDRAWN' });
    const itself = command(commands.InformOfExisting, { ref: inform.whistleId, note: '同' });
    after(...raised)
      .when(itself, facts)
      .thenRefused('whistle/itself');
  });
});

describe('what is done on the spot', () => {
  const done = (actor = gridWorker) => command(commands.SelfResolve, { evidence: '已清理，现场照片三张' }, actor);

  it('says who did it, and asks the reporter next', () => {
    expect(whistle.decide(done(SQ), stateAfter(...accepted), smallCity)).toMatchObject([
      {
        type: 'SelfResolved',
        data: { level: 'COMMUNITY', unitId: 'XY-S1-C01-SQ', evidence: '已清理，现场照片三张', by: 'secretary-s1-c01' },
      },
      { type: 'DeadlineSet', data: { clock: 'FOLLOW_UP' } },
    ]);
  });

  it('is followed up without a department, and not closed by whoever did it', () => {
    const asked = [
      ...accepted,
      done(),
      command(commands.StartFollowUp, {}, supervisor),
      command(
        commands.RecordFollowUp,
        { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'STAFF' },
        supervisor,
      ),
    ];
    const close = (actor = supervisor) => command(commands.CloseWhistle, {}, actor);
    after(...asked)
      .when(close(gridWorker), smallCity)
      .thenRefused('close/dispatcher-may-not-close');
    after(...asked)
      .when(close(), smallCity)
      .thenEvents({ type: 'WhistleClosed', data: { kind: 'RESOLVED' } });
    expect(stateAfter(...asked, close())).toMatchObject({ status: 'CLOSED', kind: 'RESOLVED', clocks: [] });
  });

  it('of somebody anonymous is closed at once: there is nobody to ask', () => {
    const told = [raise({ anonymity: 'ANONYMOUS' }), command(commands.AcceptWhistle, {}), done()];
    expect(typesOf(command(commands.CloseWhistle, {}, supervisor), smallCity, ...told)).toEqual(['WhistleClosed']);
    expect(stateAfter(...told)).toMatchObject({ clocks: [] });
  });

  it('comes after acceptance, before dispatch', () => {
    after(...raised)
      .when(done(), smallCity)
      .thenRefused('whistle/not-in-this-state', { current: 'RAISED' });
    after(...dispatched)
      .when(done(), smallCity)
      .thenRefused('whistle/not-in-this-state', { current: 'DISPATCHED' });
  });
});
