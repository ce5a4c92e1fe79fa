/** What a grant lets somebody do (domain roles). `SYSTEM` is a policy or a timer, never a person. */
export const ROLES = [
  'RESIDENT', // 居民
  'GRID_WORKER', // 网格员
  'COMMUNITY', // 社区
  'STREET', // 街道
  'DISPATCHER', // 派单员
  'DEPARTMENT', // 部门
  'SUPERVISOR', // 督查
  'AUDITOR', // 审计
  'PRIVACY_OFFICER', // 个人信息保护负责人
  'ADMIN', // 系统管理
  'SYSTEM',
] as const;
export type Role = (typeof ROLES)[number];

/** Who acted, as recorded with every event: attribution keeps the unit of that day, whatever the person's grants are now. */
export interface Actor {
  /** The identity provider's `sub`, an API key's id, `anonymous`, or the name of a policy for `SYSTEM`. */
  readonly id: string;
  readonly role: Role;
  /** The org unit that the actor acted for. */
  readonly unitId?: string;
  /** How the command came in: `web`, `api-key`, `import`, `timer`, … */
  readonly channel: string;
}

export const systemActor = (policy: string): Actor => ({ id: policy, role: 'SYSTEM', channel: 'policy' });
