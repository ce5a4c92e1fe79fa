import { given, smallCity } from '@app/testing';
import type { Role } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { correctionsTo } from './corrections.js';
import { ClosePeriod, DefineEvaluationPolicy, type EvaluationCommand, OpenPeriod } from './evaluation.commands.js';
import { evaluation, type EvaluationFacts } from './evaluation.js';
import type { EvaluationEvent } from './evaluation.events.js';
import { evolveEvaluation, noEvaluation, policyNamed, policyOf } from './evaluation.state.js';
import { defaultPolicy, type EvaluationPolicy, peerGroupOf } from './policy.js';
import type { ResultRow } from './results.js';

const MAY = '2026-05-02T01:00:00.000Z';
const context = (at = MAY, role: Role = 'SUPERVISOR') => ({
  actor: { id: 'supervisor', role, channel: 'web' },
  at,
  commandId: 'c1',
  commandHash: 'c1',
});
const april = new OpenPeriod('XY', '2026-04-01', '2026-04-30', context());
const opened = (areaPath: string, from: string, to: string): EvaluationEvent => ({
  type: 'EvaluationPeriodOpened',
  data: {
    periodId: `${areaPath}_${from}_${to}`,
    areaPath,
    from,
    to,
    timeZone: 'Asia/Shanghai',
    beginsAt: new Date(`${from}T00:00:00+08:00`).toISOString(),
    endsAt: new Date(Date.parse(`${to}T00:00:00+08:00`) + 86_400_000).toISOString(),
  },
});
const table = (periodId: string) => ({
  periodId,
  areaPath: 'XY',
  from: '2026-04-01',
  to: '2026-04-30',
  watermark: '77',
  policyVersion: 'default-1',
  measures: ['RESPONSE'],
  rows: [],
  corrections: [],
  sha256: '0'.repeat(64),
});
const closed = (periodId: string): EvaluationEvent => ({ type: 'EvaluationPeriodClosed', data: table(periodId) });
const fold = (events: readonly EvaluationEvent[]) => events.reduce(evolveEvaluation, noEvaluation);
/** `own` lies in the command's stream, `others` in those of other periods. */
const after = (own: readonly EvaluationEvent[], others: readonly EvaluationEvent[] = []) => ({
  when: (command: EvaluationCommand, more: Partial<EvaluationFacts> = {}) =>
    given(evaluation, own).when(command, {
      directory: smallCity.directory,
      everything: fold([...own, ...others]),
      ...more,
    }),
});

describe('opening a period (开启考核周期)', () => {
  it('says from when to when it goes, by the days of the place', () => {
    after([])
      .when(april)
      .thenEvents({
        type: 'EvaluationPeriodOpened',
        data: {
          periodId: 'XY_2026-04-01_2026-04-30',
          areaPath: 'XY',
          from: '2026-04-01',
          to: '2026-04-30',
          timeZone: 'Asia/Shanghai',
          beginsAt: '2026-03-31T16:00:00.000Z',
          endsAt: '2026-04-30T16:00:00.000Z',
        },
      });
  });

  it('is for whoever supervises the district, and of a district', () => {
    const by = (role: Role) => new OpenPeriod('XY', '2026-04-01', '2026-04-30', context(MAY, role));
    for (const role of ['DISPATCHER', 'DEPARTMENT', 'STREET', 'AUDITOR', 'ADMIN'] as const)
      after([]).when(by(role)).thenRefused('evaluation/not-allowed', { role });
    after([])
      .when(new OpenPeriod('XY/S1', '2026-04-01', '2026-04-30', context()))
      .thenRefused('evaluation/district-only');
    after([])
      .when(new OpenPeriod('QQ', '2026-04-01', '2026-04-30', context()))
      .thenRefused('evaluation/unknown-area');
  });

  it('neither overlaps another one of the same place, nor is one twice', () => {
    after([opened('XY', '2026-04-01', '2026-04-30')])
      .when(april)
      .thenRefused('period/already-open');
    after([], [opened('XY', '2026-04-30', '2026-05-31')])
      .when(april)
      .thenRefused('period/overlaps', { periodId: 'XY_2026-04-30_2026-05-31' });
    expect(() =>
      after([], [opened('BOS', '2026-04-01', '2026-04-30'), opened('XY', '2026-05-01', '2026-05-31')])
        .when(april)
        .thenRefused('period/overlaps'),
    ).toThrow('not refused');
  });

  it('has a first and a last day, in that order, a year apart at most', () => {
    after([])
      .when(new OpenPeriod('XY', '2026-04-02', '2026-04-01', context()))
      .thenRefused('period/ends-before-it-begins');
    after([])
      .when(new OpenPeriod('XY', '2026-01-01', '2027-01-02', context()))
      .thenRefused('period/too-long', { days: 367 });
  });

  it('does not come before one that is closed: its corrections would have nowhere to go', () => {
    const may = opened('XY', '2026-05-01', '2026-05-31');
    after([], [may, closed('XY_2026-05-01_2026-05-31')])
      .when(april)
      .thenRefused('period/later-one-closed');
  });
});

describe('closing a period (封账)', () => {
  const periodId = 'XY_2026-04-01_2026-04-30';
  const own = [opened('XY', '2026-04-01', '2026-04-30')];
  const close = (at = MAY) => new ClosePeriod(periodId, context(at));

  it('publishes what was counted', () => {
    after(own)
      .when(close(), { counted: table(periodId) })
      .thenEvents({ type: 'EvaluationPeriodClosed', data: table(periodId) });
  });

  it('waits until its last day is over', () => {
    after(own)
      .when(close('2026-04-30T15:59:59.999Z'))
      .thenRefused('period/not-over', { endsAt: '2026-04-30T16:00:00.000Z' });
    after(own)
      .when(close('2026-04-30T16:00:00.000Z'), { counted: table(periodId) })
      .thenEvents({ type: 'EvaluationPeriodClosed', data: table(periodId) });
  });

  it('is done once, and in order', () => {
    after([]).when(close()).thenRefused('period/not-found');
    after([...own, closed(periodId)])
      .when(close())
      .thenRefused('period/already-closed');
    after(own, [opened('XY', '2026-03-01', '2026-03-31')])
      .when(close())
      .thenRefused('period/earlier-one-open', { periodId: 'XY_2026-03-01_2026-03-31' });
  });
});

describe('the policy (考核办法)', () => {
  const policy = (changed: Partial<EvaluationPolicy> = {}) => ({ ...defaultPolicy('XY'), ...changed });
  const define = (changed: Partial<EvaluationPolicy> = {}) => new DefineEvaluationPolicy(policy(changed), context());

  it('is kept with a version, and the same again adds nothing', () => {
    after([]).when(define()).thenEvents({ type: 'EvaluationPolicyDefined', data: policy() });
    after([{ type: 'EvaluationPolicyDefined', data: policy() }])
      .when(define())
      .thenEvents();
    const state = fold([
      { type: 'EvaluationPolicyDefined', data: policy() },
      { type: 'EvaluationPolicyDefined', data: policy({ minimumSample: 5 }) },
    ]);
    expect(policyOf(noEvaluation, 'XY').version).toBe('default-1');
    expect(policyOf(state, 'XY')).toMatchObject({ version: 'XY@2', policy: { minimumSample: 5 } });
    expect(policyNamed(state, 'XY', 'XY@1').minimumSample).toBe(10);
    expect(policyNamed(state, 'XY', 'default-1').minimumSample).toBe(10);
  });

  it('has weights that are 1 together, exactly', () => {
    after([])
      .when(define({ weights: { RESPONSE: '0.3', SOLVED: '0.3', SATISFACTION: '0.3999' } }))
      .thenRefused('evaluation/weights-not-one');
    const three = { RESPONSE: '0.1', SOLVED: '0.2', SATISFACTION: '0.7' };
    after([])
      .when(define({ weights: three }))
      .thenEvents({ type: 'EvaluationPolicyDefined', data: policy({ weights: three }) });
  });

  it('names each peer group once', () => {
    const group = { code: 'A', name: '甲', nameEn: 'A' };
    after([])
      .when(define({ peerGroups: [group, group] }))
      .thenRefused('evaluation/group-twice', { group: 'A' });
  });

  it('puts each unit into the first group that fits it, by what it was then (EC-15)', () => {
    const groups = (...moments: string[]) =>
      ['XY-HW', 'XY-S1-JD', 'XY-S1-C01-SQ', 'XY-S1-GA', 'XY-SJ', 'QQ'].map((id) =>
        peerGroupOf(id, policy(), smallCity.directory, moments),
      );
    expect(groups(MAY)).toEqual(['BUREAUS', 'STREETS', 'COMMUNITIES', 'STATIONS', 'OTHERS', 'OTHERS']);
    // XY-SJ was there until February
    expect(groups('2026-01-15T00:00:00.000Z', MAY)[4]).toBe('BUREAUS');
  });
});

describe('corrections to a closed period', () => {
  const row = (id: string, numerator: string, denominator: number): ResultRow => {
    return { subject: 'UNIT', id, group: 'G', figures: { RESPONSE: { numerator, denominator } } };
  };
  const published = { periodId: 'P', measures: ['RESPONSE'], rows: [row('A', '3', 4), row('B', '1', 1)] };
  const line = (id: string, numerator: string, denominator: number) => {
    return { periodId: 'P', subject: 'UNIT' as const, id, measure: 'RESPONSE', numerator, denominator };
  };

  it('are the differences, and nothing where nothing has changed', () => {
    expect(correctionsTo(published, published.rows, [])).toEqual([]);
    expect(correctionsTo(published, [row('A', '4', 4), row('C', '0', 2)], [])).toEqual([
      line('A', '1', 0),
      line('B', '-1', -1),
      line('C', '0', 2),
    ]);
  });

  it('are told once: what was corrected before is known', () => {
    const now = [row('A', '4', 4), row('B', '1', 1)];
    expect(correctionsTo(published, now, [line('A', '1', 0)])).toEqual([]);
    expect(correctionsTo(published, published.rows, [line('A', '1', 0)])).toEqual([line('A', '-1', 0)]);
  });

  it('are of the measures that were published, whatever is measured today', () => {
    const more = [
      { ...row('A', '3', 4), figures: { RESPONSE: { numerator: '3', denominator: 4 }, NEW: { numerator: '9' } } },
    ];
    expect(correctionsTo(published, [...more, row('B', '1', 1)], [])).toEqual([]);
  });
});
