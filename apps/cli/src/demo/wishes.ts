import { type Actor, DomainError, type Instant, plusMs, type Role } from '@app/kernel';
import {
  ClaimOrder,
  ConfirmService,
  DeliverService,
  type OrderKind,
  OrderService,
  ReviewOrder,
  type ServiceOrderCommand,
} from '@app/service-orders';
import type { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidV5 } from 'uuid';
import { HOUR } from './pace.js';

/** Names the ids of the week's orders; never changes. */
const ORDERS = '5f6f6a43-1d0b-4f2e-8a52-7b8f1d0b6c11';
const player = (id: string, role: Role, unitId?: string): Actor => ({
  id,
  role,
  ...(unitId !== undefined && { unitId }),
  channel: 'demo',
});
const resident = player('resident', 'RESIDENT');
const volunteer = player('resident-2', 'RESIDENT');
const secretary = player('secretary-s1-c01', 'COMMUNITY', 'XY-S1-C01-SQ');
const clerk = player('clerk-mz-1', 'DEPARTMENT', 'XY-MZ');

/** How many of the steps approve, claim, deliver, confirm were taken; nothing is late when the week ends. */
interface Wish {
  readonly hoursAgo: number;
  readonly kind: OrderKind;
  readonly note: string;
  readonly steps: number;
  readonly unitId?: string;
}
const WISHES: readonly Wish[] = [
  { hoursAgo: 150, kind: 'MICRO_WISH', note: '独居老人想要一副老花镜', steps: 4 },
  { hoursAgo: 140, kind: 'VOLUNTARY_SERVICE', note: '陪同老人去医院复诊', steps: 3 },
  { hoursAgo: 120, kind: 'MICRO_PROJECT', note: '单元门口加装扶手', steps: 2, unitId: 'XY-MZ' },
  { hoursAgo: 30, kind: 'MICRO_WISH', note: '孩子想要一个书包', steps: 1 },
  { hoursAgo: 3, kind: 'PUBLIC_SERVICE', note: '上门办理老年优待证', steps: 0 },
];

/** 微心愿: the orders of a week up to `until`, one for each stage; in order, the same for the same end. */
export function planOrders(until: Instant): ServiceOrderCommand[] {
  return WISHES.flatMap(({ hoursAgo, kind, note, steps, unitId }, index) => {
    const id = uuidV5(`${until} ${index}`, ORDERS);
    const context = (actor: Actor, step: number) => {
      const commandId = `${id} ${step}`;
      return { actor, at: plusMs(until, (step / 2 - hoursAgo) * HOUR), commandId, commandHash: commandId };
    };
    const contact = { name: '李小红', phone: '13800138000', address: '柳岸路1号2单元' };
    const claimer = unitId === undefined ? volunteer : clerk;
    const road = [
      new ReviewOrder(id, { approved: true }, context(secretary, 1)),
      new ClaimOrder(id, { unitId }, context(claimer, 2)),
      new DeliverService(id, { unitId, note: '已送到家中' }, context(claimer, 3)),
      new ConfirmService(id, { received: true }, context(resident, 4)),
    ];
    const ordered = new OrderService(id, { kind, note, areaPath: 'XY/S1/C01', contact }, context(resident, 0));
    return [ordered, ...road.slice(0, steps)];
  });
}

/** Somebody may have taken one up since a week that was cut short. */
export async function playOrders(until: Instant, bus: Pick<CommandBus, 'execute'>): Promise<void> {
  for (const command of planOrders(until)) {
    await bus.execute(command).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
    });
  }
}
