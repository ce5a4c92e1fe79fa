/** A condition with TypeORM's named parameters: `query.andWhere(sql, parameters)`. Such as: what somebody may see. */
export interface SqlCondition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
