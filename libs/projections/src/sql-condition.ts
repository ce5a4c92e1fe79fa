/** A condition with TypeORM's named parameters: `query.andWhere(sql, parameters)`. Such as: what somebody may see. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Whether a path of codes is this area or lies below it, as an index of patterns can find it. `''` is everywhere.
 * @param name of its parameters, unlike any other of the query
 */
export function inArea(column: string, areaPath: string, name: string): SqlCondition {
  if (areaPath === '') return { sql: 'TRUE', parameters: {} };
  const below = `${areaPath.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
  return {
    sql: `(${column} = :${name} OR ${column} LIKE :${name}Below)`,
    parameters: { [name]: areaPath, [`${name}Below`]: below },
  };
}
