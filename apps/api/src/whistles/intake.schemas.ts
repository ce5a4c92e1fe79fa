import { EMERGENCY_LINES } from '@app/catalogue/domain';
import { ORDINARY_CHANNELS } from '@app/whistles';
import { z } from 'zod';

const note = z.string().trim().min(1).max(2_000);

export const redirect = z
  .strictObject({
    channel: z.enum(ORDINARY_CHANNELS),
    basis: note,
    toldChannel: note.meta({ description: 'Where the reporter was told to turn to' }),
  })
  .meta({ id: 'RedirectWhistle' });

export const emergency = z
  .strictObject({
    channel: z.enum(EMERGENCY_LINES),
    goesOn: z
      .boolean()
      .default(true)
      .meta({ description: 'The whistle stays, for what comes after (善后); false ends it here' }),
    note,
  })
  .meta({ id: 'RedirectEmergency' });

/** A whistle, as people name it or as the API does. */
const named = z.string().regex(/^[\w.-]{3,80}$/, 'must be the number or the id of a whistle');

export const inform = z
  .strictObject({
    ref: named.meta({ description: 'What the same reporter raised before: its number, or its id' }),
    note,
  })
  .meta({ id: 'InformOfExisting' });

export const merge = z
  .strictObject({
    masterId: named.meta({ description: 'The whistle that goes on for both: its number, or its id' }),
    reason: note,
  })
  .meta({ id: 'MergeWhistle' });

export const unmerge = z.strictObject({ reason: note }).meta({ id: 'UnmergeWhistle' });

export const streetResponse = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('SELF_RESOLVED'),
      evidence: note.meta({ description: 'What was done; the reporter reads it' }),
    }),
    z.strictObject({ outcome: z.literal('BLOWN_ON'), note: note.meta({ description: 'Why departments are needed' }) }),
  ])
  .meta({ id: 'RespondAsStreet' });

export const selfResolution = z
  .strictObject({ evidence: note.meta({ description: 'What was done on the spot; the reporter reads it' }) })
  .meta({ id: 'SelfResolve' });
