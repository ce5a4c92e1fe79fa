import type { Category, WhistleType } from '@app/catalogue/domain';
import { type DirectoryView, type OrgUnit, within } from '@app/directory/domain';
import { DomainError, type Instant } from '@app/kernel';
import { authorityOf, postsFor } from './initiator-authority.js';
import { DISCIPLINE_UNIT, isConcerned } from './recusal.js';
import type { StreetResponse } from './street-turn.js';

export interface ProposedUnit {
  readonly unitId: string;
  readonly role: 'LEAD' | 'ASSIST';
}

/** What a dispatch is judged by. */
export interface ProposedDispatch {
  readonly units: readonly ProposedUnit[];
  readonly category: Category;
  readonly areaPath: string;
  readonly overrideReason: string | undefined;
  readonly directory: DirectoryView;
  readonly at: Instant;
  /** The units that it is about, if it complains of any (回避). */
  readonly aboutUnitIds: readonly string[] | undefined;
  /** The units that have it now, and who of them leads, where others are added. */
  readonly assigned?: readonly string[];
  readonly leadUnitId?: string | undefined;
  /** The units that have given it back, rightly. */
  readonly returned?: readonly string[];
  /** 哨种, and who blows it: persons by their ids. */
  readonly whistleType?: WhistleType;
  /** 街居响应: the street that has not answered yet, and whether the district's own desk dispatches. */
  readonly awaitedStreet?: StreetResponse['awaitedStreet'];
  readonly byDesk?: boolean;
  readonly blowers?: readonly string[];
}

type Policy = (dispatch: ProposedDispatch) => DomainError | undefined;

const active = ({ units, directory, at }: ProposedDispatch): (ProposedUnit & { unit: OrgUnit })[] =>
  units.flatMap((proposed) => {
    const unit = directory.unit(proposed.unitId, at);
    return unit ? [{ ...proposed, unit }] : [];
  });

/** An org has at most one live assignment per whistle. */
const eachUnitOnce: Policy = ({ units }) => {
  const twice = units.find(({ unitId }, index) => units.findIndex((other) => other.unitId === unitId) < index);
  return twice && new DomainError('dispatch/unit-twice', { unitId: twice.unitId });
};

/**
 * 回避: what complains of a unit goes neither to it nor to one below it, in whatever role (济南市12345条例 §32). No reason
 * overrides it.
 */
const recusal: Policy = ({ units, ...about }) => {
  const concerned = units.find(({ unitId }) => isConcerned(unitId, about));
  return concerned && new DomainError('dispatch/recusal', { unitId: concerned.unitId });
};

const notAssignedAlready: Policy = ({ units, assigned = [] }) => {
  const again = units.find(({ unitId }) => assigned.includes(unitId));
  return again && new DomainError('dispatch/already-assigned', { unitId: again.unitId });
};

/** 退单: not back to whoever has returned it, unless with a reason (domain §2.4 row 23, EC-10). */
const notBackToWhoReturnedIt: Policy = ({ units, overrideReason, returned = [] }) => {
  const back = overrideReason ? undefined : units.find(({ unitId }) => returned.includes(unitId));
  return back && new DomainError('dispatch/unit-returned', { unitId: back.unitId });
};

/** Where departments of the city and of a district are both competent, the city's leads (潍坊市12345条例 §24, EC-27). */
const cityLeads: Policy = (dispatch) => {
  const { units, leadUnitId, directory, at } = dispatch;
  const lead = directory.unit(units.find(({ role }) => role === 'LEAD')?.unitId ?? leadUnitId ?? '', at);
  const ofCity = (unit: OrgUnit): boolean => directory.area(unit.areaPath, at)?.type === 'CITY';
  if (!lead || ofCity(lead)) return undefined;
  const city = active(dispatch).find(({ unit }) => unit.type === lead.type && ofCity(unit));
  return city && new DomainError('dispatch/city-leads', { unitId: city.unitId });
};

const unitsExistToday: Policy = (dispatch) => {
  const missing = dispatch.units.find(({ unitId }) => !dispatch.directory.unit(unitId, dispatch.at));
  return missing && new DomainError('dispatch/unit-not-active', { unitId: missing.unitId });
};

/** A unit of the type, or the one that carries on the duties of a merged unit of the type (机构合并). */
const answersFor = (type: string, unit: OrgUnit, { directory, areaPath, at }: ProposedDispatch): boolean =>
  unit.type === type ||
  directory.lapsedUnits(type, areaPath, at).some(({ id }) => directory.successorOf(id, at)?.id === unit.id);

/** Responsibility matrix (职责清单): outside it only with a reason; what complains of a unit may go to the discipline inspection. */
const insideTheMatrix: Policy = (dispatch) => {
  if (dispatch.overrideReason) return undefined;
  const { category, aboutUnitIds = [] } = dispatch;
  const outside = active(dispatch).find(({ role, unit }) => {
    if (aboutUnitIds.length > 0 && unit.type === DISCIPLINE_UNIT) return false;
    const types = role === 'LEAD' ? [category.lead] : [category.lead, ...category.assists];
    return !types.some((type) => (type === 'any' && role === 'ASSIST') || answersFor(type, unit, dispatch));
  });
  return outside && new DomainError('dispatch/outside-matrix', { unitId: outside.unitId, category: category.code });
};

/** A unit answers for its own area only: outside it only with a reason. */
const insideTheArea: Policy = (dispatch) => {
  if (dispatch.overrideReason) return undefined;
  const outside = active(dispatch).find(({ unit }) => !within(dispatch.areaPath, unit.areaPath));
  return outside && new DomainError('dispatch/wrong-area', { unitId: outside.unitId, areaPath: dispatch.areaPath });
};

/** 社区工作事项准入: nothing is put on a community that is not on its admitted list (北京市接诉即办工作条例 §17). No reason overrides it. */
const communityAdmission: Policy = (dispatch) => {
  const community = active(dispatch).find(({ unit }) => unit.type === 'SQ');
  return community && !dispatch.category.admittedForCommunity
    ? new DomainError('dispatch/community-not-admitted', { unitId: community.unitId, category: dispatch.category.code })
    : undefined;
};

/** 发起权限: who may blow such a whistle (南京市鼓楼区; domain §2.4 row 13). No reason overrides it. */
const initiatorAuthority: Policy = ({ whistleType = 'ORDINARY', blowers = [], ...where }) => {
  if (whistleType === 'ORDINARY' || authorityOf({ whistleType, blowers, ...where })) return undefined;
  return new DomainError('dispatch/initiator-authority', { whistleType, posts: postsFor(whistleType) });
};

/** 街居响应: no department before the street has answered, unless the district's desk says why (domain M02). */
const streetFirst: Policy = ({ awaitedStreet, byDesk, overrideReason }) => {
  if (awaitedStreet?.turn !== 'FIRST' || (byDesk && overrideReason)) return undefined;
  return new DomainError('dispatch/street-not-responded', { unitId: awaitedStreet.unitId });
};

/** Asked in this order; the first refusal counts. A new rule is one constant and one entry here. */
const POLICIES: readonly Policy[] = [
  initiatorAuthority,
  streetFirst,
  eachUnitOnce,
  recusal,
  notAssignedAlready,
  unitsExistToday,
  notBackToWhoReturnedIt,
  communityAdmission,
  cityLeads,
  insideTheMatrix,
  insideTheArea,
];

/** Why this dispatch is refused, if it is. */
export const refusalOf = (dispatch: ProposedDispatch): DomainError | undefined => {
  for (const policy of POLICIES) {
    const refusal = policy(dispatch);
    if (refusal) return refusal;
  }
  return undefined;
};
