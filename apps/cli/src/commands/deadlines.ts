import { Command } from 'commander';
import { checkDeadlines } from '../deadlines-check/check.js';
import { report } from '../deadlines-check/report.js';
import { readRules } from '../deadlines-check/rules.js';
import { requireFile } from '../import/table.js';
import { Unusable } from '../import/unusable.js';

/** So many bad rows are named one by one. */
const MOST_NAMED = 50;

const checkCommand = new Command('check')
  .description('compare the deadlines that a city has set with those that rules give; needs no database')
  .argument('<rows>', 'what was opened when, and due when: CSV with a header, packed if its name ends in .gz')
  .requiredOption('--rules <file>', 'working hours, holidays and limits, see docs/operations.md')
  .action(async (file: string, { rules }: { rules: string }) => {
    try {
      await check(file, rules);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      for (const line of error.lines) console.error(`chuishao: ${line}`);
      process.exitCode = 1;
    }
  });

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

export const deadlinesCommand = new Command('deadlines')
  .description('what deadlines are, and would be')
  .addCommand(checkCommand);
