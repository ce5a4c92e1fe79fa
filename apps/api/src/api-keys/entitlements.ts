import { type Caller, covers, grantsFor } from '@app/identity';
import type { Instant } from '@app/kernel';
import { z } from 'zod';
import { paging } from '../reference/slice.js';
import { flag, instant } from '../request/list.schemas.js';

/** What lists of grants and of keys understand. */
export const entitlementQuery = z.strictObject({
  ...paging,
  ended: flag.default('false').meta({ description: 'true = also those that have ended' }),
});

export const lasting = {
  from: instant,
  to: instant.optional().meta({ description: 'Ends or has ended then; open if absent' }),
};

interface Entitlement {
  readonly areaPath: string;
  readonly to?: Instant;
}

/** Administrators see what lies within their own area; what has ended if they ask for it. */
export function isShownTo(caller: Caller, { ended }: z.infer<typeof entitlementQuery>, now: Instant) {
  const areas = grantsFor(caller, 'GRANT_WRITE').map(({ areaPath }) => areaPath);
  return ({ areaPath, to }: Entitlement): boolean =>
    areas.some((area) => covers(area, areaPath)) && (ended === 'true' || to === undefined || to > now);
}
