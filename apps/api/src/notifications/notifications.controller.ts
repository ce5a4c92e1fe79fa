import { type Caller, grantsFor, visibility, visibleWhere } from '@app/identity';
import type { Role } from '@app/kernel';
import {
  NOTICES,
  type NotificationItem,
  Notifications,
  ReadMarks,
  type Reader,
  UnreadNotifications,
} from '@app/notifications';
import type { ListPage } from '@app/projections';
import { OverdueServiceOrders } from '@app/service-orders';
import { WHISTLE_COLUMNS } from '@app/whistles';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import type { Language } from '../problems/problem.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { presentItem } from '../whistles/whistle.presenter.js';
import { markRead, notificationPage, unread } from './notifications.schemas.js';

const query = z.strictObject({ ...list.paging, read: list.flag.optional() });
const countQuery = z.strictObject({ after: list.paging.after });

/** The roles that news may be for in an area. */
const WATCHING: readonly Role[] = ['DISPATCHER', 'SUPERVISOR'];

/** What concerns me (消息): my tasks, decisions on what I asked for, the result of my whistle. */
@ApiTags('notifications')
@Controller('api/v1/notifications')
@Access('NOTICES')
export class NotificationsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly marks: ReadMarks,
  ) {}

  @Get()
  @ApiOperation({ summary: 'News for me, my units and my role, the latest first (消息)' })
  @ApiResponse({ status: 200, standardSchema: notificationPage })
  async list(@Query({ schema: query }) asked: z.infer<typeof query>, @HttpExchange() { caller, language }: Exchange) {
    const { limit, cursor, after, read } = asked;
    const filter = { read: list.asBoolean(read) };
    const page = await this.queries.execute<Notifications, ListPage<NotificationItem>>(
      new Notifications(readerOf(caller), visibleTo(caller), filter, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map((item) => present(item, language)) };
  }

  @Get('unread')
  @ApiOperation({ summary: 'How many I have not read; reminders of clocks have a list of their own' })
  @ApiResponse({ status: 200, standardSchema: unread })
  async count(@Query({ schema: countQuery }) { after }: z.infer<typeof countQuery>, @CurrentCaller() caller: Caller) {
    const found = await this.queries.execute<UnreadNotifications, number>(
      new UnreadNotifications(readerOf(caller), visibleTo(caller), list.asPosition(after)),
    );
    const places = grantsFor(caller, 'REVIEW_ORDER').map(({ areaPath }) => areaPath);
    const overdueOrders = await this.queries.execute<OverdueServiceOrders, number>(
      new OverdueServiceOrders(places.filter((areaPath) => areaPath !== '')),
    );
    return { unread: found, reminders: '/api/v1/reminders?open=true', overdueOrders };
  }

  @Post('read')
  @HttpCode(204)
  @ApiOperation({ summary: 'I have read these, or all up to a position (已读); again changes nothing' })
  @ApiResponse({ status: 204, description: 'Done' })
  async read(
    @Body({ schema: markRead }) { ids, through }: z.infer<typeof markRead>,
    @CurrentCaller() { id }: Caller,
  ): Promise<void> {
    if (through !== undefined) return this.marks.markThrough(id, BigInt(through));
    const notices = (ids ?? []).map((one) => {
      const [whistleId = '', revision = ''] = one.split('.');
      return { whistleId, revision: Number(revision) };
    });
    await this.marks.mark(id, notices);
  }
}

const visibleTo = (caller: Caller) => visibleWhere(visibility(caller), WHISTLE_COLUMNS);

/** The units that somebody acts for, not those below them: they have people of their own. */
function readerOf(caller: Caller): Reader {
  const { unitIds } = visibility(caller);
  return {
    accountId: caller.id,
    unitIds: caller.grants.flatMap(({ unitId }) => (unitId !== undefined && unitIds.includes(unitId) ? [unitId] : [])),
    roles: caller.grants
      .filter(({ role }) => WATCHING.includes(role))
      .map(({ role, areaPath }) => ({ role, areaPath })),
  };
}

function present(
  { whistleId, revision, type, unitId, at, read, position, whistle }: NotificationItem,
  language: Language,
) {
  const notice = NOTICES[type];
  const text = notice === 'ignored' ? '' : notice[language];
  return { id: `${whistleId}.${revision}`, type, text, unitId, at, read, position, whistle: presentItem(whistle) };
}
