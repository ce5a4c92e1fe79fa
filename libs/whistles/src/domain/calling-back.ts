import { type Aftercare, PLAIN_AFTERCARE } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { placeOfWhistle } from './clock-rules.js';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { dateSet, startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import type { WhistleEvent } from './whistle.events.js';
import { leadOf, type Whistle } from './whistle.state.js';

/** What the policy in force there says of what comes after a result. */
export const aftercareOf = (whistle: Whistle, at: Instant, { catalogue }: Pick<WhistleFacts, 'catalogue'>): Aftercare =>
  catalogue.timePolicy(placeOfWhistle(whistle).areaPath, at).aftercare ?? PLAIN_AFTERCARE;

const isAnonymous = ({ raised }: Whistle): boolean => raised.anonymity === 'ANONYMOUS';

/** Whether its result is to be checked whoever asks for it: by its category, else by the policy. */
export function isCheckedInAnyCase(whistle: Whistle, at: Instant, facts: Pick<WhistleFacts, 'catalogue'>): boolean {
  const { areaPath } = placeOfWhistle(whistle);
  const { categoryCode } = whistle;
  const category =
    categoryCode === undefined ? undefined : facts.catalogue.forArea(areaPath).category(categoryCode, at);
  const { checks } = aftercareOf(whistle, at, facts);
  return category?.resultsChecked ?? (checks === 'ALL' || (checks === 'ANONYMOUS' && isAnonymous(whistle)));
}

/** What follows a result by itself: a check, and when the reporter is to be called. */
export function afterResult(whistle: Whistle, at: Instant, facts: WhistleFacts): WhistleEvent[] {
  const check = isCheckedInAnyCase(whistle, at, facts) ? checkOrdered(whistle, undefined, at, facts) : [];
  const later = {
    ...whistle,
    clockCount: whistle.clockCount + check.filter(({ type }) => type === 'DeadlineSet').length,
  };
  return [...check, ...callBack(later, at, facts)];
}

/** 核查 with its clock; without a unit by the policy, or for a grid worker of the place. */
export function checkOrdered(
  whistle: Whistle,
  ordered: { readonly unitId?: string | undefined } | undefined,
  at: Instant,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const unitId = ordered?.unitId;
  const of = unitId !== undefined && { unitId };
  const start = { ...nextClock(whistle, catalogue, at), ...(of && { of }) };
  return [
    { type: 'PostHandleCheckOrdered', data: { ...of, cause: ordered ? 'ORDERED' : 'POLICY' } },
    ...startClocks(catalogue, clocksStartedBy('PostHandleCheckOrdered'), start),
  ];
}

/** 回访 is due from the result on, or once the time to handle is over, whichever the policy says (北京市接诉即办工作条例 §23). */
function callBack(whistle: Whistle, at: Instant, facts: WhistleFacts): WhistleEvent[] {
  if (isAnonymous(whistle)) return [];
  const { assignmentId } = leadOf(whistle) ?? {};
  const handle = whistle.clocks.find((one) => one.clock === 'HANDLE' && one.assignmentId === assignmentId);
  const atDue = aftercareOf(whistle, at, facts).followUp === 'AT_DUE';
  if (!atDue || !handle) return followUpClock(whistle, at, facts);
  if (handle.dueAt <= at) return followUpOpened(whistle, at, facts);
  const { dueAt, provisional } = handle;
  const start = nextClock(whistle, facts.catalogue, at);
  return [dateSet(facts.catalogue, { ...start, clock: 'CALL_BACK', dueAt, provisional })];
}

/** 回访 begins by itself. */
export const followUpOpened = (whistle: Whistle, at: Instant, facts: WhistleFacts): WhistleEvent[] => [
  { type: 'FollowUpOpened', data: { because: 'TIME_IS_OVER' } },
  ...followUpClock(whistle, at, facts),
];

/** Unless it runs already or there is nobody to call. */
export function followUpClock(whistle: Whistle, at: Instant, { catalogue }: WhistleFacts): WhistleEvent[] {
  const needless = isAnonymous(whistle) || whistle.clocks.some(({ clock }) => clock === 'FOLLOW_UP');
  return needless ? [] : startClocks(catalogue, clocksStartedBy('FollowUpOpened'), nextClock(whistle, catalogue, at));
}
