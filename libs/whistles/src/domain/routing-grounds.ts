import { matrixGrounds, whyNot, whyUnit } from '@app/catalogue/domain';
import { z } from 'zod';

const text = z.string().min(1);

/** 直派: what the dispatch policies object to, by the code of the refusal. */
const notDispatchedDirectly = whyNot('NOT_DISPATCHED_DIRECTLY', {
  refusal: text,
  proposedUnitId: text,
  categoryCode: text,
  areaPath: text,
});
export type DirectObjection = z.infer<typeof notDispatchedDirectly>;

/** 派单依据: one for each unit that is suggested, by `unitId`, and one for each problem, in their order. */
export const routingGround = z.discriminatedUnion('code', [
  ...matrixGrounds,
  /** 退单单位建议. */
  whyUnit('NAMED_BY_WHO_RETURNED', {}),
  /** 回避: it leads instead of the unit that the whistle complains of. */
  whyUnit('INSTEAD_OF_CONCERNED', { concernedUnitId: text }),
  whyNot('NOBODY_INSTEAD', { concernedUnitId: text }),
  /** 退单. */
  whyNot('HAS_RETURNED', { returnedUnitId: text }),
  notDispatchedDirectly,
]);
export type RoutingGround = z.infer<typeof routingGround>;

/** Those of the problems, and of these units only. */
export const groundsOf = (
  units: readonly ({ readonly unitId: string } | undefined)[],
  grounds: readonly RoutingGround[] = [],
): RoutingGround[] =>
  grounds.filter((ground) => !('unitId' in ground) || units.some((unit) => unit?.unitId === ground.unitId));
