import type { SPECIAL_TYPES, WhistleType } from '@app/catalogue/domain';
import { type DirectoryView, type Post, type PostName, within } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { Whistle } from './whistle.state.js';

/** 发起权限: a member of the street's leadership (班子成员), or its secretary or director alone (书记、主任), as 南京市鼓楼区 has it. */
const POSTS_FOR: Readonly<Record<(typeof SPECIAL_TYPES)[number], readonly PostName[]>> = {
  WORK_PROMOTION: ['STREET_SECRETARY', 'STREET_DIRECTOR', 'STREET_LEADER'],
  HARD_PROBLEM: ['STREET_SECRETARY', 'STREET_DIRECTOR'],
};

/** The posts of which one is needed for a whistle of this type; none for an ordinary one. */
export const postsFor = (type: WhistleType): readonly PostName[] => (type === 'ORDINARY' ? [] : POSTS_FOR[type]);

/** Who blows it: whoever raised it for the street, or blew it on to the departments, and whoever dispatches it now. */
export const blowersOf = ({ raised, blownOnBy }: Whistle, dispatcher: string): readonly string[] => [
  ...(raised.initiator.level === 'STREET' ? [raised.initiator.actorId] : []),
  ...(blownOnBy === undefined ? [] : [blownOnBy]),
  dispatcher,
];

interface Blown {
  readonly whistleType: WhistleType;
  readonly blowers: readonly string[];
  readonly areaPath: string;
  readonly directory: DirectoryView;
  readonly at: Instant;
}

/** The post by which one of them may blow such a whistle there: held in the street of the place, that day. */
export const authorityOf = ({ whistleType, blowers, areaPath, directory, at }: Blown): Post | undefined =>
  blowers
    .flatMap((personId) => directory.postsOf(personId, at))
    .find((held) => postsFor(whistleType).includes(held.post) && within(areaPath, held.areaPath));
