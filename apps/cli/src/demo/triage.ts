import {
  AcceptWhistle,
  assignmentsOf,
  DispatchWhistle,
  RaiseWhistle,
  ReclassifyWhistle,
  RejectWhistle,
  WithdrawWhistle,
} from '@app/whistles/domain';
import { handle } from './handling.js';
import type { Story } from './story.js';
import { respond } from './street-response.js';
import * as work from './words/work.js';

/** The longest that a punctual desk takes, in hours. */
const USUAL = { ACCEPT: 1.5, DISPATCH: 1.2 };
const DESK = 'desk';

/** From the whistle to the dispatch, at the district's desk (day and night), and from there on the departments'. */
export function begin(story: Story): void {
  const { beginning, agenda, pace } = story;
  agenda.add(beginning.at, () => {
    story.say(RaiseWhistle, beginning.raise, beginning.by.actor);
    if (beginning.untouched) return;
    if (beginning.withdrawn) agenda.add(pace.soon(story.now, 4, 40), () => withdraw(story));
    if (story.state.status === 'DISPATCHED') return handle(story);
    if (story.state.status === 'ACCEPTED') return respond(story, () => toDispatch(story));
    const due = story.dueAt('ACCEPT', undefined, 1);
    agenda.add(pace.byDue(story.now, due, { unitId: DESK, usual: USUAL.ACCEPT, urgent: true }), () => decideOn(story));
  });
}

function decideOn(story: Story): void {
  const { beginning, agenda, pace, random } = story;
  const { actor } = random.pick(story.world.cast.withRole('DISPATCHER'));
  if (beginning.refusal) {
    const { reason, basis, told } = beginning.refusal;
    return story.say(RejectWhistle, { reason, basis, toldChannel: told }, actor);
  }
  const { code } = beginning.category;
  const { categoryCode: stated } = beginning.raise;
  const seenLate = stated !== undefined && stated !== code && random.chance(0.5);
  story.say(AcceptWhistle, { ...(!seenLate && { categoryCode: code }) }, actor);
  if (seenLate) {
    const reason = random.pick(work.reclassified);
    agenda.add(pace.soon(story.now, 2, 15), () => story.say(ReclassifyWhistle, { categoryCode: code, reason }, actor));
  }
  const notBefore = seenLate ? pace.soon(story.now, 16, 30) : story.now;
  respond(story, () => toDispatch(story, notBefore));
}

function toDispatch(story: Story, notBefore = story.now): void {
  const { agenda, pace } = story;
  const due = story.dueAt('DISPATCH', undefined, 2);
  const at = pace.byDue(story.now, due, { unitId: DESK, usual: USUAL.DISPATCH, urgent: true });
  agenda.add(Math.max(at, notBefore), () => dispatch(story));
}

function dispatch(story: Story): void {
  const { beginning, random, state } = story;
  const { actor } = random.pick(story.world.cast.withRole('DISPATCHER'));
  const suggested = state.status === 'ACCEPTED' ? (state.routing?.assists ?? []) : [];
  const count = beginning.joint ? random.whole(1, suggested.length) : 0;
  const assists = suggested.slice(0, count).map(({ unitId }) => ({ unitId }));
  story.say(DispatchWhistle, { assists }, actor);
  handle(story);
}

function withdraw(story: Story): void {
  const { state, agenda, random, beginning } = story;
  const open = ['RAISED', 'ACCEPTED', 'DISPATCHED'].includes(state.status);
  if (!open || assignmentsOf(state).some(({ reportedIn }) => reportedIn)) return;
  story.say(WithdrawWhistle, { reason: random.pick(work.withdrawn) }, beginning.by.actor);
  agenda.clear();
}
