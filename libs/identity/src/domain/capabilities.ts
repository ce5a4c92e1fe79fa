import { ROLES, type Role } from '@app/kernel';

/**
 * Who may do what (domain §4.1), as data. Where they may do it is the grant's area or unit; further conditions
 * (type of whistle, admitted item, reason given) are rules of the command.
 */
export const CAPABILITIES = {
  /** 吹哨: residents their own demand, a department its own finding. */
  RAISE: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  /** 撤哨 and additions by whoever raised it. */
  WITHDRAW: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  /** 受理, 不予受理, 归类, 并单. */
  TRIAGE: ['COMMUNITY', 'STREET', 'DISPATCHER'],
  /** 派单, 改派, 变更主办. */
  DISPATCH: ['STREET', 'DISPATCHER'],
  /** 转紧急热线: whoever sees it. */
  REDIRECT_EMERGENCY: ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  /** 自行处置. */
  SELF_RESOLVE: ['GRID_WORKER', 'COMMUNITY'],
  /** 街居响应. */
  RESPOND_AS_STREET: ['COMMUNITY', 'STREET'],
  /** 签收, 先行联系, 报到, 进展, 反馈: by the unit the assignment names. */
  HANDLE: ['COMMUNITY', 'STREET', 'DEPARTMENT'],
  /** 退单, 延期, 挂账, 终止, 裁定申请: whoever may be assigned may object, communities that lead among them. */
  REQUEST_RETURN: ['COMMUNITY', 'STREET', 'DEPARTMENT'],
  DECIDE_RETURN: ['DISPATCHER', 'SUPERVISOR'],
  /** 裁定. */
  ARBITRATE: ['SUPERVISOR'],
  /** 核查. */
  CHECK: ['GRID_WORKER', 'SUPERVISOR'],
  /** 回访: never by the dispatcher (派结分离). */
  FOLLOW_UP: ['SUPERVISOR'],
  ANSWER_FOLLOW_UP: ['RESIDENT'],
  /** 结案, 重办. */
  CLOSE: ['SUPERVISOR'],
  ASK_REOPEN: ['RESIDENT'],
  /** 核查 by whom. */
  ORDER_CHECK: ['SUPERVISOR'],
  /** 督办 by a person. */
  SUPERVISE: ['SUPERVISOR'],
  /** 紧急程度. */
  CHANGE_URGENCY: ['DISPATCHER', 'SUPERVISOR'],
  /** 超时申诉, by the unit that it counts against. */
  APPEAL: ['COMMUNITY', 'STREET', 'DEPARTMENT'],
  REVIEW_APPEAL: ['SUPERVISOR'],
  /** 剔除. */
  EXCLUDE: ['SUPERVISOR'],
  /** 更正 of when something happened. */
  CORRECT: ['SUPERVISOR'],
  /** 互评. */
  RATE: ['RESIDENT', 'COMMUNITY', 'STREET', 'DEPARTMENT'],
  /** 作废, by two. */
  VOID: ['SUPERVISOR'],

  /** The triage board. */
  BOARD: ['COMMUNITY', 'STREET', 'DISPATCHER', 'SUPERVISOR', 'AUDITOR'],
  /** The inbox of a unit. */
  INBOX: ['COMMUNITY', 'STREET', 'DEPARTMENT'],
  CLOCKS: ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR'],
  SEARCH: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR'],
  TIMELINE: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR'],
  COUNTS: [
    'GRID_WORKER',
    'COMMUNITY',
    'STREET',
    'DISPATCHER',
    'DEPARTMENT',
    'SUPERVISOR',
    'AUDITOR',
    'PRIVACY_OFFICER',
  ],
  /** 点单: residents for themselves, a worker of the place for somebody. */
  ORDER_SERVICE: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET'],
  /** 审单, and 确认 in a resident's name. */
  REVIEW_ORDER: ['COMMUNITY', 'STREET'],
  /** 领单: a person for themselves, or a unit's people for their unit. */
  CLAIM_ORDER: ['RESIDENT', 'COMMUNITY', 'STREET', 'DEPARTMENT'],
  /** What may be claimed, and what one ordered, claimed or answers for. */
  ORDERS: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR'],
  /** 考核: its policy, opening and closing of periods; by the district (domain M40). */
  EVALUATE: ['SUPERVISOR'],
  /** Reporter identity in clear, under the conditions of `revealRefusal`; each time an event. */
  REVEAL_REPORTER: ['RESIDENT', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],

  CATALOGUE_READ: ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR', 'ADMIN'],
  CATALOGUE_WRITE: ['SUPERVISOR'],
  DIRECTORY_READ: ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'AUDITOR', 'ADMIN'],
  DIRECTORY_WRITE: ['SUPERVISOR', 'ADMIN'],
  /** Grants and API keys, apart from the rest of the directory: nobody gives themselves a role. */
  GRANT_WRITE: ['ADMIN'],
  /** To say when something happened, beside when it was recorded: late entry, offline report-in, import. */
  CLAIM_OCCURRED_AT: ['GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'ADMIN'],
  IMPORT: ['ADMIN'],
  /** 订阅: a department system for itself, an administrator for any key. */
  WEBHOOK: ['COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR', 'ADMIN'],
  /** News for whoever has an account. */
  NOTICES: ['RESIDENT', 'GRID_WORKER', 'COMMUNITY', 'STREET', 'DISPATCHER', 'DEPARTMENT', 'SUPERVISOR'],
  /** Rebuilds, health in detail. */
  OPERATE: ['ADMIN'],
  /** Every stream and version, read-only. */
  AUDIT: ['AUDITOR'],
  VAULT_LOG: ['AUDITOR', 'PRIVACY_OFFICER'],
  REQUEST_ERASURE: ['RESIDENT'],
  /** 限制处理, 删除. */
  ERASE: ['PRIVACY_OFFICER'],
} as const satisfies Record<string, readonly Role[]>;

export type Capability = keyof typeof CAPABILITIES;

export const rolesFor = (capability: Capability): readonly Role[] => CAPABILITIES[capability];

const byRole = new Map<Role, readonly Capability[]>(
  ROLES.map((role) => [
    role,
    (Object.keys(CAPABILITIES) as Capability[]).filter((capability) => rolesFor(capability).includes(role)),
  ]),
);

export const capabilitiesOfRole = (role: Role): readonly Capability[] => byRole.get(role) ?? [];
