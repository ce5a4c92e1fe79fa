import type { Capability } from './capabilities.js';

/** What an API key may be used for. A key never does more than its role may (`CAPABILITIES`) and its scopes name. */
export const SCOPES = {
  'whistles:raise': ['RAISE', 'WITHDRAW'],
  'whistles:read': ['SEARCH', 'TIMELINE', 'INBOX', 'BOARD', 'CLOCKS'],
  'whistles:triage': ['TRIAGE', 'DISPATCH', 'DECIDE_RETURN', 'REDIRECT_EMERGENCY', 'RESPOND_AS_STREET'],
  'whistles:handle': [
    'HANDLE',
    'REQUEST_RETURN',
    'SELF_RESOLVE',
    'CHECK',
    'RATE',
    'CLAIM_OCCURRED_AT',
    'REDIRECT_EMERGENCY',
  ],
  'whistles:close': ['FOLLOW_UP', 'CLOSE'],
  'service-orders:read': ['ORDERS'],
  'service-orders:handle': ['ORDER_SERVICE', 'REVIEW_ORDER', 'CLAIM_ORDER'],
  'reporter:reveal': ['REVEAL_REPORTER'],
  'webhooks:manage': ['WEBHOOK'],
  'counts:read': ['COUNTS'],
  'reference:read': ['CATALOGUE_READ', 'DIRECTORY_READ'],
  'reference:write': ['CATALOGUE_WRITE', 'DIRECTORY_WRITE'],
  'audit:read': ['AUDIT', 'VAULT_LOG'],
} as const satisfies Record<string, readonly Capability[]>;

export type Scope = keyof typeof SCOPES;

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

/** A scope that is not known allows nothing. */
export const capabilitiesOfScopes = (scopes: readonly string[]): ReadonlySet<Capability> =>
  new Set(scopes.filter(isScope).flatMap((scope): readonly Capability[] => SCOPES[scope]));
