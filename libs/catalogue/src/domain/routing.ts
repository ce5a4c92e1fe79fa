import { type DirectoryView, type OrgUnit, rootOf } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { CatalogueView, Category, Route, RoutedUnit, Routing } from './catalogue.types.js';

interface Place {
  readonly areaPath: string;
  readonly at: Instant;
}

/**
 * 派单路由: category and place → one lead (主责) and the assisting units (协助). A type means its unit with the smallest area
 * that covers the place: the street's own station (派出机构) before the district's department. A merged unit's successor
 * answers for it. Reasons and problems are kept with the decision, for dispatchers and auditors.
 */
export const route: Route = (catalogue, directory, { categoryCode, areaPath, at }) => {
  const versions = { catalogueVersion: catalogue.version, directoryVersion: directory.version };
  const category = findCategory(catalogue, directory, categoryCode, { areaPath, at });
  if (typeof category === 'string') return { assists: [], problems: [category], ...versions };

  const problems: string[] = [];
  const routed: RoutedUnit[] = [];
  for (const { role, type } of matrixRow(category)) {
    const found = responsible(directory, type, { areaPath, at });
    const row = `${category.code} ${category.name}的${role === 'LEAD' ? '主责' : '协助'}单位类型为${type}`;
    const unitId = found.unit?.id;
    if (unitId === undefined) problems.push(`${row}，${found.why}`);
    else if (!routed.some((other) => other.unitId === unitId)) {
      routed.push({ unitId, role, reason: `${row}；${found.why}` });
    }
  }
  const lead = routed.find(({ role }) => role === 'LEAD');
  const assists = routed.filter(({ role }) => role === 'ASSIST');
  return { ...(lead && { lead }), assists, problems, ...versions } satisfies Routing;
};

function findCategory(
  catalogue: CatalogueView,
  directory: DirectoryView,
  code: string | undefined,
  { areaPath, at }: Place,
): Category | string {
  if (!directory.area(areaPath, at)) return `区域${areaPath}在${at}不存在或未生效`;
  if (code === undefined) return '尚未分类';
  const category = catalogue.category(code, at);
  if (!category) return `类别${code}在${at}不存在或未生效`;
  if (category.jurisdiction === rootOf(areaPath)) return category;
  return `类别${code}属于${category.jurisdiction}的目录，不适用于${areaPath}`;
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

type Responsible = { readonly unit?: OrgUnit; readonly why: string };

function responsible(directory: DirectoryView, type: string, { areaPath, at }: Place): Responsible {
  const unit = directory.nearestUnit(type, areaPath, at);
  if (unit) return { unit, why: `辖区${unit.areaPath}内的${unit.name}（${unit.id}）管辖${areaPath}` };

  const lapsed = directory.lapsedUnits(type, areaPath, at);
  for (const former of lapsed) {
    const successor = directory.successorOf(former.id, at);
    if (successor)
      return { unit: successor, why: `${former.name}（${former.id}）已并入${successor.name}（${successor.id}）` };
  }
  const [former] = lapsed;
  if (!former) return { why: `但没有管辖${areaPath}的该类单位` };
  const when = former.from > at ? `${former.from}起才生效` : `已于${former.to ?? at}撤销`;
  return { why: `但${former.name}（${former.id}）${when}` };
}
