import { createHash } from 'node:crypto';

/** Values that read the same as a code, with spaces turned into hyphens: no two of them get the same one. */
const PLAIN = /^[A-Z0-9][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*$/;
const MAX_PLAIN = 40;

/**
 * The code of a value that a table uses, the same whatever else the table holds: `Street Lights` is `Street-Lights`.
 * What would not fit or not be unique gets a hash: `Pothole Repair (Internal)` is `Pothole-Repair-Internal-9C2F11AB`.
 */
export function codeOf(value: string): string {
  if (PLAIN.test(value) && value.length <= MAX_PLAIN) return value.replaceAll(' ', '-');
  const words =
    value
      .match(/[A-Za-z0-9]+/g)
      ?.join('-')
      .slice(0, MAX_PLAIN - 9) ?? '';
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8).toUpperCase();
  const readable = /^[A-Z0-9]/.test(words) ? `${words.replace(/-$/, '')}-` : '';
  return `${readable}${hash}`;
}
