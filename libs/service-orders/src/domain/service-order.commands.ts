import type { CommandContext } from '@app/kernel';
import type { OrderKind } from './service-order.words.js';

/** Whom it is for, in clear: sealed before anything is stored. */
export interface OrderContact {
  readonly name: string;
  readonly phone: string;
  readonly address?: string | undefined;
}

/** A command on one order; texts that people write are called `note`. */
abstract class OnOrder<Input> {
  constructor(
    readonly orderId: string,
    readonly input: Input,
    readonly context: CommandContext,
  ) {}
}

/** 点单. */
export class OrderService extends OnOrder<{
  readonly kind: OrderKind;
  readonly note: string;
  readonly areaPath: string;
  readonly contact: OrderContact;
}> {
  readonly type = 'OrderService';
}

/** 审单. */
export class ReviewOrder extends OnOrder<{ readonly approved: boolean; readonly note?: string | undefined }> {
  readonly type = 'ReviewOrder';
}

/** 领单: for a unit, or for oneself. Whoever comes first has it. */
export class ClaimOrder extends OnOrder<{ readonly unitId?: string | undefined }> {
  readonly type = 'ClaimOrder';
}

/** 退单 by whoever has claimed it. `unitId`: the unit that the actor speaks for. */
export class ReleaseClaim extends OnOrder<{ readonly unitId?: string | undefined; readonly note: string }> {
  readonly type = 'ReleaseClaim';
}

/** 送达. `unitId`: the unit that the actor speaks for. */
export class DeliverService extends OnOrder<{ readonly unitId?: string | undefined; readonly note: string }> {
  readonly type = 'DeliverService';
}

/** 确认: that it was received, or that it was not. */
export class ConfirmService extends OnOrder<{ readonly received: boolean; readonly note?: string | undefined }> {
  readonly type = 'ConfirmService';
}

/** 撤回. */
export class WithdrawOrder extends OnOrder<{ readonly note: string }> {
  readonly type = 'WithdrawOrder';
}

/** 查看联系方式: recorded, and then shown. */
export class ShowContact extends OnOrder<{ readonly unitId?: string | undefined; readonly note: string }> {
  readonly type = 'ShowContact';
}

/** What time alone has brought about is recorded. */
export class RunOrderClock extends OnOrder<Readonly<Record<string, never>>> {
  readonly type = 'RunOrderClock';
}

export type ServiceOrderCommand =
  | OrderService
  | ReviewOrder
  | ClaimOrder
  | ReleaseClaim
  | DeliverService
  | ConfirmService
  | WithdrawOrder
  | ShowContact
  | RunOrderClock;
