import type { EventStore } from '@app/event-store';
import { type Position, START } from '@app/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { type Projection, readBy } from './projection.js';
import { ShadowTables } from './shadow-tables.js';

const PAGE = 2_000;
const HELD = 20_000;
const KEPT = 10_000;

interface AsOf {
  readonly projection: Projection;
  readonly store: EventStore;
  readonly dataSource: DataSource;
  /** The last position that counts. */
  readonly until: Position;
}

/**
 * A view as the log made it up to a position, in tables of its own beside the live ones, for as long as somebody looks at it.
 * @param look asks through `db`, where the tables' names mean these
 * @param told how far it has come
 * @throws Error the view has no draft
 */
export async function viewAsOf<Seen>(
  { projection, store, dataSource, until }: AsOf,
  look: (db: EntityManager) => Promise<Seen>,
  told: (position: Position) => void = () => undefined,
): Promise<Seen> {
  const draft = projection.draft?.();
  if (!draft) throw new Error(`view ${projection.name} cannot be made as of a position`);
  const shadow = new ShadowTables(projection, dataSource, 'as_of');
  await shadow.create();
  try {
    await shadow.addKeys();
    return await shadow.inSession(dataSource, async (db) => {
      for (let position = START; position < until; told(position)) {
        const { events, next } = await store.readAll(position, { limit: PAGE, ...readBy(projection) });
        await draft.take(
          events.filter((event) => event.position <= until),
          db,
        );
        if (draft.size >= HELD) await draft.flush(db, KEPT);
        if (next <= position) break;
        position = next;
      }
      await draft.flush(db, 0);
      return look(db);
    });
  } finally {
    await shadow.drop();
  }
}
