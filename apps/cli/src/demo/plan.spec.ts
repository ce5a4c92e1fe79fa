import { join } from 'node:path';
import { Catalogue, CatalogueModule, loadSeeds } from '@app/catalogue';
import type { CatalogueView } from '@app/catalogue/domain';
import { Directory, DirectoryModule } from '@app/directory';
import type { DirectoryView } from '@app/directory/domain';
import { EventStoreModule, MemoryEventStore } from '@app/event-store';
import { plusMs } from '@app/kernel';
import {
  type AnyWhistleCommand,
  assignmentsOf,
  whistle,
  type WhistleEvent,
  type WhistleState,
} from '@app/whistles/domain';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { planWeek } from './plan.js';

const SEEDS = join(import.meta.dirname, '../../../../seeds');
/** Wednesday, 15:20 in 九江. */
const UNTIL = '2026-11-25T07:20:00.000Z';
/** 00:21 of the same day. */
const EARLY_THAT_DAY = '2026-11-24T16:21:00.000Z';
const ANOTHER_DAY = '2027-08-01T12:00:00.000Z';
const MIDNIGHT_OF_THE_FIRST_DAY = '2026-11-17T16:00:00.000Z';

interface Told {
  readonly state: WhistleState;
  readonly events: readonly WhistleEvent[];
}

describe('the demo week', () => {
  let directory: DirectoryView;
  let catalogue: CatalogueView;
  let plan: readonly AnyWhistleCommand[];
  let told: ReadonlyMap<string, Told>;

  const plans = new Map<string, readonly AnyWhistleCommand[]>();
  function planned(until: string): readonly AnyWhistleCommand[] {
    const known = plans.get(until) ?? planWeek(directory, catalogue, until);
    plans.set(until, known);
    return known;
  }

  /** Every command decided in the order of the plan: a refusal throws. */
  function decideAll(commands: readonly AnyWhistleCommand[]): ReadonlyMap<string, Told> {
    const whistles = new Map<string, Told>();
    for (const command of commands) {
      const { state, events } = whistles.get(command.whistleId) ?? { state: whistle.initial, events: [] };
      const decided = whistle.decide(command, state, { directory, catalogue, newWhistle: { number: 'XY1' } });
      const dated = decided.map((event) => ({ ...event, occurredAt: event.occurredAt ?? command.context.at }));
      whistles.set(command.whistleId, { state: dated.reduce(whistle.evolve, state), events: [...events, ...dated] });
    }
    return whistles;
  }

  const all = () => [...told.values()];
  const share = (is: (one: Told) => boolean) => all().filter(is).length / all().length;
  const eventsOf = <Type extends WhistleEvent['type']>(type: Type) =>
    all().flatMap(({ events }) =>
      events.filter((one): one is Extract<WhistleEvent, { type: Type }> => one.type === type),
    );
  const inStatus = (...statuses: string[]) => all().filter(({ state }) => statuses.includes(state.status)).length;
  const assignments = ({ events }: Told) => events.filter(({ type }) => type === 'AssignmentCreated').length;

  beforeAll(async () => {
    const store = new MemoryEventStore();
    @Module({
      imports: [
        CqrsModule.forRoot(),
        EventStoreModule.forRootAsync({ useFactory: () => store }),
        DirectoryModule,
        CatalogueModule,
      ],
    })
    class Process {}
    const app = await NestFactory.createApplicationContext(Process, { logger: false });
    try {
      await loadSeeds(SEEDS, app.get(CommandBus), { at: UNTIL });
      directory = app.get(Directory).view();
      catalogue = app.get(Catalogue).view();
    } finally {
      await app.close();
    }
    plan = planned(UNTIL);
    told = decideAll(plan);
  });

  it('is the same for the same end, and other whistles for another day', () => {
    expect(planWeek(directory, catalogue, UNTIL)).toEqual(plan);
    expect(planned(ANOTHER_DAY).filter(({ whistleId }) => told.has(whistleId))).toEqual([]);
  });

  it('has the same past whenever on its last day it ends', () => {
    const lastMidnight = plusMs(MIDNIGHT_OF_THE_FIRST_DAY, 7 * 24 * 3_600_000);
    const evening = plusMs(lastMidnight, -6 * 3_600_000);
    const raisedBefore = new Set(plan.filter(({ context }) => context.at < evening).map(({ whistleId }) => whistleId));
    const before = (commands: readonly AnyWhistleCommand[]) =>
      commands.filter(({ context, whistleId }) => context.at < lastMidnight && raisedBefore.has(whistleId));
    expect(before(plan).length).toBeGreaterThan(1_000);
    expect(before(planned(EARLY_THAT_DAY))).toEqual(before(plan));
  });

  it('lies within seven days and the last one so far, in order, each command with an id of its own', () => {
    const moments = plan.map(({ context }) => context.at);
    expect(moments).toEqual([...moments].sort());
    expect(moments[0]! >= MIDNIGHT_OF_THE_FIRST_DAY).toBe(true);
    expect(moments.at(-1)! < UNTIL).toBe(true);
    expect(new Set(plan.map(({ context }) => context.commandId)).size).toBe(plan.length);
  });

  it('is busy, mixed, and over all five streets', () => {
    expect(told.size).toBeGreaterThanOrEqual(220);
    expect(told.size).toBeLessThanOrEqual(300);
    const raised = eventsOf('WhistleRaised').map(({ data }) => data);
    expect(new Set(raised.map(({ location }) => location.areaPath.split('/')[1]))).toEqual(
      new Set(['S1', 'S2', 'S3', 'S4', 'S5']),
    );
    expect(new Set(raised.map(({ initiator }) => initiator.level))).toEqual(
      new Set(['RESIDENT', 'GRID', 'COMMUNITY', 'STREET', 'DISTRICT']),
    );
    expect(new Set(raised.map(({ anonymity }) => anonymity))).toEqual(new Set(['NAMED', 'CONFIDENTIAL', 'ANONYMOUS']));
    expect(new Set(raised.map(({ categoryCode }) => categoryCode)).size).toBeGreaterThan(35);
    expect(raised.filter(({ sealed }) => sealed).length).toBeGreaterThanOrEqual(4);
    expect(raised.filter(({ categoryCode }) => categoryCode === undefined).length).toBeGreaterThan(10);
    const joint = share((one) => assignments(one) > 1);
    expect(joint).toBeGreaterThan(0.06);
    expect(joint).toBeLessThan(0.16);
    expect(Math.max(...all().map(assignments))).toBeGreaterThanOrEqual(4);
    expect(inStatus('REJECTED')).toBeGreaterThanOrEqual(4);
    expect(inStatus('WITHDRAWN')).toBeGreaterThanOrEqual(2);
    expect(eventsOf('WhistleReclassified').length).toBeGreaterThanOrEqual(1);
  });

  it('has texts of its own for nearly every whistle, and no phone number in what departments see', () => {
    const summaries = eventsOf('WhistleRaised').map(({ data }) => data.summary);
    expect(new Set(summaries).size).toBeGreaterThan(summaries.length * 0.95);
    expect(summaries.filter((text) => text.includes('〔电话〕')).length).toBeGreaterThan(5);
    expect(summaries.filter((text) => /1380000|\{|\}|undefined/.test(text))).toEqual([]);
  });

  it('is followed up with every kind of answer', () => {
    const answers = eventsOf('FollowUpCompleted').map(({ data }) => data.satisfaction);
    expect(new Set(answers).size).toBe(5);
    expect(eventsOf('FollowUpUnreachable').length).toBeGreaterThanOrEqual(1);
    expect(new Set(eventsOf('WhistleClosed').map(({ data }) => data.kind))).toEqual(
      new Set(['RESOLVED', 'EXPLAINED', 'UNREACHABLE']),
    );
    expect(inStatus('CLOSED')).toBeGreaterThan(told.size * 0.4);
  });

  it('makes two units late much more often than the rest', () => {
    const set = eventsOf('DeadlineSet');
    const missed = eventsOf('DeadlineMissed');
    const rate = (of: (unitId: string | undefined) => boolean) =>
      missed.filter(({ data }) => of(data.unitId)).length / set.filter(({ data }) => of(data.unitId)).length;
    const late = ['XY-SZ', 'XY-S3-JD'];
    for (const unit of late) expect([unit, rate((one) => one === unit) > 0.2]).toEqual([unit, true]);
    expect(rate((one) => !late.includes(one ?? ''))).toBeLessThan(0.1);
    for (const { data } of missed) expect(Date.parse(data.detectedAt) - Date.parse(data.dueAt)).toBeLessThan(2_000);
  });

  it.each([UNTIL, EARLY_THAT_DAY, ANOTHER_DAY])(
    'leaves every desk something to do when it ends at %s, and nothing overdue that is not recorded',
    (until) => {
      if (until !== UNTIL) told = decideAll(planned(until));
      expect(inStatus('RAISED', 'ACCEPTED')).toBeGreaterThanOrEqual(12);
      expect(inStatus('DISPATCHED', 'REPORTED', 'HANDLING')).toBeGreaterThanOrEqual(20);
      const open = all().filter(({ state }) => state.status !== 'CLOSED' && state.status !== 'WITHDRAWN');
      const works = (unit: RegExp) =>
        open.some(({ state }) => assignmentsOf(state).some(({ unitId }) => unit.test(unitId)));
      expect([works(/-CGJ$/), works(/^XY-S1-JD$/)]).toEqual([true, true]);
      expect(inStatus('HANDLED', 'FOLLOW_UP')).toBeGreaterThanOrEqual(5);
      const running = all()
        .flatMap(({ state }) => (state.status === 'NONE' ? [] : state.clocks))
        .filter(({ missed }) => !missed);
      const within = (hours: number) => running.filter(({ dueAt }) => dueAt < plusMs(until, hours * 3_600_000)).length;
      expect(running.filter(({ dueAt }) => dueAt < plusMs(until, -2_000))).toEqual([]);
      // a Sunday evening has no close of business before it
      expect([within(0.25) >= 3, within(4) >= (until === ANOTHER_DAY ? 6 : 15)]).toEqual([true, true]);
    },
  );
});
