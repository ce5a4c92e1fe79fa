import type { Instant } from '@app/kernel';
import type { BulkJobOptions } from 'bullmq';
import { v5 as uuidV5 } from 'uuid';
import { type Alarm, alarmId, ringsAt, standingForAll } from './alarm.js';

/** What one job of the queue wakes: those that come to one moment. */
export interface Ring {
  readonly at: Instant;
  readonly alarms: readonly Omit<Alarm, 'at'>[];
}

export interface AlarmJob {
  readonly name: 'alarm';
  readonly data: Ring;
  readonly opts: BulkJobOptions & { readonly jobId: string };
}

/** Thousands run out at the close of business: the queue is asked once for so many, and so is the log. */
export const MOST_TOGETHER = 50;

/** Names the jobs of several alarms; never changes. */
const TOGETHER = 'b5f0a9b4-5d0e-4f2e-9a52-0b8f7a1f0c3d';

/** The delayed jobs of alarms, those of one moment together. The same alarms again are the same jobs, which the queue ignores. */
export function alarmJobs(alarms: readonly Alarm[], now: Instant): AlarmJob[] {
  const byMoment = new Map<Instant, Alarm[]>();
  for (const alarm of standingForAll(alarms)) {
    const others = byMoment.get(alarm.at);
    if (others) others.push(alarm);
    else byMoment.set(alarm.at, [alarm]);
  }
  return [...byMoment.values()].flatMap((ofMoment) => parties(ofMoment).map((party) => alarmJob(party, now)));
}

/** In the order of their ids, so that it does not matter in which order they were found. */
function parties(alarms: readonly Alarm[]): [Alarm, ...Alarm[]][] {
  const ordered = alarms.toSorted((a, b) => (a.whistleId < b.whistleId ? -1 : 1));
  const all: [Alarm, ...Alarm[]][] = [];
  for (let index = 0; index < ordered.length; index += MOST_TOGETHER) {
    const [first, ...others] = ordered.slice(index, index + MOST_TOGETHER);
    if (first) all.push([first, ...others]);
  }
  return all;
}

/** It leaves no trace in the queue, done or failed, so that it can be set again. */
function alarmJob(party: readonly [Alarm, ...Alarm[]], now: Instant): AlarmJob {
  const [{ at }] = party;
  return {
    name: 'alarm',
    data: { at, alarms: party.map(({ whistleId, clockId }) => ({ whistleId, clockId })) },
    opts: {
      jobId: jobId(party),
      timestamp: Date.parse(now),
      delay: Math.max(0, Date.parse(ringsAt({ at })) - Date.parse(now)),
      attempts: 5,
      backoff: { type: 'exponential', delay: 1_000 },
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

function jobId(party: readonly [Alarm, ...Alarm[]]): string {
  const [first, ...others] = party;
  if (others.length === 0) return alarmId(first);
  return `${uuidV5(party.map(alarmId).join(' '), TOGETHER)}-${party.length}-${Date.parse(first.at)}`;
}
