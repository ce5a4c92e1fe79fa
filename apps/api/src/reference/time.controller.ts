import { Catalogue, PolicyHistory } from '@app/catalogue';
import {
  calendarDaySchema,
  calendarIdSchema,
  calendarSchema,
  type DefinedCalendar,
  slaPackSchema,
} from '@app/catalogue/domain';
import { Directory } from '@app/directory';
import { civilDateIn, Clock, DomainError, ROLES } from '@app/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import * as list from '../request/list.schemas.js';
import { paging, slice } from './slice.js';

const listQuery = z.strictObject(paging);
const version = z.string().min(1).max(140);
const calendarQuery = z.strictObject({
  version: version.optional().meta({ description: 'As a deadline names it (CN@3); absent = the present one' }),
  year: z.coerce.number().int().min(1900).max(2399).optional().meta({ description: 'Absent = the present one' }),
});
const policyQuery = z.strictObject({
  ...paging,
  areaPath: list.areaPath.optional().meta({ description: 'The one that holds there' }),
});

const { basedOn, timeZone, coveredFrom, coveredThrough, areaPaths, source, week } = calendarSchema.shape;
const summary = z.object({
  id: calendarIdSchema,
  version: version.meta({ description: 'How often it was defined; of a regional one also its base: CN-XZ@2+CN@5' }),
  basedOn,
  timeZone,
  coveredFrom,
  coveredThrough: coveredThrough.meta({ description: 'Deadlines that reach beyond are provisional' }),
  areaPaths,
  source,
});
const revision = z.object({ version, definedAt: z.string(), coveredThrough, source });
const calendar = summary.extend({
  week: week.unwrap().meta({ description: 'Monday first' }),
  year: z.int(),
  days: z
    .array(calendarDaySchema.omit({ notice: true }))
    .meta({ description: 'Days off and working days out of turn of that year; on all others the week holds' }),
  revisions: z.array(revision).meta({ description: 'Of this calendar itself, oldest first' }),
});
const policy = slaPackSchema.partial({ from: true }).extend({ version });
const policyRevision = z.object({
  version,
  definedAt: z.string(),
  by: z.object({ id: z.string(), role: z.enum(ROLES) }).meta({ description: 'Who defined it' }),
  reason: z.string().nullable().meta({ description: 'Which document, or what it puts right; null: not said' }),
  from: z.string().meta({ description: 'Since when it holds' }),
  to: z.string().nullable(),
  replaces: version.nullable().meta({ description: 'The version that held then before; null: none' }),
});
const policyWithHistory = policy.extend({
  revisions: z.array(policyRevision).meta({ description: 'Of the jurisdiction, oldest first' }),
});

/** By what deadlines are counted: working calendars and time policies, of today and as they were. */
@ApiTags('reference')
@Controller('api/v1')
export class TimeController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly directory: Directory,
    private readonly history: PolicyHistory,
    private readonly clock: Clock,
  ) {}

  @Get('calendars')
  @Access('CATALOGUE_READ')
  @ApiOperation({ summary: 'Working calendars (工作日历)' })
  @ApiResponse({ status: 200, standardSchema: list.pageSchema('CalendarPage', summary) })
  calendars(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return slice(this.catalogue.view().calendars().map(summaryOf), query, ({ id }) => id);
  }

  @Get('calendars/:calendarId')
  @Access('CATALOGUE_READ')
  @ApiOperation({ summary: 'A working calendar, its week and the days of a year (放假与调休)' })
  @ApiResponse({ status: 200, standardSchema: calendar.meta({ id: 'Calendar' }) })
  calendar(
    @Param('calendarId', { schema: calendarIdSchema }) calendarId: string,
    @Query({ schema: calendarQuery }) query: z.infer<typeof calendarQuery>,
  ) {
    const view = this.catalogue.view();
    const found = view.calendarDefinition(calendarId, query.version);
    if (!found) throw new DomainError('calendar/unknown', { calendarId: query.version ?? calendarId });
    const year = query.year ?? Number(civilDateIn(found.timeZone, this.clock.now()).slice(0, 4));
    return {
      ...summaryOf(found),
      week: found.week,
      year,
      days: found.days.filter(({ date }) => date.startsWith(`${year}-`)),
      revisions: view.calendarRevisions(calendarId).map(({ content, definedAt }, index) => {
        const { coveredThrough: through, source: from } = content;
        return { version: `${calendarId}@${index + 1}`, definedAt, coveredThrough: through, source: from };
      }),
    };
  }

  @Get('policies')
  @Access('CATALOGUE_READ')
  @ApiOperation({
    summary: 'Time policies in force: limits per urgency and clock, and how they are counted (时限规则)',
  })
  @ApiResponse({ status: 200, standardSchema: list.pageSchema('PolicyPage', policy) })
  policies(@Query({ schema: policyQuery }) { areaPath, ...page }: z.infer<typeof policyQuery>) {
    const view = this.catalogue.view();
    const now = this.clock.now();
    if (areaPath !== undefined && !this.directory.view().area(areaPath, now)) {
      throw new DomainError('directory/unknown-area', { areaPath });
    }
    const policies = areaPath === undefined ? view.policies(now) : [view.timePolicy(areaPath, now)];
    return slice(policies, page, ({ jurisdiction }) => jurisdiction);
  }

  @Get('policies/:version')
  @Access('CATALOGUE_READ')
  @ApiOperation({ summary: 'A time policy as a deadline names it, in force or not, and what came before and after it' })
  @ApiResponse({ status: 200, standardSchema: policyWithHistory.meta({ id: 'Policy' }) })
  async policy(@Param('version', { schema: version }) named: string) {
    const found = this.catalogue.view().policy(named);
    if (!found) throw new DomainError('catalogue/unknown-policy', { version: named });
    const history = await this.history.of(found.jurisdiction);
    const revisions = history.map(({ reason = null, to = null, replaces = null, ...one }) => {
      return { ...one, reason, to, replaces };
    });
    return { ...found, revisions };
  }
}

function summaryOf(calendarOf: DefinedCalendar) {
  const { week: _week, days: _days, definedAt: _definedAt, ...shown } = calendarOf;
  return shown;
}
