/** 微心愿 · 微项目 · 公共服务 · 社会服务 · 志愿服务: what may be ordered (domain M18, M19). */
export const ORDER_KINDS = [
  'MICRO_WISH',
  'MICRO_PROJECT',
  'PUBLIC_SERVICE',
  'SOCIAL_SERVICE',
  'VOLUNTARY_SERVICE',
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** 待审 · 待领 · 未通过 · 已领 · 已送达 · 已确认 · 已撤回. */
export const ORDER_STATUSES = [
  'ORDERED',
  'APPROVED',
  'REJECTED',
  'CLAIMED',
  'DELIVERED',
  'CONFIRMED',
  'WITHDRAWN',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Nothing more comes of it. */
export const ORDER_OVER: readonly OrderStatus[] = ['REJECTED', 'CONFIRMED', 'WITHDRAWN'];

/** 审单 · 领单 · 送达: what an order waits for, each within a time of its own. */
export const ORDER_STAGES = ['REVIEW', 'CLAIM', 'DELIVER'] as const;
export type OrderStage = (typeof ORDER_STAGES)[number];
