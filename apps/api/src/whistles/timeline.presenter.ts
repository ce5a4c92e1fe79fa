import { Directory } from '@app/directory';
import { type Caller, visibility } from '@app/identity';
import { Clock } from '@app/kernel';
import { type Whistle, type WhistleEventOf, type WhistleEventType, type WhistleTimelineRow } from '@app/whistles';
import { Injectable } from '@nestjs/common';
import type { Language } from '../problems/problem.js';
import { isFriendly, sentence } from './timeline-texts.js';
import type { TimelineLine } from './whistle.responses.js';

/** What the reader may see of a history. */
export type Reader = 'STAFF' | 'ASSIGNEE' | 'REPORTER';

/** Turns history into lines that a reader may see, in their language. */
@Injectable()
export class TimelinePresenter {
  constructor(
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  /** A reporter gets the friendly lines, a department its own internal notes and only the results of others. */
  present(rows: readonly WhistleTimelineRow[], caller: Caller, whistle: Whistle, language: Language): TimelineLine[] {
    const reader = readerOf(caller, whistle);
    const own = visibility(caller).unitIds;
    return rows.filter((row) => mayRead(row, reader, own)).map((row) => this.line(row, reader, language));
  }

  /** What the reporter sees, with no name of anybody. */
  presentToReporter(rows: readonly WhistleTimelineRow[], language: Language): TimelineLine[] {
    return rows.filter(({ type }) => isFriendly(type)).map((row) => this.line(row, 'REPORTER', language));
  }

  private line(row: WhistleTimelineRow, reader: Reader, language: Language): TimelineLine {
    const { revision, type, facts, actor, occurredAt, recordedAt } = row;
    const directory = this.directory.view();
    const nameOf = (unitId: string): string => directory.unit(unitId, this.clock.now())?.name ?? unitId;
    const data = facts as unknown as WhistleEventOf<WhistleEventType>['data'];
    const text = sentence<WhistleEventType>(type, data as never, language, nameOf);
    const line = { revision, type, text, occurredAt, recordedAt };
    return reader === 'REPORTER' ? line : { ...line, facts, actor };
  }
}

function readerOf(caller: Caller, { raised, sealed }: Whistle): Reader {
  const { areaPaths, sealedAreaPaths, everything } = visibility(caller);
  const { areaPath } = raised.location;
  const roots = sealed ? sealedAreaPaths : areaPaths;
  if (everything || roots.some((root) => areaPath === root || areaPath.startsWith(`${root}/`))) return 'STAFF';
  return raised.initiator.actorId === caller.id && caller.kind === 'person' && visibility(caller).unitIds.length === 0
    ? 'REPORTER'
    : 'ASSIGNEE';
}

const INTERNAL: readonly WhistleEventType[] = ['ProgressLogged', 'ContactRecorded'];

function mayRead({ type, facts }: WhistleTimelineRow, reader: Reader, own: readonly string[]): boolean {
  if (reader === 'STAFF') return true;
  if (reader === 'REPORTER') return isFriendly(type);
  return !INTERNAL.includes(type) || own.includes(String(facts['unitId']));
}
