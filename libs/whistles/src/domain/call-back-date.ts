import type { CatalogueView } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import type { PastClock } from './aftercare.state.js';
import { type ClockRules, isOfBefore, placeOfWhistle, rulesOf } from './clock-rules.js';
import { type Reckoned, reckoned } from './deadlines.js';
import type { RunningClock } from './running-clock.js';
import type { Whistle } from './whistle.state.js';

/**
 * 到期回访 comes when the time to handle is over: by a revised calendar, when it would be over now (EC-08).
 * @returns nothing where that time was a date that no calendar gave
 */
export function callBackAnew(
  clock: RunningClock,
  whistle: Whistle,
  { calendar }: Pick<ClockRules, 'calendar'>,
  catalogue: CatalogueView,
  at: Instant,
): Reckoned | undefined {
  const handle = handledBy(clock, whistle);
  const limit = handle?.counted.limit;
  if (!handle || !limit || isOfBefore(handle.counted)) return undefined;
  const { policy } = rulesOf(catalogue, handle.counted, placeOfWhistle(whistle));
  const fresh = reckoned({ calendar, policy }, { ...handle, ...handle.counted, limit }, at);
  const { kind, policyVersion, pauses, marks } = clock;
  return { ...fresh, kind, policyVersion, pauses, marks };
}

/** The clock to handle that the result stopped, with which this one began. */
const handledBy = ({ startedAt }: RunningClock, { pastClocks }: Whistle): PastClock | undefined =>
  pastClocks.findLast(
    ({ clock, stoppedBy, stoppedAt }) =>
      clock === 'HANDLE' && stoppedBy === 'ResultSubmitted' && stoppedAt <= startedAt,
  );
