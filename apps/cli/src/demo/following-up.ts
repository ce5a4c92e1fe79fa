import { CloseWhistle, type Outcome, RecordCheck, RecordFollowUp, SendBack, StartFollowUp } from '@app/whistles/domain';
import type { Actor } from '@app/kernel';
import type { Story } from './story.js';
import * as work from './words/work.js';

const ANSWERED = 0.78;
/** How often people agree that it is solved, by what the department says. */
const AGREED: Readonly<Record<Outcome, number>> = {
  RESOLVED: 0.93,
  PARTIAL: 0.5,
  EXPLAINED: 0.45,
  NOT_FEASIBLE: 0.1,
  PLANNED: 0.2,
};
const CHECK_PASSES = 0.9;
/** How often what is not solved is sent back; the rest is explained. */
const SENT_BACK = 0.4;

/** 核查, 回访 and 销哨, in office hours, by the supervisors. @param redo the lead handles it once more (返工) */
export function followUp(story: Story, outcome: Outcome, redo: () => void): void {
  const { agenda, pace, random, world } = story;
  const { actor } = random.pick(world.cast.withRole('SUPERVISOR'));
  const close = (explained: boolean) => {
    const note = explained ? { note: random.pick(work.closed) } : {};
    agenda.add(pace.atWork(story.now, 5, 90), () => story.say(CloseWhistle, { ...note, conditionMet: true }, actor));
  };
  const ends = { actor, close, redo };
  if (story.state.status === 'CHECKING')
    return agenda.add(pace.atWork(story.now, 30, 240), () => check(story, outcome, ends));
  agenda.add(pace.atWork(story.now, 40, 900), () => {
    story.say(StartFollowUp, {}, actor);
    agenda.add(pace.soon(story.now, 1, 8), () => call(story, outcome, ends));
  });
}

interface Ends {
  readonly actor: Actor;
  readonly close: (explained: boolean) => void;
  readonly redo: () => void;
}

/** Nobody can be called about an anonymous whistle: somebody looks instead. */
function check(story: Story, outcome: Outcome, { actor, close, redo }: Ends): void {
  const { random } = story;
  if (outcome === 'RESOLVED' && !random.chance(CHECK_PASSES)) {
    story.say(RecordCheck, { passed: false, reason: random.pick(work.checkFailed) }, actor);
    return redo();
  }
  story.say(RecordCheck, { passed: true, note: random.pick(work.checkPassed) }, actor);
  close(outcome !== 'RESOLVED');
}

function call(story: Story, outcome: Outcome, ends: Ends): void {
  const { agenda, pace, random, state, beginning } = story;
  const { actor, close, redo } = ends;
  const attempts = state.status === 'FOLLOW_UP' ? state.followUp.attempts : 0;
  if (random.chance(attempts === 0 ? ANSWERED : 0.5)) {
    const agreed = random.chance(AGREED[outcome]);
    const [satisfaction] = random.weighted(work.judged[agreed ? 'solved' : 'unsolved'], ([, weight]) => weight);
    const by = beginning.raise.level === 'RESIDENT' ? 'REPORTER' : 'STAFF';
    story.say(RecordFollowUp, { answered: true, solved: agreed, satisfaction, by }, actor);
    if (agreed || story.reworks > 0 || !random.chance(SENT_BACK)) return close(!agreed);
    story.say(SendBack, { reason: random.pick(work.sentBack) }, actor);
    return redo();
  }
  story.say(RecordFollowUp, { answered: false }, actor);
  if (story.state.status === 'FOLLOW_UP' && story.state.followUp.unreachable) return close(false);
  agenda.add(pace.nextHalfDay(story.now), () => call(story, outcome, ends));
}
