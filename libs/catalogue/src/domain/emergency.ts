import type { Instant } from '@app/kernel';
import type { CatalogueView, Category } from './catalogue.types.js';
import type { EmergencyLine } from './emergency-lines.js';

export interface Tripped {
  readonly line: EmergencyLine;
  /** The category whose sign it is: not always the one that the reporter named. */
  readonly categoryCode: string;
  readonly word?: string;
}

/**
 * 绊线: the line that must be called at once for what is said (北京市接诉即办工作条例 §11(一), EC-28). The named category comes
 * first; an emergency that was put under an ordinary category, or under none, is told by the words of the others.
 */
export function tripwire(
  catalogue: CatalogueView,
  {
    text,
    categoryCode,
    at,
  }: { readonly text: string; readonly categoryCode: string | undefined; readonly at: Instant },
): Tripped | undefined {
  const said = plain(text);
  const named = catalogue
    .categories(at)
    .toSorted((a, b) => Number(b.code === categoryCode) - Number(a.code === categoryCode));
  for (const category of named) {
    const tripped = signIn(category, said, category.code === categoryCode);
    if (tripped) return tripped;
  }
  return undefined;
}

function signIn({ code, emergency }: Category, said: string, named: boolean): Tripped | undefined {
  if (!emergency) return undefined;
  const { line, always, words } = emergency;
  const word = words.find((one) => said.includes(plain(one)));
  if (word !== undefined) return { line, categoryCode: code, word };
  return named && always ? { line, categoryCode: code } : undefined;
}

/** Letters and digits alone, in lower case and half width: `燃 气、泄漏` is `燃气泄漏`. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
