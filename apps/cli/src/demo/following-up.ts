import { CloseWhistle, type Outcome, RecordFollowUp, StartFollowUp } from '@app/whistles/domain';
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

/** 回访 and 销哨, in office hours, by the supervisors. */
export function followUp(story: Story, outcome: Outcome): void {
  const { agenda, pace, random, world, beginning } = story;
  const { actor } = random.pick(world.cast.withRole('SUPERVISOR'));
  const close = (explained: boolean) => {
    const note = explained ? { note: random.pick(work.closed) } : {};
    agenda.add(pace.atWork(story.now, 5, 90), () => story.say(CloseWhistle, note, actor));
  };
  if (beginning.raise.anonymity === 'ANONYMOUS') return close(outcome !== 'RESOLVED');
  agenda.add(pace.atWork(story.now, 40, 900), () => {
    story.say(StartFollowUp, {}, actor);
    agenda.add(pace.soon(story.now, 1, 8), () => call(story, outcome, actor, close));
  });
}

function call(story: Story, outcome: Outcome, actor: Actor, close: (explained: boolean) => void): void {
  const { agenda, pace, random, state, beginning } = story;
  const attempts = state.status === 'FOLLOW_UP' ? state.followUp.attempts : 0;
  if (random.chance(attempts === 0 ? ANSWERED : 0.5)) {
    const agreed = random.chance(AGREED[outcome]);
    const [satisfaction] = random.weighted(work.judged[agreed ? 'solved' : 'unsolved'], ([, weight]) => weight);
    const by = beginning.raise.level === 'RESIDENT' ? 'REPORTER' : 'STAFF';
    story.say(RecordFollowUp, { answered: true, solved: agreed, satisfaction, by }, actor);
    return close(!agreed);
  }
  story.say(RecordFollowUp, { answered: false }, actor);
  if (story.state.status === 'FOLLOW_UP' && story.state.followUp.unreachable) return close(false);
  agenda.add(pace.atWork(story.now, 150, 420), () => call(story, outcome, actor, close));
}
