import { command, factsFor, given, happened, ID_NUMBER, NOON, PHONE, raise, smallCity, stateAfter } from '@app/testing';
import type { Actor } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { ImportWhistle, RunClocks, SignAssignment } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const importer: Actor = { id: 'import', role: 'SYSTEM', channel: 'import' };
const OPENED = '2026-01-10T03:30:00.000Z';
const TARGET = '2026-01-12T03:30:00.000Z';
const VERSIONS = { catalogueVersion: '14', directoryVersion: '18' };

const importing = (input: Partial<ImportWhistle['input']> = {}) =>
  command(
    ImportWhistle,
    {
      source: { system: 'boston311', id: '101001' },
      summary: 'Pothole repair',
      categoryCode: 'POTHOLE',
      unitId: 'BOS-PWD',
      location: { areaPath: 'BOS', address: '1 City Hall Sq', longitude: -71, latitude: 42.3 },
      openedAt: OPENED,
      targetAt: TARGET,
      closingKind: 'RECORDED',
      ...input,
    },
    importer,
  );
const imported = (input?: Partial<ImportWhistle['input']>) => happened(importing(input));
const flags = (input: Partial<ImportWhistle['input']>) =>
  imported(input).flatMap((event) => (event.type === 'WhistleRaised' ? (event.data.source?.flags ?? []) : []));
const names = (events: readonly WhistleEvent[]) => events.map(({ type }) => type);
const target = { clockId: 'HANDLE-1', clock: 'HANDLE' as const, assignmentId: 'a1', unitId: 'BOS-PWD', dueAt: TARGET };

describe('importing a row of history', () => {
  it('becomes the events that it implies, at the moments that it claims, with no alarm', () => {
    const closedAt = '2026-01-12T01:00:00.000Z';
    given(whistle, [])
      .when(importing({ closedAt, closingNote: `Fixed, call ${PHONE}` }), smallCity)
      .thenEvents(
        {
          type: 'WhistleRaised',
          data: {
            number: 'BOSTON311-101001',
            initiator: { level: 'RESIDENT', actorId: 'import' },
            anonymity: 'ANONYMOUS',
            summary: 'Pothole repair',
            categoryCode: 'POTHOLE',
            location: { areaPath: 'BOS', address: '1 City Hall Sq', longitude: -71, latitude: 42.3 },
            timeZone: 'America/New_York',
            raisedOn: '2026-01-09',
            sealed: false,
            source: { system: 'boston311', id: '101001', flags: [] },
          },
          occurredAt: OPENED,
        },
        {
          type: 'WhistleAccepted',
          data: { categoryCode: 'POTHOLE', conditionSeq: 1, urgency: 'P3', mode: 'IMPORT', ...VERSIONS },
          occurredAt: OPENED,
        },
        {
          type: 'WhistleDispatched',
          data: { round: 1, mode: 'IMPORT', by: 'import', ...VERSIONS },
          occurredAt: OPENED,
        },
        {
          type: 'AssignmentCreated',
          data: {
            assignmentId: 'a1',
            unitId: 'BOS-PWD',
            role: 'LEAD',
            mandatory: true,
            reportsIn: false,
            reason: 'import',
          },
          occurredAt: OPENED,
        },
        {
          type: 'DeadlineSet',
          data: {
            ...target,
            startedAt: OPENED,
            kind: 'MANUAL_DATE',
            policyVersion: 'source',
            calendarVersion: 'none',
            provisional: false,
            pauses: [],
            marks: [],
            timer: false,
            cause: 'STARTED',
          },
          occurredAt: OPENED,
        },
        {
          type: 'WhistleClosed',
          data: { kind: 'RECORDED', note: 'Fixed, call 〔电话〕' },
          occurredAt: closedAt,
        },
      );
  });

  it('has missed its target if it was closed later, or is open and the target is past', () => {
    const missed = (detectedAt: string): WhistleEvent => ({
      type: 'DeadlineMissed',
      data: { ...target, detectedAt },
      occurredAt: TARGET,
    });
    expect(imported({ closedAt: '2026-01-12T03:30:00.001Z' })).toContainEqual(missed(NOON));
    expect(imported({})).toContainEqual(missed(NOON));
    expect(names(imported({ closedAt: TARGET }))).not.toContain('DeadlineMissed');
    expect(names(imported({ targetAt: '2026-12-01T00:00:00.000Z' }))).not.toContain('DeadlineMissed');
  });

  it('goes in flagged when it is odd but possible', () => {
    expect(flags({ targetAt: undefined })).toEqual(['no-target']);
    expect(flags({ targetAt: '2026-01-09T00:00:00.000Z' })).toEqual(['target-before-opened']);
    expect(flags({ closedAt: '2026-01-09T00:00:00.000Z' })).toEqual(['closed-before-opened']);
    expect(flags({ targetAt: undefined, closedAt: '2026-01-09T00:00:00.000Z' })).toEqual([
      'no-target',
      'closed-before-opened',
    ]);
  });

  it('follows the source’s status where the closed time says otherwise', () => {
    expect(flags({ closed: true })).toEqual(['closed-without-time']);
    expect(imported({ closed: true }).at(-1)).toMatchObject({ type: 'WhistleClosed', occurredAt: NOON });
    expect(names(imported({ closed: true }))).not.toContain('DeadlineMissed');
    const closedAt = '2026-01-12T01:00:00.000Z';
    expect(flags({ closed: false, closedAt })).toEqual(['open-with-closed-time']);
    expect(names(imported({ closed: false, closedAt })).slice(-1)).toEqual(['DeadlineMissed']);
  });

  it('without a target has no clock, closed or not', () => {
    const closedAt = '2026-01-12T01:00:00.000Z';
    expect(names(imported({ targetAt: undefined, closedAt }))).toEqual([
      'WhistleRaised',
      'WhistleAccepted',
      'WhistleDispatched',
      'AssignmentCreated',
      'WhistleClosed',
    ]);
    expect(stateAfter(importing({ targetAt: undefined }))).toMatchObject({ status: 'DISPATCHED', clocks: [] });
  });

  it('that is still open goes on like any direct order, and misses its target once', () => {
    const later = '2026-12-02T00:00:00.000Z';
    const open = importing({ targetAt: '2026-12-01T00:00:00.000Z' });
    const clerk: Actor = { id: 'pwd', role: 'DEPARTMENT', unitId: 'BOS-PWD', channel: 'web' };
    const told = [open, command(SignAssignment, { assignmentId: 'a1' }, clerk, later)];
    expect(names(happened(...told)).slice(5)).toEqual(['DeadlineMissed', 'AssignmentSigned', 'HandlingStarted']);
    expect(happened(...told, command(RunClocks, {}, importer, later))).toEqual(happened(...told));
  });

  it('keeps personal data out of summary and address', () => {
    const text = JSON.stringify(
      imported({ summary: `call ${PHONE}`, location: { areaPath: 'BOS', address: `id ${ID_NUMBER}` } }),
    );
    expect(text).not.toContain(PHONE);
    expect(text).not.toContain(ID_NUMBER);
  });

  it('is refused when it was imported before, and so is raising again', () => {
    given(whistle, imported()).when(importing(), smallCity).thenRefused('whistle/already-raised');
    given(whistle, imported({ targetAt: undefined, closedAt: OPENED }))
      .when(importing(), smallCity)
      .thenRefused('whistle/already-raised');
    const again = raise();
    given(whistle, imported()).when(again, factsFor(again)).thenRefused('whistle/already-raised');
  });

  it('is refused when it claims what has not happened yet', () => {
    const future = '2026-03-02T04:00:00.001Z';
    const row = (input: Partial<ImportWhistle['input']>) => given(whistle, []).when(importing(input), smallCity);
    row({ openedAt: future, targetAt: undefined }).thenRefused('import/in-the-future', { claimed: future, now: NOON });
    row({ closedAt: future }).thenRefused('import/in-the-future', { claimed: future });
    expect(names(imported({ closedAt: NOON }))).toContain('WhistleClosed');
  });

  it('is refused with a place, category or unit that is unknown then and there', () => {
    const row = (input: Partial<ImportWhistle['input']>) => given(whistle, []).when(importing(input), smallCity);
    row({ location: { areaPath: 'BOS/X' } }).thenRefused('whistle/unknown-area');
    row({ categoryCode: 'WY02' }).thenRefused('whistle/unknown-category');
    row({ unitId: 'BOS-XXX' }).thenRefused('import/unknown-unit', { unitId: 'BOS-XXX' });
    row({ openedAt: '2025-12-01T00:00:00.000Z' }).thenRefused('whistle/unknown-area');
  });
});
