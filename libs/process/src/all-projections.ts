import { evaluationProjections } from '@app/evaluation';
import { notifications } from '@app/notifications';
import type { Projection } from '@app/projections';
import { serviceOrders } from '@app/service-orders';
import { whistleProjections } from '@app/whistles';

/** Every view that there is, of whatever library. */
export const allProjections: readonly Projection[] = [
  ...whistleProjections,
  ...evaluationProjections,
  notifications,
  serviceOrders,
];
