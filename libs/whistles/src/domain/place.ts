import type { Category } from '@app/catalogue/domain';
import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { WhistleFacts } from './facts.js';
import type { RaiseWhistle } from './whistle.commands.js';

/** Categories are those of the place's own jurisdiction. */
export function knownCategory(
  code: string,
  areaPath: string,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
  at: string,
): Category {
  const category = catalogue.forArea(areaPath).category(code, at);
  if (!category) throw new DomainError('whistle/unknown-category', { categoryCode: code });
  return category;
}

export function knownCondition(seq: number, category: Category): number {
  if (seq !== 1 && !category.conditions.some((condition) => condition.seq === seq)) {
    throw new DomainError('whistle/unknown-condition', { categoryCode: category.code, conditionSeq: seq });
  }
  return seq;
}

/** Where it is, checked against the directory of that moment, and the zone that civil dates there are in. */
export function placeOf(
  location: RaiseWhistle['input']['location'],
  facts: WhistleFacts,
  at: string,
  known: RaiseWhistle['input']['reporter'] = {},
) {
  const { areaPath, address, longitude, latitude } = location;
  const timeZone = timeZoneAt(areaPath, facts, at);
  const point = longitude !== undefined && latitude !== undefined ? { longitude, latitude } : {};
  return { location: { areaPath, ...(address && { address: deIdentify(address, known) }), ...point }, timeZone };
}

/** @throws DomainError whistle/unknown-area */
export function timeZoneAt(areaPath: string, { directory }: Pick<WhistleFacts, 'directory'>, at: string): string {
  const timeZone = directory.timeZoneOf(areaPath);
  if (!directory.area(areaPath, at) || timeZone === undefined) {
    throw new DomainError('whistle/unknown-area', { areaPath });
  }
  return timeZone;
}
