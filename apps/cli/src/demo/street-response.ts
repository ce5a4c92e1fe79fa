import { RespondAsStreet, type WhistleState } from '@app/whistles/domain';
import { followUp } from './following-up.js';
import { handle } from './handling.js';
import type { Story } from './story.js';
import * as work from './words/work.js';

/** The longest that a punctual street takes, in hours. */
const USUAL = 2.5;
/** How often the street solves it itself. */
const SOLVED = 0.35;

const awaited = (state: WhistleState) => (state.status === 'ACCEPTED' ? state.awaitedStreet : undefined);

/** 街居响应, where residents' whistles go to the street first. @param desk dispatches what it does not solve */
export function respond(story: Story, desk: () => void): void {
  const { agenda, pace, random, world } = story;
  const street = awaited(story.state);
  if (street?.turn !== 'FIRST') return desk();
  const due = story.dueAt('STREET_RESPONSE', undefined, 2);
  agenda.add(pace.byDue(story.now, due, { unitId: street.unitId, usual: USUAL, urgent: false }), () => {
    if (!awaited(story.state)) return;
    const { actor } = random.pick(world.cast.withRole('STREET').filter((one) => one.actor.unitId === street.unitId));
    if (random.chance(SOLVED)) {
      story.say(RespondAsStreet, { outcome: 'SELF_RESOLVED', evidence: random.pick(work.streetSolved) }, actor);
      return followUp(story, 'RESOLVED', desk);
    }
    story.say(RespondAsStreet, { outcome: 'BLOWN_ON', note: random.pick(work.blownOn) }, actor);
    return story.state.status === 'DISPATCHED' ? handle(story) : desk();
  });
}
