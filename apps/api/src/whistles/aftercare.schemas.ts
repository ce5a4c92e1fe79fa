import { URGENCIES } from '@app/catalogue/domain';
import { DATED_FACTS, REOPEN_CAUSES, SUPERVISION_LEVELS, TERMINATION_REASONS } from '@app/whistles';
import { z } from 'zod';
import { assignmentId, bothOrNeither, BOTH, moment, note, point } from './whistle.schemas.js';

const reason = { reason: note };
const assignmentIds = z
  .array(assignmentId)
  .max(20)
  .optional()
  .meta({ description: 'Assisting units that have to do it once more too' });

export const checkOrder = z
  .strictObject({
    unitId: z.string().min(1).max(100).optional().meta({ description: 'Absent = a grid worker or supervisor' }),
  })
  .prefault({})
  .meta({ id: 'OrderCheck' });

const seen = point;
export const checkResult = z
  .discriminatedUnion('passed', [
    z.strictObject({ passed: z.literal(true), note: note.optional(), ...seen }),
    z.strictObject({ passed: z.literal(false), ...reason, assignmentIds, ...seen }),
  ])
  .refine(bothOrNeither, BOTH)
  .meta({ id: 'RecordCheck' });

export const sendBack = z.strictObject({ ...reason, assignmentIds }).meta({ id: 'SendBack' });

export const reopening = z.strictObject({ cause: z.enum(REOPEN_CAUSES), ...reason }).meta({ id: 'ReopenWhistle' });

export const appeal = z.strictObject(reason).meta({ id: 'AppealOverdue' });

export const appealReview = z.strictObject({ upheld: z.boolean(), ...reason }).meta({ id: 'ReviewAppeal' });

export const exclusion = z
  .strictObject({
    assignmentId: assignmentId.optional().meta({ description: 'Absent = the whole whistle' }),
    ...reason,
  })
  .meta({ id: 'ExcludeFromScoring' });

export const urgency = z.strictObject({ urgency: z.enum(URGENCIES), ...reason }).meta({ id: 'ChangeUrgency' });

export const voiding = z.strictObject(reason).meta({ id: 'RequestVoiding' });

export const voidingDecision = z.strictObject({ confirmed: z.boolean(), ...reason }).meta({ id: 'DecideVoiding' });

export const termination = z
  .strictObject({ reason: z.enum(TERMINATION_REASONS), explanation: note })
  .meta({ id: 'RequestTermination' });

export const terminationDecision = z
  .strictObject({
    approved: z.boolean(),
    reason: note.meta({ description: 'If approved, the reporter is told it' }),
  })
  .meta({ id: 'DecideTermination' });

export const supervision = z
  .strictObject({
    assignmentId: assignmentId.optional().meta({ description: 'Absent = the lead; the desk while there is none' }),
    level: z.enum(SUPERVISION_LEVELS),
    ...reason,
  })
  .meta({ id: 'OpenSupervision' });

export const supervisionReply = z.strictObject({ reply: note }).meta({ id: 'AnswerSupervision' });

export const correction = z
  .strictObject({
    fact: z.enum(DATED_FACTS),
    happenedAt: moment.meta({ description: 'When it really happened' }),
    ...reason,
    evidence: note.meta({ description: 'What shows it' }),
  })
  .meta({ id: 'CorrectFact' });
