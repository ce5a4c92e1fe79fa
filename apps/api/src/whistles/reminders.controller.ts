import { type Caller, visibility, visibleWhere } from '@app/identity';
import { DomainError, type Role } from '@app/kernel';
import type { ListPage } from '@app/projections';
import { type Recipient, REMINDER_LEVELS, type ReminderItem, Reminders, WHISTLE_COLUMNS } from '@app/whistles';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import * as list from '../request/list.schemas.js';
import { reminderPage } from './time.responses.js';
import { presentItem } from './whistle.presenter.js';

const query = z.strictObject({
  ...list.paging,
  level: list.listOf(REMINDER_LEVELS).optional(),
  unitId: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'To this unit: one of mine or below it; or, for those who watch over an area, any' }),
  whistleId: list.whistleId.optional(),
  open: list.flag.optional().meta({ description: 'Whether the clock still runs towards that moment' }),
});

/** The roles that a reminder may be addressed to in an area, beside units. */
const WATCHING: readonly Role[] = ['DISPATCHER', 'SUPERVISOR'];

/** What I was told of clocks: those about to run out, those that did, and those that are chased. */
@ApiTags('work lists')
@Controller('api/v1/reminders')
export class RemindersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Access('CLOCKS')
  @ApiOperation({ summary: 'Reminders to my units and to my role in my areas (预警与督办), the latest first' })
  @ApiResponse({ status: 200, standardSchema: reminderPage })
  async reminders(@Query({ schema: query }) asked: z.infer<typeof query>, @CurrentCaller() caller: Caller) {
    const { limit, cursor, after, level, open, ...filter } = asked;
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const wanted = { ...filter, levels: list.split(level, REMINDER_LEVELS), open: list.asBoolean(open) };
    const page = await this.queries.execute<Reminders, ListPage<ReminderItem>>(
      new Reminders(recipient(caller, asked.unitId), visible, wanted, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(presentReminder) };
  }
}

/**
 * My own units; or the one that is named, if it is one of mine or below one.
 * @throws DomainError auth/not-allowed it is not, and no area is mine to watch over
 */
function recipient(caller: Caller, unitId: string | undefined): Recipient {
  const { unitIds } = visibility(caller);
  const roles = caller.grants
    .filter(({ role }) => WATCHING.includes(role))
    .map(({ role, areaPath }) => ({ role, areaPath }));
  const own = caller.grants.flatMap((grant) => grant.unitId ?? []).filter((id) => unitIds.includes(id));
  if (unitId === undefined) return { unitIds: own, roles };
  if (unitIds.includes(unitId)) return { unitIds: [unitId], roles };
  if (roles.length === 0) throw new DomainError('auth/not-allowed', { unitId });
  return { unitIds: [], roles };
}

function presentReminder({ whistleId, revision, toUnits, toRoles, markedAt, whistle, ...reminder }: ReminderItem) {
  return {
    ...reminder,
    id: `${whistleId}.${revision}`,
    to: { units: toUnits, roles: toRoles },
    at: markedAt,
    whistle: presentItem(whistle),
  };
}
