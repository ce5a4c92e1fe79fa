import { z } from 'zod';

const text = z.string().min(1);
/** The row of the responsibility matrix (职责清单) that asks for a unit. */
const row = { categoryCode: text, role: z.enum(['LEAD', 'ASSIST']), unitType: text };
/** A unit by the name that it had, for it may be gone. */
const former = { formerId: text, formerName: text };

/** A ground for a unit that is suggested. */
export const whyUnit = <Code extends string, Facts extends z.core.$ZodShape>(code: Code, facts: Facts) =>
  z.strictObject({ unitId: text, code: z.literal(code), facts: z.strictObject(facts) });

/** A ground for finding none. */
export const whyNot = <Code extends string, Facts extends z.core.$ZodShape>(code: Code, facts: Facts) =>
  z.strictObject({ code: z.literal(code), facts: z.strictObject(facts) });

/** Why the matrix led to a unit (派单依据), or to none: what `reason` and `problems` say, as data. */
export const matrixGrounds = [
  whyUnit('COVERS_THE_PLACE', { ...row, unitArea: text, areaPath: text }),
  /** 机构合并. */
  whyUnit('CARRIES_ON', { ...row, ...former }),
  whyNot('AREA_UNKNOWN', { areaPath: text, at: text }),
  whyNot('UNCLASSIFIED', {}),
  whyNot('CATEGORY_UNKNOWN', { categoryCode: text, at: text }),
  whyNot('CATEGORY_ELSEWHERE', { categoryCode: text, jurisdiction: text, areaPath: text }),
  whyNot('NO_SUCH_UNIT', { ...row, areaPath: text }),
  whyNot('UNIT_NOT_YET', { ...row, ...former, from: text }),
  whyNot('UNIT_ABOLISHED', { ...row, ...former, to: text }),
] as const;
export type MatrixGround = z.infer<(typeof matrixGrounds)[number]>;
