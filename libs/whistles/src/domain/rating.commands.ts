import { type OnAssignment, WhistleCommand } from './command.js';

interface Rating extends OnAssignment {
  /** 1 to 5. */
  readonly score: number;
  readonly note?: string | undefined;
}

/** 街道、社区评部门. */
export class RateDepartment extends WhistleCommand<Rating> {
  readonly type = 'RateDepartment';
}

/** 部门评街道. */
export class RateStreet extends WhistleCommand<Rating> {
  readonly type = 'RateStreet';
}

export type AnyRatingCommand = RateDepartment | RateStreet;
