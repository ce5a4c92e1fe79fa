import { URGENCIES } from '@app/catalogue/domain';
import { type RecordedEvent, ROLES } from '@app/kernel';
import { INITIATOR_LEVELS, STATUSES, type Whistle, type WhistleEvent } from '@app/whistles/domain';
import { z } from 'zod';
import { codedFacts } from './coded-facts.js';
import { NOTICES } from './notices.js';

/** What is told of a whistle, at whatever event: no summary, no address, no person. */
export interface ToldWhistle {
  readonly whistleId: string;
  readonly whistle: Whistle;
}

const instant = z.iso.datetime();

/** What a subscribed system receives, as JSON. */
export const eventMessageSchema = z.strictObject({
  type: z.string().meta({ description: 'Of the event, as in the event catalogue' }),
  timestamp: instant.meta({ description: 'When it happened' }),
  data: z.strictObject({
    eventId: z.string().meta({ description: 'That of `webhook-id`: the same at every attempt' }),
    position: z.string().meta({ description: 'Opaque; `rewind` and `?after=` take it' }),
    revision: z.int().meta({ description: 'Of the whistle' }),
    recordedAt: instant,
    actor: z.strictObject({ role: z.enum(ROLES), unitId: z.string().optional() }),
    whistle: z
      .strictObject({
        id: z.string(),
        number: z.string(),
        status: z.enum(STATUSES),
        level: z.enum(INITIATOR_LEVELS),
        categoryCode: z.string().nullable(),
        urgency: z.enum(URGENCIES).nullable(),
        areaPath: z.string(),
        raisedOn: z.iso.date(),
      })
      .meta({ description: 'As it was right after the event' }),
    facts: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Codes, numbers, dates and ids of the event; nothing that people have written' }),
  }),
});
export type EventMessage = z.infer<typeof eventMessageSchema>;

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
export const groupMessageSchema = z.strictObject({
  msgtype: z.literal('text'),
  text: z.strictObject({ content: z.string() }),
});
export type GroupMessage = z.infer<typeof groupMessageSchema>;

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
