import type { CatalogueView, Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { placeOfWhistle } from './clock-rules.js';
import type { ClockStart } from './deadlines.js';
import type { Whistle } from './whistle.state.js';

/** A whistle that nobody has classified yet is judged by the ordinary urgency (一般). */
const UNCLASSIFIED_URGENCY = 'P3';

/** By what a category is judged until somebody says otherwise. */
export function urgencyOf(
  { categoryCode, areaPath, at }: Pick<ClockStart, 'categoryCode' | 'areaPath' | 'at'>,
  catalogue: CatalogueView,
): Urgency {
  const category = categoryCode === undefined ? undefined : catalogue.forArea(areaPath).category(categoryCode, at);
  return category?.urgency ?? UNCLASSIFIED_URGENCY;
}

/** What the next clock of a whistle is started for. */
export function nextClock(whistle: Whistle, catalogue: CatalogueView, at: Instant): ClockStart {
  const { categoryCode, conditionSeq, clockCount, whistleType } = whistle;
  const place = placeOfWhistle(whistle);
  const urgency = whistle.urgency ?? urgencyOf({ ...place, categoryCode, at }, catalogue);
  return { ...place, categoryCode, conditionSeq, urgency, whistleType, at, nextNumber: clockCount + 1 };
}
