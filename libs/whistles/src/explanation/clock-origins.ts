import type { WhistleEvent, WhistleEventOf } from '../domain/index.js';
import { type ClockFact, type ClockStory, type EventRef, type Former, lastFact } from './clock-story.js';

type Stopped = ClockStory & { readonly stopped: EventRef };
type Started = WhistleEventOf<'DeadlineSet'>['data'];

/** A clock that was not known before, with what it goes on from. */
export function begun(
  stories: readonly ClockStory[],
  { clockId, clock, assignmentId, unitId, timer }: Started,
  fact: Omit<ClockFact, 'extensions'>,
): ClockStory {
  const nothing = { formerly: [], pauses: [], extensions: [], suspensions: [], notices: [], missed: [] };
  const started = {
    clockId,
    clock,
    assignmentId,
    unitId,
    timer,
    facts: [{ ...fact, extensions: 0 }],
    ...nothing,
  } as const;
  const former = formerOf(stories, { clock, unitId }, fact);
  if (!former) return started;
  const continues = { clockId: former.clockId, ...ownerOf(former), until: former.stopped };
  return fact.cause === 'RESUMED' ? { ...started, ...resumedFrom(former, fact), continues } : { ...started, continues };
}

/** 退单后改派回原单位: its own, as it was released. 撤销并单: what the resident had been promised before the merger. */
function formerOf(
  stories: readonly ClockStory[],
  { clock, unitId }: Pick<Started, 'clock' | 'unitId'>,
  { cause, because }: Pick<ClockFact, 'cause' | 'because'>,
): Stopped | undefined {
  const endedBy = (type: EventRef['type']) =>
    stories
      .filter((one): one is Stopped => one.clock === clock && one.stopped?.type === type)
      .toSorted((a, b) => b.stopped.revision - a.stopped.revision);
  if (cause === 'RESUMED') return endedBy('AssignmentReleased').find((one) => one.unitId === unitId);
  const promised = clock === 'RESIDENT_TOTAL' && because.type === 'WhistleUnmerged';
  return promised ? endedBy('WhistleMerged')[0] : undefined;
}

/** Between two assignments of one unit the clock stood still. An extension that was not decided by then is asked for no more. */
function resumedFrom(former: Stopped, fact: Omit<ClockFact, 'extensions'>) {
  const { facts, pauses, extensions, stopped } = former;
  const between = { from: stopped.at, to: fact.fact.at, startedBy: stopped, endedBy: fact.because };
  const all: ClockStory['facts'] = [...facts, { ...fact, extensions: lastFact(former).extensions }];
  return {
    facts: all,
    pauses: between.from < between.to ? [...pauses, between] : pauses,
    extensions: extensions.filter(({ decided }) => decided !== undefined),
  };
}

/** 机构合并: it runs on as the successor's. */
export function takenOver(story: ClockStory, { type, data }: WhistleEvent, until: EventRef): ClockStory {
  if (type !== 'AssignmentCreated' || data.takesOver === undefined || data.takesOver !== story.assignmentId)
    return story;
  const { assignmentId, unitId } = data;
  const formerly = [...story.formerly, { ...ownerOf(story), until }];
  return { ...story, assignmentId, formerly, ...(story.unitId !== undefined && { unitId }) };
}

const ownerOf = ({ assignmentId, unitId }: ClockStory): Omit<Former, 'until'> => ({
  ...(assignmentId !== undefined && { assignmentId }),
  ...(unitId !== undefined && { unitId }),
});
