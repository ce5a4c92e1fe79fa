import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { type Caller, visibility } from '@app/identity';
import { type Actor, Clock } from '@app/kernel';
import {
  effectOfRecalculation,
  INTERNAL_EVENTS,
  type Whistle,
  type WhistleEventType,
  type WhistleTimelineRow,
} from '@app/whistles';
import { Injectable } from '@nestjs/common';
import type { Language } from '../problems/problem.js';
import { type About, isShown, type Reader } from './shown-evidence.js';
import { suggestionTold } from './routing-texts.js';
import { isFriendly, sentence } from './timeline-texts.js';
import { wordOf } from './timeline-words.js';
import type { Suggestion, TimelineLine } from './whistle.responses.js';
import type { Data, Wording } from './wording.js';

interface Place {
  readonly areaPath: string;
  readonly timeZone: string;
}

/** Turns history into lines that a reader may see, in their language. */
@Injectable()
export class TimelinePresenter {
  constructor(
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  /** A reporter gets the friendly lines, a department its own internal notes and only the results of others. */
  present(rows: readonly WhistleTimelineRow[], caller: Caller, whistle: Whistle, language: Language): TimelineLine[] {
    const reader = readerOf(caller, whistle);
    const own = visibility(caller).unitIds;
    const as = this.wording(whistle, language);
    return rows.filter((row) => mayRead(row, reader, own)).map((row) => line(row, reader, language, as));
  }

  /** What the reporter sees, with no name of anybody. */
  presentToReporter(rows: readonly WhistleTimelineRow[], whistle: Whistle, language: Language): TimelineLine[] {
    const as = this.wording(whistle, language);
    return rows.filter((row) => mayRead(row, 'REPORTER', [])).map((row) => line(row, 'REPORTER', language, as));
  }

  wording({ raised }: Whistle, language: Language): Wording {
    return this.wordingIn({ areaPath: raised.location.areaPath, timeZone: raised.timeZone }, language);
  }

  /** What routing suggests for the place, told to the reader. */
  suggestion(routing: Data<'WhistleRouted'>, areaPath: string, language: Language): Suggestion {
    const timeZone = this.directory.view().timeZoneOf(areaPath) ?? 'UTC';
    return suggestionTold(routing, this.wordingIn({ areaPath, timeZone }, language), language);
  }

  private wordingIn({ areaPath, timeZone }: Place, language: Language): Wording {
    const at = this.clock.now();
    const directory = this.directory.view();
    const catalogue = this.catalogue.view().forArea(areaPath);
    const { times, seconds, days } = formatsOf(timeZone, language);
    return {
      unit: (unitId) => directory.unit(unitId, at)?.name ?? unitId,
      category: (code) => {
        const found = catalogue.category(code, at);
        return (language === 'zh' ? found?.name : found?.nameEn) ?? code;
      },
      word: (value) => wordOf(value, language),
      time: (instant) => times.format(new Date(instant)),
      second: (instant) => seconds.format(new Date(instant)),
      millisecond: (instant) => `${seconds.format(new Date(instant))}.${instant.slice(20, 23)}`,
      day: (date) => days.format(new Date(`${date}T00:00:00.000Z`)),
    };
  }
}

interface Formats {
  readonly times: Intl.DateTimeFormat;
  readonly seconds: Intl.DateTimeFormat;
  readonly days: Intl.DateTimeFormat;
}
/** As many as there are zones: a list has a wording for each of its whistles, and formats are slow to make. */
const FORMATS = new Map<string, Formats>();

function formatsOf(timeZone: string, language: Language): Formats {
  const key = `${language} ${timeZone}`;
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const formats = FORMATS.get(key) ?? {
    times: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
    seconds: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone }),
    days: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }),
  };
  FORMATS.set(key, formats);
  return formats;
}

function line(row: WhistleTimelineRow, reader: Reader, language: Language, as: Wording): TimelineLine {
  const { revision, type, facts, actor, occurredAt, recordedAt } = row;
  const text = sentence<WhistleEventType>(type, facts, language, as);
  const shown = { revision, type, text, occurredAt, recordedAt };
  return reader === 'REPORTER' ? shown : { ...shown, ...withoutResident(facts, actor) };
}

/** Whoever is let at it neither by its place nor for a unit is the reporter, by account or by follow-up code. */
export function readerOf(caller: Caller, { raised, sealed }: Whistle): Reader {
  const { areaPaths, sealedAreaPaths, unitIds, everything } = visibility(caller);
  const { areaPath } = raised.location;
  const roots = sealed ? sealedAreaPaths : areaPaths;
  if (everything || roots.some((root) => areaPath === root || areaPath.startsWith(`${root}/`))) return 'STAFF';
  return unitIds.length > 0 ? 'ASSIGNEE' : 'REPORTER';
}

/** Who the resident is that did something is reporter identity: known from revealing it only. */
function withoutResident(facts: WhistleTimelineRow['facts'], actor: Actor): Pick<TimelineLine, 'facts' | 'actor'> {
  if (actor.role !== 'RESIDENT') return { facts, actor };
  const { id: _id, ...known } = actor;
  const initiator = facts['initiator'] as { level: string } | undefined;
  return { actor: known, facts: { ...facts, ...(initiator && { initiator: { level: initiator.level } }) } };
}

function mayRead({ type, facts }: WhistleTimelineRow, reader: Reader, own: readonly string[]): boolean {
  if (type === 'DeadlineRecalculated' && effectOfRecalculation(facts as Data<'DeadlineRecalculated'>) === 'SAME') {
    return false;
  }
  if (reader === 'STAFF') return true;
  if (type === 'EvidenceAttached') return isShown(facts as unknown as About, reader, own);
  if (reader === 'REPORTER') return isFriendly(type);
  return !INTERNAL_EVENTS.includes(type) || own.includes(String(facts['unitId']));
}
