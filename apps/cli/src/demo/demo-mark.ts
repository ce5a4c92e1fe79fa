import { decideAndAppend, eventCodec, type EventsOf, type EventStore } from '@app/event-store';
import { type CommandContext, type Decider, type Instant, systemActor } from '@app/kernel';
import { z } from 'zod';

const events = {
  /** The week's end, which its commands are made from: a week that was cut short goes on with the same ones. */
  DemoWeekBegun: { version: 1, schema: z.strictObject({ until: z.iso.datetime({ precision: 3 }) }) },
  DemoWeekPlayed: { version: 1, schema: z.strictObject({}) },
} as const;
type DemoEvent = EventsOf<typeof events>;

interface DemoWeek {
  readonly until: Instant;
  readonly played: boolean;
}
type State = DemoWeek | undefined;
interface Command {
  readonly type: 'BeginDemoWeek' | 'EndDemoWeek';
  readonly context: CommandContext;
}

const STREAM = 'demo-week';
const codec = eventCodec<DemoEvent>(events);

const decider: Decider<State, Command, DemoEvent, undefined> = {
  initial: undefined,
  evolve: (state, { type, data }) =>
    type === 'DemoWeekBegun' ? { until: data.until, played: false } : state && { ...state, played: true },
  decide: ({ type, context: { at } }, state) => {
    if (type === 'BeginDemoWeek') return state ? [] : [{ type: 'DemoWeekBegun', data: { until: at } }];
    return state?.played ? [] : [{ type: 'DemoWeekPlayed', data: {} }];
  },
};

/** The stream that says whether the log has the invented week, and which. */
export class DemoMark {
  constructor(private readonly store: EventStore) {}

  /** @returns the week that is there or was begun, else a new one that ends `at` */
  async begin(at: Instant): Promise<DemoWeek> {
    const state = await this.decide('BeginDemoWeek', at);
    if (!state) throw new Error('the demo week was not begun');
    return state;
  }

  async end(at: Instant): Promise<void> {
    await this.decide('EndDemoWeek', at);
  }

  private async decide(type: Command['type'], at: Instant): Promise<State> {
    const context = { actor: systemActor('demo'), at, commandId: `demo-week-${type}`, commandHash: type };
    const command: Command = { type, context };
    const facts = undefined;
    // the first answer to a repeated command is the state of then: ask the stream, not the answer
    await decideAndAppend<State, Command, DemoEvent, undefined>(this.store, {
      streamId: STREAM,
      command,
      decider,
      codec,
      facts,
    });
    const recorded = await this.store.readStream(STREAM);
    return recorded.map((event) => codec.parse(event)).reduce<State>(decider.evolve, decider.initial);
  }
}
