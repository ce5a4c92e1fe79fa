import { createHash, randomUUID } from 'node:crypto';
import { Catalogue } from '@app/catalogue';
import {
  ApplyHolidayNotice,
  type CatalogueView,
  type DefinedCalendar,
  type HolidayNotice,
  problemsOfNotice,
  resolveCalendar,
  withNotice,
} from '@app/catalogue/domain';
import { type Actor, civilDateIn, Clock, type CommandContext } from '@app/kernel';
import { readConfig } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command } from 'commander';
import { withApplication } from '../application.js';
import { changedDays, dayText } from '../calendar/day-texts.js';
import { readNotice } from '../calendar/notice-file.js';
import { reportUnusable, Unusable } from '../import/unusable.js';

const OPERATOR: Actor = { id: 'calendar', role: 'SYSTEM', channel: 'cli' };

const importCommand = new Command('import')
  .description('take in the days off and working days of a year (节假日安排); reading it again adds nothing')
  .argument('<file>', 'a notice as JSON: {year, papers, days: [{name, date, isOffDay}]}')
  .option('--calendar <id>', 'into which calendar', 'CN')
  .option('--preview', 'show what would change, and write nothing', false)
  .action((file: string, options: { calendar: string; preview: boolean }) =>
    reportUnusable(() => importNotice(file, options.calendar, options.preview)),
  );

const showCommand = new Command('show')
  .description('working calendars, or the days of a year of one')
  .argument('[id]', 'such as CN; all calendars unless given')
  .option('--year <year>', 'the present one unless given')
  .action((id: string | undefined, { year }: { year?: string }) => reportUnusable(() => show(id, year)));

export const calendarCommand = new Command('calendar')
  .description('working calendars: holidays and make-up working days')
  .addCommand(importCommand)
  .addCommand(showCommand);

async function importNotice(file: string, id: string, preview: boolean): Promise<void> {
  const notice = readNotice(file);
  await withApplication(readConfig(process.env), async (app) => {
    const view = app.get(Catalogue).view();
    const changes = changedDays(calendarOf(view, id), noticed(view, id, notice, file));
    for (const line of changes) console.log(line);
    if (!preview) await app.get(CommandBus).execute(new ApplyHolidayNotice(id, notice, contextOf(app, notice)));
    const { version, coveredThrough } = calendarOf(app.get(Catalogue).view(), id);
    console.log(JSON.stringify({ calendar: id, version, coveredThrough, changedDays: changes.length, preview }));
  });
}

/** The calendar as it would be. @throws Unusable every problem of the notice, with its place in the file */
function noticed(view: CatalogueView, id: string, notice: HolidayNotice, file: string): DefinedCalendar {
  const { version, definedAt, basedOn } = calendarOf(view, id);
  const content = view.calendarRevisions(id).at(-1)?.content;
  if (!content) throw new Unusable([`there is no calendar ${id}`]);
  const problems = problemsOfNotice(notice, content);
  if (problems.length > 0) throw new Unusable(problems.map(({ place, reason }) => `${file}: ${place}: ${reason}`));
  const base = basedOn === undefined ? undefined : calendarOf(view, basedOn);
  return resolveCalendar(withNotice(content, notice), { version, definedAt }, base);
}

async function show(id: string | undefined, given: string | undefined): Promise<void> {
  if (given !== undefined && !/^\d{4}$/.test(given)) throw new Unusable([`--year: ${given} is no year`]);
  await withApplication(readConfig(process.env), async (app) => {
    const view = app.get(Catalogue).view();
    const shown = id === undefined ? view.calendars() : [calendarOf(view, id)];
    for (const calendar of shown) {
      const { version, coveredFrom, coveredThrough, areaPaths, source, timeZone, days } = calendar;
      const areas = areaPaths.length > 0 ? areaPaths.join(', ') : 'no area';
      console.log(`${version}  ${coveredFrom} … ${coveredThrough}  ${timeZone}  for ${areas}  (${source})`);
      if (id === undefined && given === undefined) continue;
      const year = given ?? civilDateIn(timeZone, app.get(Clock).now()).slice(0, 4);
      for (const day of days.filter(({ date }) => date.startsWith(year))) console.log(`  ${dayText(day)}`);
      if (coveredFrom > `${year}-01-01` || coveredThrough < `${year}-12-31`)
        console.log(`  ${year} is not covered whole`);
    }
  });
}

function calendarOf(view: CatalogueView, id: string): DefinedCalendar {
  const found = view.calendarDefinition(id);
  if (found) return found;
  const known = view.calendars().map((calendar) => calendar.id);
  throw new Unusable([`there is no calendar ${id}; there is ${known.join(', ') || 'none'}`]);
}

/** A new id each time: whether there is anything to write is the decision's to find out. */
const contextOf = (app: INestApplicationContext, notice: HolidayNotice): CommandContext => ({
  actor: OPERATOR,
  at: app.get(Clock).now(),
  commandId: randomUUID(),
  commandHash: createHash('sha256').update(JSON.stringify(notice)).digest('hex'),
});
