import { ORDER_KINDS, ORDER_STATUSES, ORDER_STAGES } from '@app/service-orders';
import { z } from 'zod';
import * as list from '../request/list.schemas.js';
import { actor } from '../whistles/whistle.responses.js';
import { note, phone, unitId } from '../whistles/whistle.schemas.js';

export const orderId = z.uuid();

export const order = z
  .strictObject({
    kind: z.enum(ORDER_KINDS).default('MICRO_WISH').meta({ description: '微心愿, 微项目, 公共/社会/志愿服务' }),
    note: note.meta({ description: 'What is wished for: kept sealed; lists show a version without personal data' }),
    areaPath: list.areaPath.meta({
      description: 'Where, as GET /areas names it: a street, a community or a place in one',
    }),
    contact: z
      .strictObject({
        name: z.string().trim().min(1).max(80),
        phone,
        address: z.string().trim().min(1).max(300).optional(),
      })
      .meta({ description: 'Whom it is for and where to bring it: kept sealed' }),
  })
  .meta({ id: 'OrderService' });

export const review = z
  .strictObject({
    approved: z.boolean(),
    note: note.optional().meta({ description: 'Why; needed if it is not approved' }),
  })
  .meta({ id: 'ReviewOrder' });
export const claim = z
  .strictObject({ unitId: unitId.optional().meta({ description: 'For this unit; absent = for yourself' }) })
  .prefault({})
  .meta({ id: 'ClaimOrder' });
export const confirm = z
  .strictObject({
    received: z.boolean().default(true).meta({ description: 'false = 未送达: it is to be delivered anew' }),
    note: note.optional().meta({ description: 'Why; needed if it was not received' }),
  })
  .prefault({})
  .meta({ id: 'ConfirmService' });
export const noted = z.strictObject({ note }).meta({ id: 'NoteOnOrder' });
export const purpose = z
  .strictObject({ note: note.meta({ description: 'Why: recorded with the reading' }) })
  .meta({ id: 'ShowContact' });

export const listQuery = z.strictObject({
  ...list.paging,
  status: list.listOf(ORDER_STATUSES).optional(),
  kind: list.listOf(ORDER_KINDS).optional().meta({ description: 'Kinds, comma separated' }),
  areaPath: list.areaPath.optional(),
  overdue: list.flag.optional().meta({ description: 'Whether nobody reviewed or claimed it in time' }),
  mine: z
    .enum(['ordered', 'claimed'])
    .optional()
    .meta({ description: 'What I ordered, or what I or my units have claimed, also if it was withdrawn since' }),
});
export const countQuery = z.strictObject({ areaPath: list.areaPath, after: list.paging.after });

const instant = z.iso.datetime();
const summary = {
  id: z.uuid(),
  kind: z.enum(ORDER_KINDS),
  status: z.enum(ORDER_STATUSES),
  areaPath: z.string(),
  wish: z.string().meta({ description: 'Without personal data' }),
  orderedAt: instant,
  dueAt: instant.nullable().meta({ description: 'Of the next step, if it has a time' }),
  overdue: z.boolean().meta({ description: 'Not reviewed, or not claimed, in time' }),
  claimerUnitId: z
    .string()
    .nullable()
    .meta({ description: 'The unit that has claimed it, also if it was withdrawn since; null for a person or nobody' }),
};
export const orderPage = list.pageSchema('ServiceOrderPage', z.object(summary));
export const countPage = list.pageSchema(
  'ServiceOrderCountPage',
  z.object({
    kind: z.enum(ORDER_KINDS),
    ordered: z.int().meta({ description: '点单: all that were ever ordered, rejected and withdrawn ones among them' }),
    claimed: z.int().meta({ description: '认领: claimed now, delivered or confirmed; not those that are free again' }),
    delivered: z.int().meta({ description: '解决: delivered, confirmed ones among them; not those denied' }),
    confirmed: z.int().meta({ description: '确认: received, says whoever ordered it or the community' }),
    overdue: z.int().meta({ description: '超时: not reviewed, or not claimed, in time, and still waiting for it' }),
  }),
);

const revision = z.int().meta({ description: 'The ETag, unquoted' });
export const decided = z
  .object({
    id: z.uuid(),
    status: z.enum(ORDER_STATUSES),
    revision,
    position: z.string().meta({ description: 'X-Position: pass it as ?after= to read this write' }),
  })
  .meta({ id: 'DecidedOrder' });

export const ORDER_STEPS = ['REVIEW', 'CLAIM', 'RELEASE', 'DELIVER', 'CONFIRM', 'WITHDRAW', 'CONTACT'] as const;
export type OrderStep = (typeof ORDER_STEPS)[number];
const line = z.object({ type: z.string(), at: instant, revision: z.int(), text: z.string() });
export type OrderLine = z.infer<typeof line>;
export const orderDetail = z
  .object({
    ...summary,
    stage: z.enum(ORDER_STAGES).nullable().meta({ description: 'What it waits for within a time' }),
    provisional: z.boolean().meta({ description: 'Whether dueAt rests on days that no calendar covers yet' }),
    claimer: z
      .object({
        accountId: z.string().nullable().meta({
          description: 'Of a unit’s clerk, for those who answer for it; of a resident for themselves only, else null',
        }),
        unitId: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Whoever has it, delivered it, or had it when it was withdrawn' }),
    contact: z
      .object({
        name: z.string().optional(),
        phone: z.string().optional(),
        erased: z.boolean(),
        restricted: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Masked, for the same; POST …/contact shows it in clear' }),
    revision,
    actions: z.array(z.enum(ORDER_STEPS)).meta({ description: 'What I may do now: POST …/{step in small letters}' }),
    history: z.array(line).meta({ description: 'Oldest first' }),
  })
  .meta({ id: 'ServiceOrder' });
export const contact = z
  .object({ name: z.string().nullable(), phone: z.string().nullable(), address: z.string().nullable() })
  .meta({ id: 'OrderContact' });
export const contactRevealPage = list.pageSchema(
  'ContactRevealPage',
  z.object({ actor, at: instant, purpose: z.string().meta({ description: 'As it was given, without personal data' }) }),
);
