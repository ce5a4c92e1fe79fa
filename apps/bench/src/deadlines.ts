import {
  type Calendar,
  type CalendarDefinition,
  compileCalendar,
  type Counting,
  dueOf,
  type Limit,
} from '@app/working-time';
import type { Benchmark } from './benchmark.js';
import { interleaved, median, rounded, spread } from './figures.js';
import { luxonBusinessDays } from './peers/luxon-business-days.js';
import { printTable } from './table.js';

const ZONE = 'Asia/Shanghai';
const YEARS = { from: 2017, through: 2026 };
const DAY = 86_400_000;

/** Every year has its long holidays, as the State Council's notices have them: a week or less, with weekends that work for it. */
const EACH_YEAR = {
  off: ['01-01', '02-10/02-17', '04-05', '05-01/05-05', '06-10', '09-16', '10-01/10-07'],
  working: ['02-09', '02-18', '05-09', '09-26', '10-10'],
};

function datesOf(pattern: string, year: number): string[] {
  const [from = '', through = from] = pattern.split('/').map((day) => `${year}-${day}`);
  const days = (Date.parse(through) - Date.parse(from)) / DAY;
  return Array.from({ length: days + 1 }, (_, day) =>
    new Date(Date.parse(from) + day * DAY).toISOString().slice(0, 10),
  );
}

const everyYear = (patterns: readonly string[]): string[] =>
  Array.from({ length: YEARS.through - YEARS.from + 1 }, (_, year) =>
    patterns.flatMap((pattern) => datesOf(pattern, YEARS.from + year)),
  ).flat();

const holidays = everyYear(EACH_YEAR.off);
const isWeekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay());

function tenYears(makeUpDays: readonly string[]): Calendar {
  const day = [
    { from: '08:00', to: '12:00' },
    { from: '14:00', to: '18:00' },
  ];
  const definition: CalendarDefinition = {
    id: 'ten-years',
    version: '1',
    timeZone: ZONE,
    week: [day, day, day, day, day, [], []],
    days: [
      ...holidays.map((date) => ({ date, working: false })),
      ...makeUpDays.map((date) => ({ date, working: true })),
    ],
    coveredFrom: `${YEARS.from}-01-01`,
    coveredThrough: `${YEARS.through}-12-31`,
  };
  return compileCalendar(definition);
}

interface Question {
  readonly start: string;
  readonly limit: Limit;
  readonly counting: Counting;
}

const QUESTIONS = 20_000;
const counting: Counting = { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' };
const MIX: readonly Pick<Question, 'limit' | 'counting'>[] = [
  { limit: { amount: 4, unit: 'WH' }, counting },
  { limit: { amount: 3, unit: 'WD' }, counting: { ...counting, workdays: 'WORKING_SECONDS' } },
  { limit: { amount: 5, unit: 'WD' }, counting },
  { limit: { amount: 15, unit: 'WD' }, counting },
  { limit: { amount: 3, unit: 'WD' }, counting: { ...counting, workdays: 'WORKDAY_SAME_TIME' } },
  { limit: { amount: 10, unit: 'WD' }, counting: { ...counting, workdays: 'WORKDAY_SAME_TIME' } },
  { limit: { amount: 24, unit: 'UH' }, counting },
  { limit: { amount: 7, unit: 'ND' }, counting },
];

/** Moments spread over the years, at all hours; the same in each run. */
const moments = Array.from({ length: QUESTIONS }, (_, index) => {
  const span = Date.UTC(YEARS.through, 10, 1) - Date.UTC(YEARS.from, 0, 5);
  return Date.UTC(YEARS.from, 0, 5) + Math.floor(span * ((index * 0.618_033_988_749_895) % 1));
});

const mix: readonly Question[] = moments.map((moment, index) => ({
  start: new Date(moment).toISOString(),
  ...(MIX[index % MIX.length] ?? { limit: { amount: 1, unit: 'WD' }, counting }),
}));

const sameTime: Counting = { ...counting, workdays: 'WORKDAY_SAME_TIME' };

/** What both can answer: 1 to 15 working days from 10:00 and some on a working day, at the same time of day. */
const common: readonly Question[] = moments.flatMap((moment, index) => {
  const date = new Date(moment).toISOString().slice(0, 10);
  if (isWeekend(date) || holidays.includes(date)) return [];
  const start = `${date}T02:${String(index % 60).padStart(2, '0')}:11.000Z`;
  return [{ start, limit: { amount: 1 + (index % 15), unit: 'WD' }, counting: sameTime }];
});

/** @returns answers per second */
function perSecond(questions: readonly Question[], forMs: number, answer: (question: Question) => string): number {
  const began = performance.now();
  let answers = 0;
  let characters = 0;
  while (performance.now() - began < forMs) {
    for (let block = 0; block < 200; block++) {
      const question = questions[answers++ % questions.length];
      if (question) characters += answer(question).length; // so that no answer is left out as unused
    }
  }
  if (characters !== answers * '2026-02-13T08:00:00.000Z'.length) throw new Error('not every answer is an instant');
  return (answers / (performance.now() - began)) * 1_000;
}

/** Due moments per second, in and out as ISO texts, over a calendar of ten years. */
export const benchmark: Benchmark = async ({ quick }) => {
  const rounds = quick ? 2 : 5;
  const forMs = quick ? 100 : 2_000;
  const ours = ({ start, limit, counting }: Question) => dueOf(calendar, start, limit, counting).dueAt;
  const oursPlain = ({ start, limit, counting }: Question) => dueOf(plain, start, limit, counting).dueAt;
  const calendar = tenYears(everyYear(EACH_YEAR.working).filter(isWeekend));
  const plain = tenYears([]);
  const luxon = luxonBusinessDays(ZONE, holidays);
  const theirs = ({ start, limit }: Question) => luxon(start, limit.amount);

  const differing = common.filter((question) => oursPlain(question) !== theirs(question));
  if (differing.length > 0) throw new Error(`the two do not agree: ${JSON.stringify(differing[0])}`);
  console.log(`${common.length} questions that both can answer: the same answers\n`);

  const measured = await interleaved(rounds, {
    mix: async () => perSecond(mix, forMs, ours),
    common: async () => perSecond(common, forMs, oursPlain),
    luxon: async () => perSecond(common, forMs, theirs),
  });
  const ratios = measured.common.map((figure, round) => figure / (measured.luxon[round] ?? Number.NaN));
  printTable(
    [`${rounds} rounds`, 'due moments/s', 'chuishao is … times as fast'],
    [
      ['chuishao, mix of kinds, make-up days', spread(measured.mix), ''],
      ['chuishao, working days at the same time', spread(measured.common), ''],
      ['luxon-business-days 3.0, the same', spread(measured.luxon), spread(ratios, 1)],
    ],
  );
  for (const { limit, counting } of MIX) {
    const one = mix.filter((question) => question.limit === limit);
    const kind = limit.unit === 'WD' ? ` ${counting.workdays}` : '';
    console.log(
      `${`${limit.amount} ${limit.unit}${kind}`.padEnd(24)} ${Math.round(perSecond(one, forMs / 4, ours))}/s`,
    );
  }
  console.log();
  return { duePerSec: Math.round(median(measured.mix)), vsLuxonBusinessDays: rounded(median(ratios), 1) };
};
