/** A condition with TypeORM's named parameters: `query.andWhere(sql, parameters)`. Such as: what somebody may see. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * The same condition, asked of each row and not reckoned with when the rows are looked up: what follows from another condition
 * of the query would otherwise make the planner expect far too few.
 */
export const asFilter = ({ sql, parameters }: SqlCondition): SqlCondition => ({
  sql: `CASE WHEN ${sql} THEN TRUE ELSE FALSE END`,
  parameters,
});

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
