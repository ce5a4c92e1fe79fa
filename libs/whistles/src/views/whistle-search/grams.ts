/**
 * The pairs of neighbouring letters or digits in a text, in lower case and half width: what makes a word of two
 * Chinese characters findable by an index. A single character counts for itself.
 */
export function grams(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const pairs = words.flatMap((word) => {
    const letters = [...word];
    return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  });
  return [...new Set(pairs)];
}
