/** What people call about, in their words: `{地}` an estate, `{路}` a road, `{楼}` a building, `{门}` a flat's door, `{铺}` a shop, `{馆}` an eatery. */
export interface Complaint {
  readonly code: string;
  /** How often, against the others. */
  readonly weight: number;
  /** Rather at night, or in these months (1 to 12) only. */
  readonly at?: 'NIGHT';
  readonly months?: readonly number[];
  readonly texts: readonly string[];
}
