/** 诉讼 · 仲裁 · 纪检监察 · 行政复议 · 政府信息公开 · 信访 · 专线 · 紧急求助 (北京市接诉即办工作条例 §11). */
export const REDIRECT_CHANNELS = [
  'COURT',
  'ARBITRAL_BODY',
  'DISCIPLINE',
  'ADMIN_REVIEW',
  'INFO_DISCLOSURE',
  'PETITION_OFFICE',
  'SPECIAL_LINE',
  'EMERGENCY_SERVICES',
] as const;
export type RedirectChannel = (typeof REDIRECT_CHANNELS)[number];
/** Those that the desk redirects to; the emergency services are called, and come first. */
export const ORDINARY_CHANNELS = REDIRECT_CHANNELS.filter((one) => one !== 'EMERGENCY_SERVICES');

/** Somebody of the staff called the line · a word or a category told that it must be called. */
export const EMERGENCY_CAUSES = ['STAFF', 'TRIPWIRE'] as const;
export type EmergencyCause = (typeof EMERGENCY_CAUSES)[number];

/** 街居响应: before anything is dispatched · beside it, where it cannot wait. */
export const STREET_TURNS = ['FIRST', 'BESIDE'] as const;
export type StreetTurn = (typeof STREET_TURNS)[number];
/** 自行处置 · 吹哨到部门. */
export const STREET_ANSWERS = ['SELF_RESOLVED', 'BLOWN_ON'] as const;
export type StreetAnswer = (typeof STREET_ANSWERS)[number];

/** Who did it on the spot (自行处置). */
export const SELF_RESOLVERS = ['GRID', 'COMMUNITY', 'STREET'] as const;
export type SelfResolver = (typeof SELF_RESOLVERS)[number];
