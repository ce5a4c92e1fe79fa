import { civilDateIn, DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { versionsOf } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { allowed } from './transitions.js';
import { knownCategory, placeOf } from './place.js';
import type { ImportWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { WhistleState } from './whistle.state.js';

/**
 * History from another system: the events that a row implies, at the moments that it claims. The source's target
 * becomes a clock with a date set by hand and no alarm. What is odd but possible goes in flagged.
 * What is closed at an unknown time counts as closed from now on, and never as late: nobody knows that it was.
 */
export function importWhistle(command: ImportWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  allowed('ImportWhistle', state);
  const { input, context } = command;
  const { source, unitId, openedAt, targetAt } = input;
  const future = [openedAt, input.closedAt].find((claimed) => claimed !== undefined && claimed > context.at);
  if (future !== undefined) throw new DomainError('import/in-the-future', { claimed: future, now: context.at });
  const place = placeOf(input.location, facts, openedAt);
  const category = knownCategory(input.categoryCode, input.location.areaPath, facts, openedAt);
  if (!facts.directory.unit(unitId, openedAt)) throw new DomainError('import/unknown-unit', { unitId });
  const classification = { categoryCode: category.code, conditionSeq: 1, urgency: category.urgency };
  const assignment = { assignmentId: 'a1', unitId };
  const versions = versionsOf(facts);
  const at = (occurredAt: string, event: WhistleEvent): WhistleEvent => ({ ...event, occurredAt });

  return [
    at(openedAt, {
      type: 'WhistleRaised',
      data: {
        number: `${source.system}-${source.id}`.toUpperCase(),
        initiator: { level: 'RESIDENT', actorId: context.actor.id },
        anonymity: 'ANONYMOUS',
        summary: deIdentify(input.summary),
        categoryCode: category.code,
        ...place,
        raisedOn: civilDateIn(place.timeZone, openedAt),
        sealed: category.sealedByDefault,
        source: { ...source, flags: flagsOf(input) },
      },
    }),
    at(openedAt, { type: 'WhistleAccepted', data: { ...classification, mode: 'IMPORT', ...versions } }),
    at(openedAt, {
      type: 'WhistleDispatched',
      data: { round: 1, mode: 'IMPORT', by: context.actor.id, ...versions },
    }),
    at(openedAt, {
      type: 'AssignmentCreated',
      data: { ...assignment, role: 'LEAD', mandatory: true, reportsIn: false, reason: 'import' },
    }),
    ...(targetAt === undefined ? [] : targetClock(input, targetAt, context.at)),
    ...(isClosed(input) ? [at(input.closedAt ?? context.at, closing(input))] : []),
  ];
}

/** By its status, if the source has one; else by its closed time. */
const isClosed = ({ closed, closedAt }: ImportWhistle['input']): boolean => closed ?? closedAt !== undefined;

function flagsOf(input: ImportWhistle['input']): string[] {
  const { openedAt, targetAt, closedAt } = input;
  return [
    ...(targetAt === undefined ? ['no-target'] : []),
    ...(targetAt !== undefined && targetAt < openedAt ? ['target-before-opened'] : []),
    ...(closedAt !== undefined && closedAt < openedAt ? ['closed-before-opened'] : []),
    ...(isClosed(input) && closedAt === undefined ? ['closed-without-time'] : []),
    ...(!isClosed(input) && closedAt !== undefined ? ['open-with-closed-time'] : []),
  ];
}

function targetClock(input: ImportWhistle['input'], targetAt: string, now: string): WhistleEvent[] {
  const of = {
    clockId: 'HANDLE-1',
    clock: 'HANDLE' as const,
    assignmentId: 'a1',
    unitId: input.unitId,
    dueAt: targetAt,
  };
  const policy = { policyVersion: 'source', calendarVersion: 'none', provisional: false };
  const handledUntil = isClosed(input) ? input.closedAt : now;
  const missed = handledUntil !== undefined && targetAt < handledUntil;
  return [
    {
      type: 'DeadlineSet',
      data: {
        ...of,
        startedAt: input.openedAt,
        kind: 'MANUAL_DATE',
        ...policy,
        pauses: [],
        marks: [],
        timer: false,
        cause: 'STARTED',
      },
      occurredAt: input.openedAt,
    },
    ...(missed ? [{ type: 'DeadlineMissed' as const, data: { ...of, detectedAt: now }, occurredAt: targetAt }] : []),
  ];
}

const closing = ({ closingKind, closingNote }: ImportWhistle['input']): WhistleEvent => ({
  type: 'WhistleClosed',
  data: { kind: closingKind, ...(closingNote && { note: deIdentify(closingNote) }) },
});
