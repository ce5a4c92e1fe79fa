import { z } from 'zod';

const text = z.string().min(1);
const rating = { assignmentId: text, unitId: text, score: z.int().min(1).max(5), note: text.optional() };

/** 双评议: those who whistled and those who came rate each other, from 1 to 5. */
export const ratingEvents = {
  /** 街道、社区评部门: of this unit. */
  DepartmentRated: { version: 1, schema: z.strictObject(rating) },
  /** 部门评街道: by this unit, of the street that whistled. */
  StreetRated: { version: 1, schema: z.strictObject(rating) },
} as const;
