import {
  type Assignment,
  assignmentsOf,
  ContainHazard,
  LogProgress,
  type Outcome,
  OUTCOMES,
  RecordContact,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
} from '@app/whistles/domain';
import { followUp } from './following-up.js';
import { HOUR } from './pace.js';
import type { Story } from './story.js';
import * as work from './words/work.js';

/** The longest that somebody punctual takes, in hours, however long the limit. */
const USUAL = { SIGN: 0.9, CONTACT: 5, REPORT_IN: 14, CONTAIN: 1.5, HANDLE: 46 };
/** Without a limit of its own (MANUAL_DATE). */
const WITHOUT_LIMIT = { SIGN: 1, CONTACT: 24, REPORT_IN: 24, CONTAIN: 2, HANDLE: 72 };
const OUTCOME_SHARES: Readonly<Record<Outcome, number>> = {
  RESOLVED: 80,
  PARTIAL: 6,
  EXPLAINED: 8,
  NOT_FEASIBLE: 2,
  PLANNED: 4,
};

type Clock = keyof typeof USUAL;

/** Each assigned unit signs, contacts, reports in and works; the lead answers for all when the others are done. */
export function handle(story: Story): void {
  for (const { assignmentId } of assignmentsOf(story.state)) new Part(story, assignmentId).begin();
}

/** One unit's part in it. */
class Part {
  /** The clocks of the assignment started together: each is measured from there. */
  private readonly dispatchedAt: number;
  private readonly handleDue: number;
  private readonly handledBy: number;

  constructor(
    private readonly story: Story,
    private readonly assignmentId: string,
  ) {
    this.dispatchedAt = story.now;
    this.handleDue = this.due('HANDLE');
    this.handledBy = this.by('HANDLE');
  }

  begin(): void {
    const { agenda, pace } = this.story;
    const [sign, contact, reportIn] = [this.by('SIGN'), this.by('CONTACT'), this.by('REPORT_IN')];
    agenda.add(sign, () => {
      this.story.say(SignAssignment, this.ref(), this.actor());
      agenda.add(Math.max(contact, pace.soon(sign, 2, 20)), () => this.contact());
      if (this.own().reportsIn) agenda.add(Math.max(reportIn, pace.soon(sign, 5, 40)), () => this.reportIn());
      else this.work();
    });
  }

  private contact(): void {
    const { story } = this;
    if (this.own().resultSubmitted) return;
    const { beginning, random } = story;
    const person = beginning.raise.level === 'RESIDENT' && beginning.raise.anonymity !== 'ANONYMOUS';
    const contacted = person ? 'REPORTER' : 'STREET';
    const note = random.pick(work.contacted[contacted]);
    story.say(RecordContact, { ...this.ref(), contacted, note }, this.actor());
  }

  private reportIn(): void {
    const { story } = this;
    const { name, actor } = this.player();
    const { longitude, latitude } = story.beginning.raise.location;
    const mode = story.random.chance(0.9) ? 'ON_SITE' : 'REMOTE';
    const point = mode === 'ON_SITE' ? { longitude, latitude } : {};
    story.say(ReportIn, { ...this.ref(), person: name, mode, ...point }, actor);
    this.work();
  }

  private work(): void {
    const { agenda, pace, random, now } = this.story;
    const lead = this.own().role === 'LEAD';
    if (lead && this.own().reportsIn) {
      agenda.add(pace.soon(now, 1, 12), () => this.start());
    }
    if (this.hasToContain()) agenda.add(Math.max(this.by('CONTAIN'), pace.soon(now, 1, 10)), () => this.contain());
    const punctual = this.handledBy <= this.handleDue;
    // who has come late, but means to be in time, hurries
    const soonest = Math.min(pace.soon(now, 20, 80), punctual ? pace.soon(this.handleDue, -12, -2) : Infinity);
    const ready = Math.max(this.handledBy, soonest) - (lead ? 0 : 0.2 * (this.handledBy - this.dispatchedAt));
    const finished = Math.max(ready, pace.soon(now, 14, 25));
    if (random.chance(0.6)) agenda.add(now + (finished - now) * random.between(0.3, 0.8), () => this.log());
    agenda.add(finished, () => (lead ? this.answer() : this.assist()));
  }

  private hasToContain(): boolean {
    return this.story.running('CONTAIN', this.assignmentId) !== undefined;
  }

  private contain(): void {
    const note = this.story.random.pick(work.contained);
    this.story.say(ContainHazard, { ...this.ref(), note }, this.actor());
  }

  /** A lead's progress note has started it already. */
  private start(): void {
    if (this.story.state.status !== 'HANDLING') this.story.say(StartHandling, this.ref(), this.actor());
  }

  private log(): void {
    if (this.own().resultSubmitted) return;
    this.story.say(
      LogProgress,
      { ...this.ref(), note: this.story.random.pick(this.words(work.progress)) },
      this.actor(),
    );
  }

  private assist(): void {
    if (this.story.state.status === 'HANDLED' || this.own().resultSubmitted) return;
    const reply = this.story.random.pick(work.assisted);
    this.story.say(SubmitAssistResult, { ...this.ref(), outcome: 'RESOLVED', reply }, this.actor());
  }

  private answer(): void {
    const { story } = this;
    const waits = assignmentsOf(story.state).some(({ role, resultSubmitted }) => role === 'ASSIST' && !resultSubmitted);
    if (waits || this.hasToContain()) return story.agenda.add(story.pace.soon(story.now, 25, 70), () => this.answer());
    const outcome = story.random.weighted(OUTCOMES, (one) => OUTCOME_SHARES[one]);
    const reply = story.random.pick(outcome === 'RESOLVED' ? this.words(work.solved) : work.unsolved[outcome]);
    story.say(SubmitResult, { ...this.ref(), outcome, reply }, this.actor());
    followUp(story, outcome, () => story.agenda.add(story.pace.atWork(story.now, 120, 900), () => this.answer()));
  }

  /** Those of the category's family, else those for all others. */
  private words(all: Readonly<Record<string, readonly string[]>>): readonly string[] {
    return all[this.story.beginning.category.code.slice(0, 2)] ?? all['其他'] ?? [];
  }

  private by(clock: Clock): number {
    const { story } = this;
    const { urgency } = story.beginning.category;
    const due = this.due(clock);
    const urgent = urgency === 'P1' || urgency === 'P2' || due - story.now < 2 * HOUR;
    return story.pace.byDue(story.now, due, { unitId: this.own().unitId, usual: USUAL[clock], urgent });
  }

  private due(clock: Clock): number {
    return this.story.dueAt(clock, this.assignmentId, WITHOUT_LIMIT[clock]);
  }

  private own(): Assignment {
    const found = assignmentsOf(this.story.state).find(({ assignmentId }) => assignmentId === this.assignmentId);
    if (!found) throw new Error(`assignment ${this.assignmentId} is gone`);
    return found;
  }

  private player() {
    const { world, random } = this.story;
    return world.cast.of(this.own().unitId, world.until, random);
  }

  private readonly actor = () => this.player().actor;
  private readonly ref = () => ({ assignmentId: this.assignmentId });
}
