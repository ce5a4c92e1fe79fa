import { type CatalogueView, PLAIN_SERVICE_ORDERS, type ServiceOrderLimits } from '@app/catalogue/domain';
import type { DirectoryView } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { KnownPersonalData } from '@app/privacy/domain';
import { dueOf } from '@app/working-time';
import type { ServiceOrderEventOf, StageDue } from './service-order.events.js';
import type { OrderStage } from './service-order.words.js';

/** Everything that rules look at beside the command and the order's own history. */
export interface ServiceOrderFacts {
  readonly directory: DirectoryView;
  readonly catalogue: CatalogueView;
  /** Of a new order: its personal data, already sealed. */
  readonly sealed?: Pick<ServiceOrderEventOf<'ServiceOrdered'>['data'], 'words' | 'contact'>;
  /** Whom it is for, so that it is taken out of what people write. */
  readonly known?: KnownPersonalData;
}

/** Where an order is, and the zone that its days are in. */
export interface OrderPlace {
  readonly areaPath: string;
  readonly timeZone: string;
}

const LIMIT: Readonly<Record<OrderStage, keyof ServiceOrderLimits>> = {
  REVIEW: 'review',
  CLAIM: 'claim',
  DELIVER: 'deliver',
};

/** Until when a step that is waited for from `at` on is to be taken, by the calendar and the policy of that moment. */
export function stageDue(
  stage: OrderStage,
  at: Instant,
  { areaPath, timeZone }: OrderPlace,
  { catalogue }: ServiceOrderFacts,
): StageDue {
  const calendar = catalogue.calendarFor(areaPath, timeZone, at);
  const policy = catalogue.timePolicy(areaPath, at);
  const limit = (policy.serviceOrders ?? PLAIN_SERVICE_ORDERS)[LIMIT[stage]];
  const { dueAt, kind, provisional } = dueOf(calendar, at, limit, policy.counting);
  const versions = { policyVersion: policy.version, calendarVersion: calendar.version };
  return { stage, startedAt: at, dueAt, limit, kind, ...versions, provisional };
}
