import type { Category } from '@app/catalogue/domain';
import { civilDateIn, DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { dueAt } from '@app/working-time';
import { startClocks } from './deadlines.js';
import { directDispatch, routed, versionsOf } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { allowed } from './transitions.js';
import type {
  AcceptWhistle,
  RaiseWhistle,
  ReclassifyWhistle,
  RejectWhistle,
  WithdrawWhistle,
} from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { assignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** A whistle that nobody has classified yet is judged by the ordinary urgency (一般). */
const UNCLASSIFIED_URGENCY = 'P3';

/**
 * Whether it would be raised at all: asked before a number and a key are spent on it.
 * @throws DomainError what `RaiseWhistle` is refused with
 */
export function mayBeRaised(
  { input, context }: RaiseWhistle,
  facts: Pick<WhistleFacts, 'directory' | 'catalogue'>,
): void {
  const { level, anonymity, categoryCode, location } = input;
  const hasContact = Object.values(input.reporter ?? {}).some((value) => value !== undefined);
  if (anonymity === 'ANONYMOUS' && hasContact) throw new DomainError('whistle/anonymous-with-contact');
  if (level === 'RESIDENT' && anonymity !== 'ANONYMOUS' && !input.reporter?.phone) {
    throw new DomainError('whistle/contact-needed');
  }
  timeZoneAt(location.areaPath, facts, context.at);
  if (categoryCode !== undefined) knownCategory(categoryCode, location.areaPath, facts, context.at);
}

/** 吹哨. Direct dispatch (直派) where the category says so; everything else waits in triage with routing's suggestion. */
export function raise(command: RaiseWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const { input, context } = command;
  allowed('RaiseWhistle', state);
  const { newWhistle } = facts;
  if (!newWhistle) throw new Error('RaiseWhistle needs the facts of a new whistle');
  const { at, actor } = context;
  const { level, anonymity, description, categoryCode, location } = input;
  const { areaPath } = location;
  mayBeRaised(command, facts);
  const place = placeOf(location, facts, at, input.reporter);
  const category = categoryCode === undefined ? undefined : knownCategory(categoryCode, areaPath, facts, at);
  const routing = routed(categoryCode, areaPath, facts, at);
  const direct = directDispatch(category, routing.data, { areaPath, at, by: actor.id, facts });
  const raised: WhistleEventOf<'WhistleRaised'> = {
    type: 'WhistleRaised',
    data: {
      number: newWhistle.number,
      initiator: { level, actorId: actor.id },
      anonymity,
      ...(newWhistle.reporter && { reporter: newWhistle.reporter }),
      ...(newWhistle.words && { words: newWhistle.words }),
      summary: deIdentify(description, input.reporter),
      ...(categoryCode !== undefined && { categoryCode }),
      ...place,
      raisedOn: civilDateIn(place.timeZone, at),
      sealed: category?.sealedByDefault ?? false,
    },
  };
  if (direct.events.length > 0) return [raised, routing, ...direct.events];
  if (direct.problem) routing.data.problems.push(direct.problem);
  const urgency = category?.urgency ?? UNCLASSIFIED_URGENCY;
  const clocks = startClocks(facts.catalogue, ['ACCEPT'], {
    areaPath,
    categoryCode,
    conditionSeq: 1,
    urgency,
    at,
    nextNumber: 1,
  });
  return [raised, routing, ...clocks];
}

/** 受理. */
export function accept({ input, context }: AcceptWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('AcceptWhistle', state);
  const { at } = context;
  const categoryCode = input.categoryCode ?? whistle.categoryCode;
  if (categoryCode === undefined) throw new DomainError('whistle/unclassified');
  const { areaPath } = whistle.raised.location;
  const category = knownCategory(categoryCode, areaPath, facts, at);
  const same = categoryCode === whistle.categoryCode;
  const conditionSeq = knownCondition(input.conditionSeq ?? (same ? whistle.conditionSeq : 1), category);
  const urgency = input.urgency ?? (same ? whistle.urgency : undefined) ?? category.urgency;
  const sealed = category.sealedByDefault && !whistle.sealed && { sealed: true as const };
  const start = { areaPath, categoryCode, conditionSeq, urgency, at, nextNumber: whistle.clockCount + 1 };
  return [
    ...(same ? [] : [routed(categoryCode, areaPath, facts, at)]),
    {
      type: 'WhistleAccepted',
      data: { categoryCode, conditionSeq, urgency, mode: 'MANUAL', ...sealed, ...versionsOf(facts) },
    },
    ...startClocks(facts.catalogue, ['DISPATCH'], start),
  ];
}

/** 不予受理. */
export function reject({ input }: RejectWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  allowed('RejectWhistle', state);
  const { reason } = input;
  return [
    {
      type: 'WhistleRejected',
      data: { reason, basis: deIdentify(input.basis, known), toldChannel: deIdentify(input.toldChannel, known) },
    },
  ];
}

/** A running clock may come due earlier under the new classification, never later (EC-17: min(old, changedAt + limit)). */
export function reclassify(
  { input, context }: ReclassifyWhistle,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ReclassifyWhistle', state);
  const { at } = context;
  const { categoryCode, summary } = input;
  const { areaPath } = whistle.raised.location;
  const category = knownCategory(categoryCode, areaPath, facts, at);
  const conditionSeq = knownCondition(input.conditionSeq ?? 1, category);
  const urgency = input.urgency ?? category.urgency;
  return [
    {
      type: 'WhistleReclassified',
      data: {
        categoryCode,
        conditionSeq,
        urgency,
        ...(summary !== undefined && { summary: deIdentify(summary, facts.known) }),
        sealed: whistle.sealed || category.sealedByDefault,
        reason: deIdentify(input.reason, facts.known),
        ...versionsOf(facts),
      },
    },
    routed(categoryCode, areaPath, facts, at),
    ...earlierDeadlines(whistle, { category, conditionSeq, urgency, at }, facts),
  ];
}

/** 撤哨. */
export function withdraw({ input }: WithdrawWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('WithdrawWhistle', state);
  if (assignmentsOf(whistle).some(({ reportedIn }) => reportedIn)) throw new DomainError('whistle/already-reported-in');
  return [{ type: 'WhistleWithdrawn', data: { reason: deIdentify(input.reason, known) } }];
}

function earlierDeadlines(
  whistle: Whistle,
  now: { category: Category; conditionSeq: number; urgency: Category['urgency']; at: string },
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  return whistle.clocks.flatMap((running): WhistleEvent[] => {
    const { clockId, clock, assignmentId, unitId, missed } = running;
    const limit = catalogue.limit(now.category, now.conditionSeq, now.urgency, clock, now.at);
    const due = limit && dueAt(now.at, limit);
    if (!due || missed || due.dueAt >= running.dueAt) return [];
    const of = assignmentId !== undefined && unitId !== undefined ? { assignmentId, unitId } : {};
    const set = {
      clockId,
      clock,
      ...of,
      startedAt: now.at,
      limit,
      kind: 'CONTINUOUS' as const,
      ...due,
      pauses: [],
      marks: [],
      timer: true,
      cause: 'RECLASSIFIED' as const,
    };
    return [{ type: 'DeadlineSet', data: set }];
  });
}

/** Categories are those of the place's own jurisdiction. */
export function knownCategory(
  code: string,
  areaPath: string,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
  at: string,
): Category {
  const category = catalogue.forArea(areaPath).category(code, at);
  if (!category) throw new DomainError('whistle/unknown-category', { categoryCode: code });
  return category;
}

function knownCondition(seq: number, category: Category): number {
  if (seq !== 1 && !category.conditions.some((condition) => condition.seq === seq)) {
    throw new DomainError('whistle/unknown-condition', { categoryCode: category.code, conditionSeq: seq });
  }
  return seq;
}

/** Where it is, checked against the directory of that moment, and the zone that civil dates there are in. */
export function placeOf(
  location: RaiseWhistle['input']['location'],
  facts: WhistleFacts,
  at: string,
  known: RaiseWhistle['input']['reporter'] = {},
) {
  const { areaPath, address, longitude, latitude } = location;
  const timeZone = timeZoneAt(areaPath, facts, at);
  const point = longitude !== undefined && latitude !== undefined ? { longitude, latitude } : {};
  return { location: { areaPath, ...(address && { address: deIdentify(address, known) }), ...point }, timeZone };
}

function timeZoneAt(areaPath: string, { directory }: Pick<WhistleFacts, 'directory'>, at: string): string {
  const timeZone = directory.timeZoneOf(areaPath);
  if (!directory.area(areaPath, at) || timeZone === undefined) {
    throw new DomainError('whistle/unknown-area', { areaPath });
  }
  return timeZone;
}
