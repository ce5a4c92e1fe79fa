import { CLOCK_KINDS } from '@app/catalogue/domain';
import { type Caller, visibility, visibleWhere } from '@app/identity';
import { DomainError } from '@app/kernel';
import type { ListPage } from '@app/projections';
import {
  ASSIGNMENT_STEPS,
  type ClockItem,
  DepartmentInbox,
  type InboxItem,
  OpenClocks,
  WHISTLE_COLUMNS,
} from '@app/whistles';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import * as list from '../request/list.schemas.js';
import { clockPage } from './time.responses.js';
import { presentItem } from './whistle.presenter.js';
import { inboxPage } from './work-list.responses.js';

const unitId = z.string().min(1).max(100);
const inboxQuery = z.strictObject({
  ...list.paging,
  unitId: unitId.optional().meta({ description: 'Absent = all units of the caller' }),
  step: list
    .listOf(ASSIGNMENT_STEPS)
    .optional()
    .meta({ description: 'Absent = all that the unit has still to do: every step but RESULT_SUBMITTED' }),
  missed: list.flag.optional(),
});
const clockQuery = z.strictObject({
  ...list.paging,
  whistleId: list.whistleId.optional(),
  clock: z.enum(CLOCK_KINDS).optional(),
  unitId: unitId.optional(),
  missed: list.flag.optional(),
  dueBefore: list.instant.optional(),
});

/** What must be done, the next to run out first. */
@ApiTags('work lists')
@Controller('api/v1')
export class WorkListsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('inbox')
  @Access('INBOX')
  @ApiOperation({ summary: 'The tasks of my units (部门收件箱)' })
  @ApiResponse({ status: 200, standardSchema: inboxPage })
  async inbox(@Query({ schema: inboxQuery }) query: z.infer<typeof inboxQuery>, @CurrentCaller() caller: Caller) {
    const { limit, cursor, after, step, missed } = query;
    const { unitIds } = visibility(caller);
    if (query.unitId !== undefined && !unitIds.includes(query.unitId)) throw new DomainError('auth/not-allowed');
    const filter = { steps: list.split(step, ASSIGNMENT_STEPS), missed: list.asBoolean(missed) };
    const page = await this.queries.execute<DepartmentInbox, ListPage<InboxItem>>(
      new DepartmentInbox(
        query.unitId === undefined ? unitIds : [query.unitId],
        filter,
        { limit, cursor },
        list.asPosition(after),
      ),
    );
    return { ...page, items: page.items.map(presentTask) };
  }

  @Get('clocks')
  @Access('CLOCKS')
  @ApiOperation({ summary: 'The clocks that are running (计时), the next to run out first' })
  @ApiResponse({ status: 200, standardSchema: clockPage })
  async clocks(@Query({ schema: clockQuery }) query: z.infer<typeof clockQuery>, @CurrentCaller() caller: Caller) {
    const { limit, cursor, after, missed, ...filter } = query;
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const page = await this.queries.execute<OpenClocks, ListPage<ClockItem>>(
      new OpenClocks(visible, { ...filter, missed: list.asBoolean(missed) }, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(presentClock) };
  }
}

function presentTask({ whistleId: _id, whistle, missedClocks: _missed, clocks, ...task }: InboxItem) {
  return {
    ...task,
    dueAt: task.nextClock === null ? null : task.dueAt,
    clocks: clocks.map(({ paused = false, ...clock }) => ({ ...clock, paused })),
    whistle: presentItem(whistle),
  };
}

/** Whether and when an alarm is set is nobody's business but the alarms'. */
function presentClock(item: ClockItem) {
  const { whistleId: _id, timer: _timer, nextAlarmAt: _at, noticed: _marks, extensions: _seq, ...shown } = item;
  const { extensionAskedBy: _by, whistle, ...clock } = shown;
  return { ...clock, whistle: presentItem(whistle) };
}
