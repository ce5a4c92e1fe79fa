import type { ClockKind } from '@app/catalogue/domain';
import type { Actor, CommandContext } from '@app/kernel';
import * as whistles from '@app/whistles/domain';
import { v5 as uuidV5 } from 'uuid';
import { Agenda } from './agenda.js';
import type { Beginning } from './beginning.js';
import { timer } from './cast.js';
import { Pace } from './pace.js';
import { Random } from './random.js';
import type { World } from './world.js';

/** Names the ids of the week's commands; never changes. */
const COMMANDS = 'd0a3b7b6-0d0b-4f0e-8a53-5b8a0f2f6c11';

type CommandClass<Command extends whistles.AnyWhistleCommand> = new (
  whistleId: string,
  input: Command['input'],
  context: CommandContext,
) => Command;

/**
 * One whistle's life as it is told: what was said so far, by the rules themselves, and what is to come.
 * Who takes part adds to the agenda; the alarms of clocks that run out in between are told at their moments.
 */
export class Story {
  readonly commands: whistles.AnyWhistleCommand[] = [];
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly pace: Pace;
  state: whistles.WhistleState = whistles.whistle.initial;
  now: number;

  constructor(
    readonly beginning: Beginning,
    readonly world: World,
  ) {
    this.random = new Random(`story ${beginning.id}`);
    this.pace = new Pace(this.random, world.zone);
    this.now = beginning.at;
  }

  /** Tells until the agenda is empty or the week is over. @throws DomainError the rules refuse what the script says */
  tell(): readonly whistles.AnyWhistleCommand[] {
    const until = Date.parse(this.world.until);
    for (let next = this.agenda.take(); next && next.at < until; next = this.agenda.take()) {
      this.ringUntil(next.at);
      this.now = next.at;
      next.act();
    }
    this.ringUntil(until);
    return this.commands;
  }

  /** Decides the command now, and remembers it. */
  say<Command extends whistles.AnyWhistleCommand>(
    type: CommandClass<Command>,
    input: Command['input'],
    actor: Actor,
  ): void {
    const command: whistles.AnyWhistleCommand = new type(this.beginning.id, input, {
      actor,
      at: new Date(this.now).toISOString(),
      commandId: uuidV5(`${this.beginning.id} ${this.commands.length}`, COMMANDS),
      commandHash: `demo ${type.name}`,
    });
    const { decide, evolve } = whistles.whistle;
    const facts = { ...this.world.facts, ...(command.type === 'RaiseWhistle' && { newWhistle: { number: 'XY' } }) };
    this.state = decide(command, this.state, facts).reduce(evolve, this.state);
    this.commands.push(command);
  }

  /** When the clock runs out, or `hours` from now if none runs. */
  dueAt(clock: ClockKind, assignmentId: string | undefined, hours: number): number {
    const running = this.running(clock, assignmentId);
    return running ? Date.parse(running.dueAt) : this.now + hours * 3_600_000;
  }

  running(clock: ClockKind, assignmentId: string | undefined): whistles.RunningClock | undefined {
    return this.clocks().find((one) => one.clock === clock && one.assignmentId === assignmentId);
  }

  /** 返工: how often it came back. */
  get reworks(): number {
    return this.state.status === 'NONE' ? 0 : this.state.reworks;
  }

  private clocks(): readonly whistles.RunningClock[] {
    return this.state.status === 'NONE' ? [] : this.state.clocks;
  }

  /** What clocks bring about before `end` is noticed within seconds, as by an alarm. */
  private ringUntil(end: number): void {
    for (;;) {
      const next = this.clocks().map((one) => whistles.nextMoment(whistles.progressOf(one))?.at);
      const rings =
        Math.min(...next.flatMap((at) => (at === undefined ? [] : [Date.parse(at)]))) +
        Math.round(this.random.between(40, 1_800));
      if (!(rings < end)) return;
      this.now = rings;
      this.say(whistles.RunClocks, {}, timer);
    }
  }
}
