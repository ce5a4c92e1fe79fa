import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { WhistleTimelineRow } from './whistle-timeline.row.js';

/** What happened to one whistle, oldest first. Who may see it is for the caller to check. */
export class WhistleTimeline {
  constructor(
    readonly whistleId: string,
    readonly page: PageRequest,
    readonly after?: Position,
    /** Only what came after this revision. */
    readonly afterRevision = -1,
  ) {}
}

@QueryHandler(WhistleTimeline)
export class WhistleTimelineHandler implements IQueryHandler<WhistleTimeline> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ whistleId, page, after, afterRevision }: WhistleTimeline): Promise<ListPage<WhistleTimelineRow>> {
    if (after !== undefined) await waitForView(this.dataSource, 'whistle-timeline', after);
    const [from] = keyOfCursor(page.cursor, ['INTEGER']) ?? [String(afterRevision)];
    const rows = await this.dataSource
      .createQueryBuilder(WhistleTimelineRow, 'line')
      .where('line.whistle_id = :whistleId AND line.revision > :from', { whistleId, from: Number(from) })
      .orderBy('line.revision')
      .limit(page.limit + 1)
      .getMany();
    return pageOf(rows, page.limit, ({ revision }) => [String(revision)]);
  }
}
