/** 报警 · 消防救援 · 急救 · 交通事故. */
export const EMERGENCY_LINES = ['110', '119', '120', '122'] as const;
export type EmergencyLine = (typeof EMERGENCY_LINES)[number];

/** What of a category is for an emergency line at once: all of it, or what names one of these words. */
export interface EmergencySigns {
  readonly line: EmergencyLine;
  readonly always?: boolean;
  readonly words: readonly string[];
}
