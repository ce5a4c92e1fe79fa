import { EventStore } from '@app/event-store';
import { Clock } from '@app/kernel';
import { readConfig } from '@app/runtime';
import { RECALCULATION_REASONS } from '@app/whistles';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { withApplication } from '../application.js';
import { checkDeadlines } from '../deadlines-check/check.js';
import { report } from '../deadlines-check/report.js';
import { readRules } from '../deadlines-check/rules.js';
import { requireFile } from '../import/table.js';
import { reportUnusable, Unusable } from '../import/unusable.js';
import { recalculate, type Which } from '../recalculate/recalculate.js';
import { RecalculationReport } from '../recalculate/report.js';
import { type OtherFiles, readOtherRules } from '../what-if/other-rules.js';
import { whatIf } from '../what-if/what-if.js';

/** So many bad rows are named one by one. */
const MOST_NAMED = 50;

const checkCommand = new Command('check')
  .description('compare the deadlines that a city has set with those that rules give; needs no database')
  .argument('<rows>', 'what was opened when, and due when: CSV with a header, packed if its name ends in .gz')
  .requiredOption('--rules <file>', 'working hours, holidays and limits, see docs/operations.md')
  .action((file: string, { rules }: { rules: string }) => reportUnusable(() => check(file, rules)));

const recalculateCommand = new Command('recalculate')
  .description('reckon running clocks again after a change of policy, and record each that changes')
  .addOption(
    new Option('--reason <reason>', 'by the policy in force, or by the calendar as it is known now')
      .choices(RECALCULATION_REASONS)
      .makeOptionMandatory(),
  )
  .option('--area <path>', 'only in an area and below it')
  .option('--category <code>', 'only whistles of a category')
  .option('--preview', 'show what would change, and write nothing', false)
  .option('--all', 'name every clock that changes, not only the first', false)
  .action((options: Which & { readonly all: boolean }) => reportUnusable(() => recalculateAll(options)));

const whatIfCommand = new Command('what-if')
  .description('play the history again under another policy or calendar, and compare what was missed; writes nothing')
  .option('--policy <file>', 'laid out as seeds/catalogue/sla-pack.json')
  .option('--calendar <file>', 'a notice as JSON, or a calendar laid out as seeds/calendars/CN.json')
  .option('--calendar-id <id>', 'into which calendar a notice goes', 'CN')
  .option('--from <date>', 'only whistles raised on that day or later')
  .option('--to <date>', 'only whistles raised on that day or before')
  .action((options: WhatIfOptions) => reportUnusable(() => compare(options)));

export const deadlinesCommand = new Command('deadlines')
  .description('what deadlines are, and would be')
  .addCommand(checkCommand)
  .addCommand(recalculateCommand)
  .addCommand(whatIfCommand);

async function check(file: string, rulesFile: string): Promise<void> {
  const rules = readRules(rulesFile);
  requireFile(file);
  const checked = await checkDeadlines(file, rules);
  const { matched, of, fitsRuleMatched, fitsRule, badRows } = checked;
  const problems = badRows.slice(0, MOST_NAMED).map(({ line, reason }) => `${file}: line ${line}: ${reason}`);
  if (badRows.length > MOST_NAMED) problems.push(`${file}: and ${badRows.length - MOST_NAMED} more rows`);
  if (fitsRuleMatched < fitsRule) problems.push(`${fitsRule - fitsRuleMatched} rows do not match that must`);
  for (const problem of problems) console.error(`chuishao: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  console.log(`${report(checked, rules.calendar.timeZone)}\n`);
  console.log(JSON.stringify({ matched, of, fitsRuleMatched, fitsRule }));
}

async function recalculateAll({ all, ...which }: Which & { readonly all: boolean }): Promise<void> {
  await withApplication(readConfig(process.env), async (app) => {
    const report = new RecalculationReport();
    const whistles = await recalculate(app, which, (one) => report.add(one));
    for (const line of report.lines(all)) console.log(line);
    const { reason, preview } = which;
    console.log(JSON.stringify({ reason, whistles, changed: report.changed, ...report.counts, preview }));
  });
}

interface WhatIfOptions extends OtherFiles {
  readonly from?: string;
  readonly to?: string;
}

async function compare({ from, to, ...files }: WhatIfOptions): Promise<void> {
  const problems = Object.entries({ from, to }).flatMap(([option, date]) =>
    date === undefined || isDate(date) ? [] : [`--${option}: ${date} is no date such as 2026-03-02`],
  );
  if (files.policy === undefined && files.calendar === undefined) {
    problems.push('another --policy or --calendar is needed: under the rules in force nothing changes');
  }
  if (from !== undefined && to !== undefined && from > to) problems.push(`--from ${from} comes after --to ${to}`);
  if (problems.length > 0) throw new Unusable(problems);
  await withApplication(readConfig(process.env), async (app) => {
    const store = app.get(EventStore);
    const rules = await readOtherRules(store, files);
    const { whistles, tally } = await whatIf(store, { rules, from, to, now: app.get(Clock).now() });
    const { clocks, missedBefore, missedAfter, newlyMissed, newlyMet, moved, withoutLimit } = tally;
    console.log(`${tally.report()}\n`);
    console.log(`${moved} clocks would have run out at another moment; ${withoutLimit} would have had no limit\n`);
    console.log(JSON.stringify({ whistles, clocks, missedBefore, missedAfter, newlyMissed, newlyMet }));
  });
}

const isDate = (text: string): boolean => z.iso.date().safeParse(text).success;
