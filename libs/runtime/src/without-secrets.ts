const REMOVED = '[removed]';

/**
 * A text without what looks like a credential: passwords in URLs, bearer and API keys, tokens.
 * A second net: nothing of the kind is logged on purpose.
 */
export const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*):[^\s/@]+@/gi, `$1:${REMOVED}@`)
    .replaceAll(/\b(bearer|basic) +[\w.~+/=-]{8,}/gi, `$1 ${REMOVED}`)
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REMOVED)
    .replaceAll(/\bchs_[\w-]+/g, REMOVED);
