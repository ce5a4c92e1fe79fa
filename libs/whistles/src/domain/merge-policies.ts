import { familyOf } from '@app/catalogue/domain';
import { DomainError } from '@app/kernel';
import { OVER } from './transitions.js';
import type { Whistle } from './whistle.state.js';

/** What a merger is judged by. */
interface ProposedMerger {
  readonly follower: Whistle;
  readonly master: Whistle;
}

type Policy = (merger: ProposedMerger) => DomainError | undefined;

const isEnded = ({ status }: Whistle): boolean => OVER.some((one) => one === status);

/** What is confidential (涉密) goes with nothing, and nothing with it. */
const neverAcrossSealed: Policy = ({ follower, master }) =>
  follower.sealed || master.sealed ? new DomainError('merge/sealed') : undefined;

const masterIsOpen: Policy = ({ master }) =>
  isEnded(master) ? new DomainError('merge/master-ended', { current: master.status }) : undefined;

/** One step: a follower is no master, not even while its own reporter is asked, and a master no follower. */
const oneStep: Policy = ({ follower, master }) => {
  if (master.merged) return new DomainError('merge/master-merged', { masterId: master.merged.masterId });
  return follower.followers.length > 0
    ? new DomainError('merge/has-followers', { followers: follower.followers.length })
    : undefined;
};

/** The same event is of the same family of categories (市政, 物业, …), unless nobody has classified one of them yet. */
const sameFamily: Policy = ({ follower, master }) => {
  const [one, other] = [follower.categoryCode, master.categoryCode];
  if (one === undefined || other === undefined || familyOf(one) === familyOf(other)) return undefined;
  return new DomainError('merge/other-family', { categories: [one, other] });
};

/** Asked in this order; the first refusal counts. */
const POLICIES: readonly Policy[] = [neverAcrossSealed, masterIsOpen, oneStep, sameFamily];

/** Why these two are not merged (domain §2.4, row 10), if they are not. */
export const refusalOfMerger = (merger: ProposedMerger): DomainError | undefined => {
  for (const policy of POLICIES) {
    const refusal = policy(merger);
    if (refusal) return refusal;
  }
  return undefined;
};
