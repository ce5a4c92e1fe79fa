import { createHash, randomUUID } from 'node:crypto';
import { Catalogue } from '@app/catalogue';
import {
  ApplyHolidayNotice,
  type CatalogueView,
  type DefinedCalendar,
  type HolidayNotice,
  problemsOfNotice,
} from '@app/catalogue/domain';
import { expectedByCalendar } from '@app/deadlines';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Actor, civilDateIn, Clock, type CommandContext, type Instant } from '@app/kernel';
import { readConfig } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Command } from 'commander';
import { DataSource } from 'typeorm';
import { withApplication } from '../application.js';
import { changedDays, dayText } from '../calendar/day-texts.js';
import { readNotice } from '../calendar/notice-file.js';
import { reportUnusable, Unusable } from '../import/unusable.js';
import { RecalculationReport } from '../recalculate/report.js';

const OPERATOR: Actor = { id: 'calendar', role: 'SYSTEM', channel: 'cli' };

const importCommand = new Command('import')
  .description('take in the days off and working days of a year (节假日安排); reading it again adds nothing')
  .argument('<file>', 'a notice as JSON: {year, papers, days: [{name, date, isOffDay}]}')
  .option('--calendar <id>', 'into which calendar', 'CN')
  .option('--preview', 'show what would change, and write nothing', false)
  .option('--all', 'name every open clock that changes, not only the first', false)
  .action((file: string, options: ImportOptions) => reportUnusable(() => importNotice(file, options)));

const showCommand = new Command('show')
  .description('working calendars, or the days of a year of one')
  .argument('[id]', 'such as CN; all calendars unless given')
  .option('--year <year>', 'the present one unless given')
  .action((id: string | undefined, { year }: { year?: string }) => reportUnusable(() => show(id, year)));

export const calendarCommand = new Command('calendar')
  .description('working calendars: holidays and make-up working days')
  .addCommand(importCommand)
  .addCommand(showCommand);

interface ImportOptions {
  readonly calendar: string;
  readonly preview: boolean;
  readonly all: boolean;
}

/** The clocks are looked at before anything is written: a worker that runs has set them anew a moment later. */
async function importNotice(file: string, { calendar: id, preview, all }: ImportOptions): Promise<void> {
  const notice = readNotice(file);
  await withApplication(readConfig(process.env), async (app) => {
    const command = new ApplyHolidayNotice(id, notice, contextOf(app, notice));
    const catalogue = app.get(Catalogue);
    const before = calendarOf(catalogue.view(), id);
    const after = noticed(catalogue, command, file);
    const changes = changedDays(before, calendarOf(after, id));
    const clocks = await affected(app, after, command.context.at);
    for (const line of changes) console.log(line);
    console.log(headline(clocks.changed, preview));
    for (const line of clocks.lines(all)) console.log(line);
    if (!preview) await app.get(CommandBus).execute(command);
    const { version, coveredThrough } = calendarOf(catalogue.view(), id);
    const openClocks = { changed: clocks.changed, ...clocks.counts };
    console.log(
      JSON.stringify({ calendar: id, version, coveredThrough, changedDays: changes.length, openClocks, preview }),
    );
  });
}

function headline(clocks: number, preview: boolean): string {
  if (clocks === 0) return 'No open clock changes.';
  return preview ? `Open clocks that would change: ${clocks}` : `Open clocks that the worker sets anew: ${clocks}`;
}

async function affected(
  app: INestApplicationContext,
  catalogue: CatalogueView,
  at: Instant,
): Promise<RecalculationReport> {
  const [store, dataSource, directory] = [app.get(EventStore), app.get(DataSource), app.get(Directory).view()];
  const report = new RecalculationReport();
  for await (const page of expectedByCalendar({ store, dataSource, directory, catalogue, at })) {
    for (const one of page) report.add(one);
  }
  return report;
}

/** The catalogue as it would be. @throws Unusable every problem of the notice, with its place in the file */
function noticed(catalogue: Catalogue, command: ApplyHolidayNotice, file: string): CatalogueView {
  const { calendarId, notice } = command;
  const content = catalogue.view().calendarRevisions(calendarId).at(-1)?.content;
  if (!content) throw new Unusable([`there is no calendar ${calendarId}`]);
  const problems = problemsOfNotice(notice, content);
  if (problems.length > 0) throw new Unusable(problems.map(({ place, reason }) => `${file}: ${place}: ${reason}`));
  return catalogue.viewAfter(command);
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
