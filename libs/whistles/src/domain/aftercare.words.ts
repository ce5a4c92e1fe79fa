/** 核查 failed · the reporter is not satisfied. */
export const REWORK_CAUSES = ['CHECK', 'REPORTER'] as const;
export type ReworkCause = (typeof REWORK_CAUSES)[number];

/** 新情况 · 复发 · 未解决. */
export const REOPEN_CAUSES = ['NEW_FACTS', 'RECURRENCE', 'NOT_SOLVED'] as const;
export type ReopenCause = (typeof REOPEN_CAUSES)[number];

/** Found inadmissible while it was handled · the reporter refuses to cooperate (潍坊市12345条例 §21). */
export const TERMINATION_REASONS = ['INADMISSIBLE', 'REPORTER_REFUSES'] as const;
export type TerminationReason = (typeof TERMINATION_REASONS)[number];

/** What a unit has done and may have recorded at another moment than it happened: 签收 · 先行联系 · 报到 · 控险 · 反馈. */
export const DATED_FACTS = ['SIGNED', 'CONTACTED', 'REPORTED_IN', 'CONTAINED', 'RESULT_SUBMITTED'] as const;
export type DatedFact = (typeof DATED_FACTS)[number];

/** 蓝 · 橙 · 红, from the mildest to the severest. */
export const SUPERVISION_LEVELS = ['BLUE', 'ORANGE', 'RED'] as const;
export type SupervisionLevel = (typeof SUPERVISION_LEVELS)[number];
