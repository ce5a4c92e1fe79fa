import { type DirectoryView, parentOf } from '@app/directory/domain';
import { DomainError, type Instant } from '@app/kernel';
import type * as given from './service-order.commands.js';
import type { ServiceOrderFacts } from './stage-due.js';

/**
 * Whether it would be taken at all: asked before a key is made for anybody. A whole district or city has nobody who reviews.
 * @throws DomainError service-order/unknown-area, service-order/area-too-wide
 */
export function mayBeOrdered({ input, context }: given.OrderService, { directory }: ServiceOrderFacts): string {
  const { areaPath } = input;
  const timeZone = directory.timeZoneOf(areaPath);
  if (!directory.area(areaPath, context.at) || timeZone === undefined) {
    throw new DomainError('service-order/unknown-area', { areaPath });
  }
  if (!isInStreet(areaPath, context.at, directory)) throw new DomainError('service-order/area-too-wide', { areaPath });
  return timeZone;
}

/** Whether it is a street or a community, or lies in one: their offices review (社区审单). */
function isInStreet(areaPath: string, at: Instant, directory: DirectoryView): boolean {
  const type = directory.area(areaPath, at)?.type;
  if (type === 'STREET' || type === 'COMMUNITY') return true;
  const parent = parentOf(areaPath);
  return parent !== '' && isInStreet(parent, at, directory);
}
