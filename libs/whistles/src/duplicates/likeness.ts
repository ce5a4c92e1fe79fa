import { familyOf } from '@app/catalogue/domain';
import type { WhistleSearchRow } from '../views/whistle-search/whistle-search.row.js';
import { grams } from '../views/whistle-search/grams.js';
import { OVER, type Status } from '../domain/index.js';

/** Why two whistles may be about one event, and what speaks against it: 位置 · 区域 · 时间 · 类别 · 大类 · 不同大类 · 文字 · 同一诉求人. */
export const LIKENESS_REASONS = [
  'NEAR',
  'SAME_AREA',
  'SOON',
  'SAME_CATEGORY',
  'SAME_FAMILY',
  'OTHER_FAMILY',
  'SAME_WORDS',
  'SAME_REPORTER',
] as const;
export type LikenessReason = (typeof LIKENESS_REASONS)[number];

/** 重复 (one event, others report it) · 同一人再次反映 · 再次发生 of what is over. */
export const CANDIDATE_KINDS = ['DUPLICATE', 'REPEAT', 'RECURRENCE'] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** What of a whistle is compared. */
export type Compared = Pick<
  WhistleSearchRow,
  'summary' | 'address' | 'categoryCode' | 'longitude' | 'latitude' | 'raisedAt' | 'areaPath'
>;

export interface Likeness {
  /** Apart, on the ground; null where one of them has no point. */
  readonly metres: number | null;
  /** Between the two, whichever came first. */
  readonly hours: number;
  /** Of the pairs of letters in both texts, the share that they have in common: 0 to 1. */
  readonly similarity: number;
  readonly reasons: readonly LikenessReason[];
}

/** From this share of common pairs on, two texts are taken to be about the same. */
const SIMILAR = 0.3;
const HOUR_MS = 3_600_000;

/** How others are like one whistle. Undefined if nothing but time and place speaks for it. */
export function likenessTo(one: Compared): (other: Compared) => Likeness | undefined {
  const own = new Set(grams(textOf(one)));
  return (other) => {
    const metres = metresBetween(one, other);
    const hours = Math.abs(Date.parse(one.raisedAt) - Date.parse(other.raisedAt)) / HOUR_MS;
    const similarity = shared(own, grams(textOf(other)));
    const matter = sameMatter(one.categoryCode, other.categoryCode);
    const words: LikenessReason[] = similarity >= SIMILAR ? ['SAME_WORDS'] : [];
    if (words.length === 0 && (matter.length === 0 || matter.includes('OTHER_FAMILY'))) return undefined;
    return {
      metres,
      hours: Math.round(hours * 10) / 10,
      similarity: Math.round(similarity * 100) / 100,
      reasons: [metres === null ? 'SAME_AREA' : 'NEAR', 'SOON', ...matter, ...words],
    };
  };
}

function sameMatter(one: string | null, other: string | null): LikenessReason[] {
  if (one === null || other === null) return [];
  if (one === other) return ['SAME_CATEGORY'];
  return [familyOf(one) === familyOf(other) ? 'SAME_FAMILY' : 'OTHER_FAMILY'];
}

/**
 * Those of the same category or family first, for only they can be merged as they are; then what nobody has classified; those of
 * another family, for which only words speak, last. Of each the nearest first; those without a point after them, the likest first;
 * then those that came closest in time.
 */
export const byLikeness = (a: Likeness, b: Likeness): number =>
  kinship(a) - kinship(b) ||
  (a.metres ?? Infinity) - (b.metres ?? Infinity) ||
  b.similarity - a.similarity ||
  a.hours - b.hours;

const kinship = ({ reasons }: Likeness): number =>
  reasons.includes('OTHER_FAMILY') ? 2 : reasons.includes('SAME_CATEGORY') || reasons.includes('SAME_FAMILY') ? 0 : 1;

export const isOver = (status: Status): boolean => OVER.some((one) => one === status);

const textOf = ({ summary, address }: Compared): string => `${summary} ${address ?? ''}`;

/** The share of all pairs that is in both, each of which has a pair but once. */
function shared(one: ReadonlySet<string>, other: readonly string[]): number {
  const common = other.filter((pair) => one.has(pair)).length;
  return common === 0 ? 0 : common / (one.size + other.length - common);
}

const EARTH_METRES = 6_371_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** As the crow flies, in whole metres. */
export function metresBetween(one: Compared, other: Compared): number | null {
  if (one.longitude === null || one.latitude === null || other.longitude === null || other.latitude === null)
    return null;
  const [from, to] = [radians(one.latitude), radians(other.latitude)];
  const [north, east] = [to - from, radians(other.longitude - one.longitude)];
  const h = Math.sin(north / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(east / 2) ** 2;
  return Math.round(2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h))));
}
