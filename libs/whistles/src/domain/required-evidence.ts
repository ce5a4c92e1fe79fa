import type { ShownByEvidence } from '@app/catalogue/domain';
import { DomainError, type Instant } from '@app/kernel';
import { placeOfWhistle } from './clock-rules.js';
import type { WhistleFacts } from './facts.js';
import { type Assignment, assignmentsOf, type Evidence, type Whistle } from './whistle.state.js';

interface Moment {
  readonly at: Instant;
  readonly facts: Pick<WhistleFacts, 'catalogue'>;
}

/** 佐证: whether this has to be shown here, by the category, else by the policy in force (domain §2.4, rows 5, 12 and 32). */
function isRequired(purpose: ShownByEvidence, whistle: Whistle, { at, facts: { catalogue } }: Moment): boolean {
  const { areaPath } = placeOfWhistle(whistle);
  const { categoryCode } = whistle;
  const category = categoryCode === undefined ? undefined : catalogue.forArea(areaPath).category(categoryCode, at);
  const required = category?.evidenceRequired ?? catalogue.timePolicy(areaPath, at).evidenceRequired ?? [];
  return required.includes(purpose);
}

/**
 * A look on the spot is shown by a file of this very look, and by the point at which it was taken.
 * @throws DomainError whistle/evidence-missing, verification/point-needed
 */
export function verificationIsShown(whistle: Whistle, point: object | false, moment: Moment): void {
  if (!isRequired('VERIFICATION', whistle, moment)) return;
  const { verifyingSince = '' } = whistle;
  if (!has(whistle, 'VERIFICATION', ({ attachedAt = '' }) => attachedAt >= verifyingSince))
    throw missing('VERIFICATION');
  if (!point) throw new DomainError('verification/point-needed');
}

/** After 返工 by a new file. @throws DomainError whistle/evidence-missing */
export function selfResolutionIsShown(whistle: Whistle, moment: Moment): void {
  if (!isRequired('SELF_RESOLUTION', whistle, moment)) return;
  if (!has(whistle, 'SELF_RESOLUTION', sinceSentBack(whistle))) throw missing('SELF_RESOLUTION');
}

/**
 * A result is shown by a file of the unit, or of the one that it took over from (机构合并); after 返工 or 重办 by a
 * new one: what was handed in before it was sent back shows nothing of what was done since.
 * @throws DomainError whistle/evidence-missing
 */
export function resultIsShown({ assignmentId, moments }: Assignment, whistle: Whistle, moment: Moment): void {
  if (!isRequired('RESULT', whistle, moment)) return;
  const { RESULT_SUBMITTED: lastResultAt = '' } = moments;
  const former = assignmentsOf(whistle).filter(({ released }) => released === 'SUPERSEDED');
  const own = [assignmentId, ...former.map((one) => one.assignmentId)];
  const isNew = sinceSentBack(whistle);
  const shown = (one: Evidence) =>
    own.includes(one.assignmentId ?? '') && (one.attachedAt ?? '') > lastResultAt && isNew(one);
  if (!has(whistle, 'RESULT', shown)) throw missing('RESULT');
}

const sinceSentBack =
  ({ sentBackAt = '' }: Whistle) =>
  ({ attachedAt = '' }: Evidence): boolean =>
    attachedAt >= sentBackAt;

const has = ({ evidence }: Whistle, purpose: ShownByEvidence, is: (one: Evidence) => boolean): boolean =>
  evidence.some((one) => one.purpose === purpose && is(one));

const missing = (purpose: ShownByEvidence): DomainError => new DomainError('whistle/evidence-missing', { purpose });
