import { type KnownPersonalData, type Rule, rulesFor } from './personal-patterns.js';

/** The text as it is searched: normalised, invisible characters left out; `start[i]`/`end[i]` lead back to the original. */
interface Searched {
  readonly text: string;
  readonly start: readonly number[];
  readonly end: readonly number[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly mark: string;
}

/** Characters that show nothing: format characters, variation selectors, keycaps, combining marks. */
const INVISIBLE = /[\p{Cf}\p{Mn}\p{Me}]/gu;
/** Characters that stand for themselves: printable ASCII and the common ideographs. */
const PLAIN = /^[\x20-\x7e\u4e00-\u9fff]$/;
/** Stands where something has been found, so that no later rule reads across it. */
const TAKEN = '\uFFFC';

/**
 * Free text with the personal data in it replaced by neutral marks such as 〔电话〕, everything else untouched
 * (去标识化, domain §4.4: the original goes to the vault, this is what departments read).
 * Finds mobile and landline numbers, identity cards, long numbers such as bank cards, e-mail, plates, WeChat and QQ ids,
 * and the known values, also in full-width digits, with separators or invisible characters between.
 */
export function deIdentify(text: string, known: KnownPersonalData = {}): string {
  const searched = searchable(text);
  const spans: Span[] = [];
  let rest = searched.text;
  for (const rule of rulesFor(known, searched.text)) {
    const hits = found(rule, rest);
    for (const hit of hits) spans.push({ ...hit, mark: rule.mark ?? '' });
    rest = taken(rest, hits);
  }
  return replaced(
    text,
    searched,
    spans.filter(({ mark }) => mark !== ''),
  );
}

function searchable(text: string): Searched {
  const start: number[] = [];
  const end: number[] = [];
  let normalised = '';
  let at = 0;
  for (const character of text) {
    const plain = PLAIN.test(character) ? character : character.normalize('NFKC').replaceAll(INVISIBLE, '');
    for (let i = 0; i < plain.length; i++) {
      start.push(at);
      end.push(at + character.length);
    }
    normalised += plain;
    at += character.length;
  }
  return { text: normalised, start, end };
}

function found(rule: Rule, text: string): { from: number; to: number }[] {
  return [...text.matchAll(rule.pattern)].map((match) => {
    const kept = match.groups?.['marker']?.length ?? 0;
    return { from: match.index + kept, to: match.index + match[0].length };
  });
}

function taken(text: string, hits: readonly { from: number; to: number }[]): string {
  let result = '';
  for (const { from, to } of hits) result += text.slice(result.length, from) + TAKEN.repeat(to - from);
  return result + text.slice(result.length);
}

function replaced(text: string, { start, end }: Searched, spans: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { from, to, mark } of spans.toSorted((a, b) => a.from - b.from)) {
    const first = Math.max(at, start[from] ?? text.length);
    result += text.slice(at, first) + mark;
    at = Math.max(at, end[to - 1] ?? text.length);
  }
  return result + text.slice(at);
}
