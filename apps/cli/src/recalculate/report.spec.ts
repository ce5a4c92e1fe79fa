import type { RecalculatedClock } from '@app/whistles';
import { describe, expect, it } from '@jest/globals';
import { RecalculationReport } from './report.js';

const OLD = '2027-01-04T10:00:00.000Z';
const LATER = '2027-01-05T10:00:00.000Z';
const EARLIER = '2027-01-02T10:00:00.000Z';

const clock: RecalculatedClock = {
  whistleId: 'w',
  number: 'XY261228-3',
  urgency: 'P3',
  clockId: 'HANDLE-6',
  clock: 'HANDLE',
  assignmentId: 'a1',
  unitId: 'XY-ZJ',
  oldDueAt: OLD,
  dueAt: LATER,
  wasProvisional: true,
  provisional: false,
  effect: 'LATER',
  reason: 'CALENDAR',
  kind: 'WORKDAY_COUNT',
  policyVersion: 'XY@1',
  calendarVersion: 'CN@2',
  pauses: [],
  marks: [],
};
const { assignmentId: _a, unitId: _u, ...ofTheDesk } = clock;

function reportOf(...clocks: RecalculatedClock[]): RecalculationReport {
  const report = new RecalculationReport();
  for (const one of clocks) report.add(one);
  return report;
}

describe('clocks that are reckoned again', () => {
  it.each<[string, RecalculatedClock, string]>([
    [
      'later and sure',
      clock,
      `XY261228-3  P3  HANDLE-6  XY-ZJ  ${OLD} → ${LATER}, no longer provisional  (XY@1, CN@2)`,
    ],
    [
      'earlier',
      { ...clock, dueAt: EARLIER, effect: 'EARLIER', wasProvisional: false },
      `XY261228-3  P3  HANDLE-6  XY-ZJ  ${OLD} → ${EARLIER}  (XY@1, CN@2)`,
    ],
    [
      'kept',
      { ...clock, dueAt: OLD, reckonedDueAt: EARLIER, effect: 'KEPT', wasProvisional: false },
      `XY261228-3  P3  HANDLE-6  XY-ZJ  ${OLD} is kept (${EARLIER} by the rules)  (XY@1, CN@2)`,
    ],
    [
      'the desk’s, and sure',
      { ...ofTheDesk, dueAt: OLD, effect: 'FIRM' },
      `XY261228-3  P3  HANDLE-6  the desk  ${OLD} stays, no longer provisional  (XY@1, CN@2)`,
    ],
    [
      'not sure any more',
      { ...clock, dueAt: OLD, effect: 'PROVISIONAL', wasProvisional: false, provisional: true },
      `XY261228-3  P3  HANDLE-6  XY-ZJ  ${OLD} stays, provisional now  (XY@1, CN@2)`,
    ],
  ])('are told: %s', (_, one, line) => {
    expect(reportOf(one).lines()).toEqual([line]);
  });

  it('are counted by what comes of it, and those of which nothing comes are not named', () => {
    const same = { ...clock, dueAt: OLD, wasProvisional: false, effect: 'SAME' as const };
    const report = reportOf(same, clock, same, same);
    expect(report.lines()).toHaveLength(1);
    expect(report.changed).toBe(1);
    expect(report.counts).toEqual({ later: 1, earlier: 0, kept: 0, firm: 0, provisional: 0, same: 3 });
  });

  it('are named by when they would have run out, the first fifty unless all are asked for', () => {
    const minute = (n: number) => new Date(Date.parse(OLD) + n * 60_000).toISOString();
    const clocks = Array.from({ length: 53 }, (_, n) => ({ ...clock, oldDueAt: minute(52 - n), number: `XY-${n}` }));
    const report = reportOf(...clocks);
    const lines = report.lines();
    expect([lines.length, lines[0]?.split('  ')[0], lines[49]?.split('  ')[0]]).toEqual([51, 'XY-52', 'XY-3']);
    expect(lines[50]).toBe('… and 3 more (--all names them)');
    expect(report.lines(true)).toHaveLength(53);
    expect(report.lines(true).at(-1)?.split('  ')[0]).toBe('XY-0');
  });
});
