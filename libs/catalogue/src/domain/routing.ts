import { type DirectoryView, type OrgUnit, rootOf } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { CatalogueView, Category, Route, RoutedUnit, Routing } from './catalogue.types.js';
import type { MatrixGround } from './grounds.js';

interface Place {
  readonly areaPath: string;
  readonly at: Instant;
}

/**
 * 派单路由: category and place → one lead (主责) and the assisting units (协助). A type means its unit with the smallest area
 * that covers the place: the street's own station (派出机构) before the district's department. A merged unit's successor
 * answers for it. Reasons and problems are kept with the decision, for dispatchers and auditors, with
 * their grounds as data.
 */
export const route: Route = (catalogue, directory, { categoryCode, areaPath, at }) => {
  const versions = { catalogueVersion: catalogue.version, directoryVersion: directory.version };
  const category = findCategory(catalogue, directory, categoryCode, { areaPath, at });
  if ('problem' in category) {
    return { assists: [], problems: [category.problem], grounds: [category.ground], ...versions };
  }

  const problems: string[] = [];
  const grounds: MatrixGround[] = [];
  const routed: RoutedUnit[] = [];
  for (const { role, type } of matrixRow(category)) {
    const found = responsible(directory, { categoryCode: category.code, role, unitType: type }, { areaPath, at });
    const row = `${category.code} ${category.name}的${role === 'LEAD' ? '主责' : '协助'}单位类型为${type}`;
    const { unitId, why, ground } = found;
    if (routed.some((other) => other.unitId === unitId)) continue;
    grounds.push(ground);
    if (unitId === undefined) problems.push(`${row}，${why}`);
    else routed.push({ unitId, role, reason: `${row}；${why}` });
  }
  const lead = routed.find(({ role }) => role === 'LEAD');
  const assists = routed.filter(({ role }) => role === 'ASSIST');
  return { ...(lead && { lead }), assists, problems, grounds, ...versions } satisfies Routing;
};

interface Problem {
  readonly problem: string;
  readonly ground: MatrixGround;
}

function findCategory(
  catalogue: CatalogueView,
  directory: DirectoryView,
  categoryCode: string | undefined,
  { areaPath, at }: Place,
): Category | Problem {
  if (!directory.area(areaPath, at)) {
    const ground = { code: 'AREA_UNKNOWN' as const, facts: { areaPath, at } };
    return { problem: `区域${areaPath}在${at}不存在或未生效`, ground };
  }
  if (categoryCode === undefined) return { problem: '尚未分类', ground: { code: 'UNCLASSIFIED', facts: {} } };
  const category = catalogue.category(categoryCode, at);
  if (!category) {
    const ground = { code: 'CATEGORY_UNKNOWN' as const, facts: { categoryCode, at } };
    return { problem: `类别${categoryCode}在${at}不存在或未生效`, ground };
  }
  const { jurisdiction } = category;
  if (jurisdiction === rootOf(areaPath)) return category;
  const ground = { code: 'CATEGORY_ELSEWHERE' as const, facts: { categoryCode, jurisdiction, areaPath } };
  return { problem: `类别${categoryCode}属于${jurisdiction}的目录，不适用于${areaPath}`, ground };
}

/** `any` stands for whomever the content concerns: a person decides. */
const matrixRow = ({ lead, assists }: Category): readonly MatrixEntry[] => [
  { role: 'LEAD', type: lead },
  ...assists.filter((type) => type !== 'any').map((type) => ({ role: 'ASSIST' as const, type })),
];

interface MatrixEntry {
  readonly role: RoutedUnit['role'];
  readonly type: string;
}

interface Row {
  readonly categoryCode: string;
  readonly role: RoutedUnit['role'];
  readonly unitType: string;
}

interface Responsible {
  readonly unitId?: string;
  readonly why: string;
  readonly ground: MatrixGround;
}

function responsible(directory: DirectoryView, row: Row, { areaPath, at }: Place): Responsible {
  const { unitType } = row;
  const unit = directory.nearestUnit(unitType, areaPath, at);
  if (unit) {
    const { id: unitId, areaPath: unitArea, name } = unit;
    const ground = { unitId, code: 'COVERS_THE_PLACE' as const, facts: { ...row, unitArea, areaPath } };
    return { unitId, why: `辖区${unitArea}内的${name}（${unitId}）管辖${areaPath}`, ground };
  }
  const lapsed = directory.lapsedUnits(unitType, areaPath, at);
  for (const former of lapsed) {
    const successor = directory.successorOf(former.id, at);
    if (successor) return carriedOn(row, former, successor);
  }
  const [former] = lapsed;
  if (former) return outOfForce(row, former, at);
  const ground = { code: 'NO_SUCH_UNIT' as const, facts: { ...row, areaPath } };
  return { why: `但没有管辖${areaPath}的该类单位`, ground };
}

function carriedOn(row: Row, former: OrgUnit, { id: unitId, name }: OrgUnit): Responsible {
  const facts = { ...row, formerId: former.id, formerName: former.name };
  const why = `${former.name}（${former.id}）已并入${name}（${unitId}）`;
  return { unitId, why, ground: { unitId, code: 'CARRIES_ON', facts } };
}

function outOfForce(row: Row, { id, name, from, to: until }: OrgUnit, at: Instant): Responsible {
  const facts = { ...row, formerId: id, formerName: name };
  const unit = `但${name}（${id}）`;
  if (from > at) return { why: `${unit}${from}起才生效`, ground: { code: 'UNIT_NOT_YET', facts: { ...facts, from } } };
  const to = until ?? at;
  return { why: `${unit}已于${to}撤销`, ground: { code: 'UNIT_ABOLISHED', facts: { ...facts, to } } };
}
