import { ERASURE_OUTCOMES } from '@app/whistles';
import { z } from 'zod';
import * as list from '../request/list.schemas.js';

const reason = z.string().trim().min(1).max(2_000);
export const restrict = z
  .strictObject({
    reason: reason.meta({ description: 'Why it is restricted: such as that the person has asked for erasure' }),
    basis: reason.meta({ description: 'What it has to be kept by: a law, a running procedure (保管依据)' }),
    until: list.day.meta({ description: 'The last day on which it has to be kept; it is erased the day after' }),
  })
  .meta({ id: 'RestrictPersonalData' });
export const erase = z.strictObject({ reason }).meta({ id: 'ErasePerson' });
export const decided = z
  .object({
    subjectId: z.string().meta({ description: 'The person, by a name that says nothing' }),
    outcome: z.enum(ERASURE_OUTCOMES),
    until: z.iso.date().optional(),
  })
  .meta({ id: 'DecidedErasure' });
export const erasurePage = list.pageSchema(
  'ErasurePage',
  z.object({
    subjectId: z.string(),
    outcome: z.enum(ERASURE_OUTCOMES),
    whistleId: z.uuid().nullable().meta({ description: 'Where it was asked for; null if at a service order' }),
    orderIds: z.array(z.uuid()).meta({ description: 'The service orders that it reaches (点单)' }),
    until: z.iso.date().nullable(),
    reason: z.string(),
    actorId: z.string(),
    decidedAt: z.iso.datetime(),
  }),
);
