import type { WhistleEventOf, WhistleEventType } from '@app/whistles';
import type { Language } from '../problems/problem.js';
import type { WordValue } from './timeline-words.js';

/** How a reader is told of what events name by codes and instants. */
export interface Wording {
  unit(unitId: string): string;
  category(code: string): string;
  word(value: WordValue): string;
  /** Date and time in the zone of the place. */
  time(instant: string): string;
  /** The same to the second. */
  second(instant: string): string;
  /** The same to the millisecond. */
  millisecond(instant: string): string;
  /** A civil date of the place. */
  day(date: string): string;
}
export type Data<Type extends WhistleEventType> = WhistleEventOf<Type>['data'];

/** A sentence for each of these events. */
export type TextsOf<Types extends WhistleEventType> = {
  readonly [Type in Types]: {
    readonly [language in Language]: (data: Data<Type>, as: Wording) => string;
  } & {
    /** Shown to the reporter too (居民可见). */
    readonly friendly: boolean;
  };
};
