import type { RecordedEvent } from '@app/kernel';
import type { Whistle, WhistleEvent } from '@app/whistles/domain';
import { codedFacts } from './coded-facts.js';
import { NOTICES } from './notices.js';

/** What is told of a whistle, at whatever event: no summary, no address, no person. */
export interface ToldWhistle {
  readonly whistleId: string;
  readonly whistle: Whistle;
}

/** What a subscribed system receives, as JSON. Described in docs/api.md. */
export interface EventMessage {
  readonly type: string;
  /** When it happened. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function eventMessage(
  recorded: RecordedEvent,
  event: WhistleEvent,
  { whistleId, whistle }: ToldWhistle,
): EventMessage {
  const { number, raisedOn, initiator, location } = whistle.raised;
  const { role, unitId } = recorded.metadata.actor;
  return {
    type: recorded.type,
    timestamp: recorded.metadata.occurredAt,
    data: {
      eventId: recorded.eventId,
      position: recorded.position.toString(),
      revision: recorded.revision,
      recordedAt: recorded.recordedAt,
      actor: { role, ...(unitId !== undefined && { unitId }) },
      whistle: {
        id: whistleId,
        number,
        status: whistle.status,
        level: initiator.level,
        categoryCode: whistle.categoryCode ?? null,
        urgency: whistle.urgency ?? null,
        areaPath: location.areaPath,
        raisedOn,
      },
      facts: codedFacts(event),
    },
  };
}

/** How places, categories and units are called. */
export interface Names {
  area(path: string): string;
  category(code: string): string;
  unit(unitId: string): string;
}

/** What the robot of a group is sent, as those of 企业微信 take it. */
export interface GroupMessage {
  readonly msgtype: 'text';
  readonly text: { readonly content: string };
}

/**
 * A sentence for a group (微信群, M13): number, kind, place down to the grid, what happened; nobody is in it, because nothing
 * that people have written is. Of what is kept from others, and of what is no news for a group, there is none.
 */
export function groupMessage(event: WhistleEvent, { whistle }: ToldWhistle, names: Names): GroupMessage | undefined {
  const notice = NOTICES[event.type];
  if (notice === 'ignored' || !notice.group || whistle.sealed) return undefined;
  const { number, location } = whistle.raised;
  const unitId = 'unitId' in event.data && typeof event.data.unitId === 'string' ? event.data.unitId : undefined;
  const unit = unitId === undefined ? '' : `${names.unit(unitId)} `;
  const kind = whistle.categoryCode === undefined ? '待归类' : names.category(whistle.categoryCode);
  return {
    msgtype: 'text',
    text: { content: `【${number}】${kind}｜${names.area(location.areaPath)}｜${unit}${notice.zh}` },
  };
}
