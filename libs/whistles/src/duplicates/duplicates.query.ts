import { Catalogue } from '@app/catalogue';
import type { DuplicateReach } from '@app/catalogue/domain';
import { EventStore } from '@app/event-store';
import { type Instant, plusMs, type Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { GetWhistle, type WhistleAtRevision } from '../get-whistle.query.js';
import { raisedOf } from '../reporter.js';
import { SameReporter } from '../same-reporter.js';
import { WhistleSearchRow } from '../views/whistle-search/whistle-search.row.js';
import { type Around, around } from './around.js';
import { byLikeness, type CandidateKind, type Compared, isOver, type Likeness, likenessTo } from './likeness.js';

export interface Candidate extends Likeness {
  readonly kind: CandidateKind;
  readonly whistle: WhistleSearchRow;
}

/** What may be about the same event as a whistle (疑似重复): of the same family first, the nearest first. */
export class Duplicates {
  constructor(
    readonly whistleId: string,
    readonly visible: SqlCondition,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

/** Where the catalogue says nothing of the category, or nobody has classified it. */
const USUAL_REACH: DuplicateReach = { metres: 200, days: 7 };
/** How long after its end the same thing at the same spot is shown as having come back: as long as it may be reopened. */
const RECURRENCE_DAYS = 30;
const DAY_MS = 86_400_000;

@QueryHandler(Duplicates)
export class DuplicatesHandler implements IQueryHandler<Duplicates> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queries: QueryBus,
    private readonly store: EventStore,
    private readonly catalogue: Catalogue,
    private readonly reporters: SameReporter,
  ) {}

  /** @throws DomainError whistle/not-found */
  async execute({ whistleId, visible, page, after }: Duplicates): Promise<ListPage<Candidate>> {
    if (after !== undefined) await waitForView(this.dataSource, 'whistle-search', after);
    const found = await this.see(whistleId);
    if (found.whistle.sealed) return { items: [] };
    const one = comparedOf(found);
    const reach = this.reachOf(one, found.raisedAt);
    const rows = await around(this.dataSource, visible, placeOf(whistleId, one, reach));
    const likeness = likenessTo(one);
    const alike = rows
      .flatMap(({ whistleId: id, ...row }) => {
        const how = likeness(row);
        return how ? [{ id, how }] : [];
      })
      .toSorted((a, b) => byLikeness(a.how, b.how) || (a.id < b.id ? -1 : 1));
    const from = Number(keyOfCursor(page.cursor, ['INTEGER'])?.[0] ?? 0);
    const ranked = alike.map((each, rank) => ({ ...each, rank: rank + 1 }));
    const shown = pageOf(ranked.slice(from, from + page.limit + 1), page.limit, ({ rank }) => [String(rank)]);
    const whistles = await this.rowsOf(shown.items.map(({ id }) => id));
    const items = shown.items.flatMap(({ id, how }) => {
      const whistleRow = whistles.get(id);
      return whistleRow ? [this.candidate(found, whistleRow, how)] : [];
    });
    return { ...shown, items: await Promise.all(items) };
  }

  private async rowsOf(ids: readonly string[]): Promise<ReadonlyMap<string, WhistleSearchRow>> {
    const rows = await this.dataSource.getRepository(WhistleSearchRow).findBy({ whistleId: In(ids) });
    return new Map(rows.map((row) => [row.whistleId, row]));
  }

  private async candidate(one: WhistleAtRevision, row: WhistleSearchRow, how: Likeness): Promise<Candidate> {
    const same = await this.isOfSameReporter(one, row.whistleId);
    const kind = same ? 'REPEAT' : isOver(row.status) ? 'RECURRENCE' : 'DUPLICATE';
    return { ...how, kind, reasons: same ? [...how.reasons, 'SAME_REPORTER'] : how.reasons, whistle: row };
  }

  private async isOfSameReporter(
    { whistleId, whistle: { raised } }: WhistleAtRevision,
    other: string,
  ): Promise<boolean> {
    if (raised.reporter === undefined) return false;
    const theirs = await raisedOf(this.store, other);
    return theirs !== undefined && this.reporters.of({ whistleId, raised }, { whistleId: other, raised: theirs });
  }

  private see(whistleId: string): Promise<WhistleAtRevision> {
    return this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
  }

  private reachOf({ areaPath, categoryCode }: Compared, at: Instant): DuplicateReach {
    const known =
      categoryCode === null ? undefined : this.catalogue.view().forArea(areaPath).category(categoryCode, at);
    return known?.duplicates ?? USUAL_REACH;
  }
}

function placeOf(
  whistleId: string,
  { longitude, latitude, areaPath, raisedAt }: Compared,
  reach: DuplicateReach,
): Around {
  const { metres, days } = reach;
  const point = longitude !== null && latitude !== null ? { longitude, latitude } : undefined;
  const since = (back: number) => plusMs(raisedAt, -back * DAY_MS);
  const until = plusMs(raisedAt, days * DAY_MS);
  return { whistleId, point, metres, areaPath, since: since(days), overSince: since(RECURRENCE_DAYS), until };
}

const comparedOf = ({ whistle, raisedAt }: WhistleAtRevision): Compared => {
  const { areaPath, address = null, longitude = null, latitude = null } = whistle.raised.location;
  return {
    summary: whistle.summary,
    address,
    longitude,
    latitude,
    categoryCode: whistle.categoryCode ?? null,
    raisedAt,
    areaPath,
  };
};
