import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ErasureRow } from './erasure.row.js';
import { erasures } from './erasures.projector.js';

/** Whose data was restricted or erased, the latest decision first. */
export class Erasures {
  constructor(
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(Erasures)
export class ErasuresHandler implements IQueryHandler<Erasures> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page, after }: Erasures): Promise<ListPage<ErasureRow>> {
    if (after !== undefined) await waitForView(this.dataSource, erasures.name, after);
    const query = this.dataSource
      .createQueryBuilder(ErasureRow, 'item')
      .orderBy('item.position', 'DESC')
      .limit(page.limit + 1);
    const [before] = keyOfCursor(page.cursor, ['POSITION']) ?? [];
    if (before !== undefined) query.where('item.position < :before', { before });
    return pageOf(await query.getMany(), page.limit, ({ position }) => [position]);
  }
}
