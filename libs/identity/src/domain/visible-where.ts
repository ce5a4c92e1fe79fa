import type { Visibility } from './visibility.js';

/** SQL expressions of a view, such as `whistle.area_path`; written by us, never by a caller. */
export interface VisibleColumns {
  /** text */
  readonly areaPath: string;
  /** text[], or text where there is only one: that is what an index on it can answer. */
  readonly unitIds: string | { readonly one: string };
  /** text, may be null */
  readonly initiatorId: string;
  /** boolean */
  readonly sealed: string;
  /** text[] */
  readonly aboutUnitIds: string;
}

/** A condition with TypeORM's named parameters: `query.andWhere(sql, parameters)`. */
export interface VisibleCondition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `isVisible` as a SQL condition over a view's columns. */
export function visibleWhere(to: Visibility, columns: VisibleColumns): VisibleCondition {
  const any: string[] = [];
  const parameters: Record<string, unknown> = {};
  const put = (name: string, value: unknown): string => {
    parameters[`visible_${name}`] = value;
    return `:visible_${name}`;
  };
  if (to.everything) any.push('TRUE');
  if (to.unitIds.length > 0) {
    const units = `${put('units', to.unitIds)}::text[]`;
    any.push(
      typeof columns.unitIds === 'string' ? `${columns.unitIds} && ${units}` : `${columns.unitIds.one} = ANY(${units})`,
    );
  }
  const inAreas = (name: string, roots: readonly string[], sealed: string): void => {
    if (roots.length === 0) return;
    const equal = `${columns.areaPath} = ANY(${put(name, roots)}::text[])`;
    const below = `${columns.areaPath} LIKE ANY(${put(`${name}_below`, roots.map(prefixPattern))}::text[])`;
    any.push(`(${sealed} AND (${equal} OR ${below}))`);
  };
  inAreas('areas', to.areaPaths, `NOT ${columns.sealed}`);
  inAreas('sealed_areas', to.sealedAreaPaths, columns.sealed);
  const own: string[] = [];
  if (to.initiatorId !== undefined) own.push(`${columns.initiatorId} = ${put('initiator', to.initiatorId)}`);
  if (any.length > 0 && to.concernedBy.length > 0) {
    own.push(`(NOT ${columns.aboutUnitIds} && ${put('concerned', to.concernedBy)}::text[] AND (${any.join(' OR ')}))`);
  } else own.push(...any);
  return { sql: own.length === 0 ? 'FALSE' : `(${own.join(' OR ')})`, parameters };
}

const prefixPattern = (root: string): string => `${root.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
