import { RETURN_FAULTS, RETURN_REASONS } from '@app/whistles';
import { z } from 'zod';
import { note, unitId } from './whistle.schemas.js';

const assists = z
  .array(z.strictObject({ unitId, mandatory: z.boolean().optional() }))
  .max(20)
  .optional();
const reason = note;

export const addAssist = z
  .strictObject({
    unitId,
    mandatory: z.boolean().optional().meta({ description: 'Absent = the lead waits for it' }),
    overrideReason: note.optional().meta({ description: 'Why a unit outside the matrix or the area' }),
  })
  .meta({ id: 'AddAssist' });

export const releaseAssist = z
  .strictObject({
    reason,
    misdispatched: z
      .boolean()
      .optional()
      .meta({ description: 'It never was its duty: what it is late with does not count' }),
  })
  .meta({ id: 'ReleaseAssist' });

export const excuseAssist = z.strictObject({ reason }).meta({ id: 'ExcuseAssist' });

export const changeLead = z
  .strictObject({
    unitId: unitId.meta({ description: 'A unit that assists already, or a new one' }),
    keepFormer: z.boolean().optional().meta({ description: 'The former lead goes on to assist' }),
    reason,
  })
  .meta({ id: 'ChangeLead' });

export const returnRequest = z
  .strictObject({
    reason: z.enum(RETURN_REASONS),
    basis: note.meta({ description: 'Why, by which rule' }),
    suggestedUnitId: unitId.optional().meta({ description: 'Whose it is instead' }),
  })
  .meta({ id: 'RequestReturn' });

export const returnDecision = z
  .discriminatedUnion('approved', [
    z.strictObject({ approved: z.literal(true), fault: z.enum(RETURN_FAULTS), reason }),
    z.strictObject({ approved: z.literal(false), reason }),
  ])
  .meta({ id: 'DecideReturn' });

export const arbitrationRequest = z.strictObject({ reason }).meta({ id: 'RequestArbitration' });

export const arbitration = z
  .strictObject({
    leadUnitId: unitId,
    assists,
    basis: note.meta({ description: 'By which rule, or which minutes (联席会议纪要)' }),
    note: note.optional().meta({ description: '现场定责: what was found on the spot' }),
  })
  .meta({ id: 'Arbitrate' });

/** Units in a query: `XY-ZJ,XY-GA`. */
const unitIds = z
  .string()
  .max(2_000)
  .default('')
  .transform((text) => text.split(',').filter((one) => one !== ''))
  .pipe(z.array(unitId).max(20));
export const arbitrationPreview = z.strictObject({
  leadUnitId: unitId.meta({ description: 'The unit that would lead' }),
  assistUnitIds: unitIds.meta({ description: 'Units that would assist, separated by commas' }),
});

export const redispatch = z
  .strictObject({
    leadUnitId: unitId
      .optional()
      .meta({ description: "Absent = routing's suggestion, without those that returned it" }),
    assists,
    overrideReason: note
      .optional()
      .meta({ description: 'Why a unit outside the matrix or the area, or one that has returned it' }),
  })
  .prefault({})
  .meta({ id: 'RedispatchWhistle' });

export const recall = z.strictObject({ reason }).meta({ id: 'RecallDispatch' });

export const fallback = z.strictObject({ reason }).meta({ id: 'FallbackDispatch' });
