import { EventStore } from '@app/event-store';
import { type Position, START } from '@app/kernel';
import type { DataSource, EntityManager } from 'typeorm';
import { type Projection, readBy } from './projection.js';
import { ShadowTables } from './shadow-tables.js';

/** What bounds a rebuild's memory. */
export interface RebuildBounds {
  /** Events read at once, and so many in one transaction of the last steps. */
  readonly page: number;
  /** Streams or rows that a draft may hold, and how many it goes on with after writing. */
  readonly held: number;
  readonly kept: number;
}

const BOUNDS: RebuildBounds = { page: 2_000, held: 20_000, kept: 10_000 };

export interface RebuildProgress {
  readonly position: Position;
  readonly head: Position;
  readonly events: number;
}

interface Rebuild {
  readonly projection: Projection;
  readonly store: EventStore;
  readonly dataSource: DataSource;
  readonly bounds?: RebuildBounds;
}
type Told = (progress: RebuildProgress) => void;

/**
 * Builds a view again from the whole log beside the live one, then swaps the tables in one transaction together with
 * the checkpoint. Readers see the old rows until then; the live runner goes on meanwhile and continues on the new tables.
 * @throws Error if somebody else is rebuilding the same view
 */
export async function rebuild(what: Rebuild, progress: Told = () => undefined): Promise<RebuildProgress> {
  const session = what.dataSource.createQueryRunner();
  const lock = `hashtextextended('chuishao rebuild ${what.projection.name}', 0)`;
  try {
    const [held]: { ok: boolean }[] = await session.query(`SELECT pg_try_advisory_lock(${lock}) AS ok`);
    if (!held?.ok) throw new Error(`view ${what.projection.name} is being rebuilt already`);
    try {
      return await rebuildAlone(what, progress);
    } finally {
      await session.query(`SELECT pg_advisory_unlock(${lock})`);
    }
  } finally {
    await session.release();
  }
}

async function rebuildAlone(what: Rebuild, progress: Told): Promise<RebuildProgress> {
  const { projection, store, dataSource, bounds = BOUNDS } = what;
  const shadow = new ShadowTables(projection, dataSource);
  await shadow.create();
  let { position, events } = await fillFromDraft(what, shadow, progress);
  await shadow.finish();

  /** One transaction's worth: a full page, or all that is left. */
  const fill = async (db: EntityManager, from: Position, until: Position): Promise<Position> => {
    await shadow.inFront(db);
    let reached = from;
    for (let full = false; reached < until && !full;) {
      const page = await store.readAll(reached, { limit: bounds.page, ...readBy(projection) });
      await projection.project(page.events, db);
      reached = page.next;
      events += page.events.length;
      full = page.events.length === bounds.page;
    }
    return reached;
  };
  for (let head = await store.head(); position < head; head = await store.head()) {
    position = await dataSource.transaction((db) => fill(db, position, head));
    progress({ position, head, events });
  }
  await shadow.analyze();

  await dataSource.transaction(async (db) => {
    const { name, version } = projection;
    await db.query(`INSERT INTO views.projection (name, version, position) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`, [
      name,
      version,
    ]);
    await db.query('SELECT 1 FROM views.projection WHERE name = $1 FOR UPDATE', [name]);
    const last = await store.head();
    while (position < last) position = await fill(db, position, last);
    await shadow.swap(db);
    await db.query(
      `UPDATE views.projection SET version = $2, position = $3, updated_at = now(), error = NULL, failed_at = NULL
       WHERE name = $1`,
      [name, version, position.toString()],
    );
  });
  await shadow.drop();
  return { position, head: position, events };
}

/** The bulk of the log, up to its head of now: the next page is read, and the last rows are written, while one is folded. */
async function fillFromDraft(
  { projection, store, dataSource, bounds = BOUNDS }: Rebuild,
  shadow: ShadowTables,
  progress: Told,
): Promise<{ position: Position; events: number }> {
  let [position, events] = [START, 0];
  const draft = projection.draft?.();
  if (!draft) return { position, events };
  if (draft.readsBack) await shadow.addKeys();
  const head = await store.head();
  const read = () => watched(store.readAll(position, { limit: bounds.page, ...readBy(projection) }));
  await shadow.inSession(dataSource, async (db) => {
    let writing: Promise<unknown> = Promise.resolve();
    for (let reading = read(); position < head;) {
      const page = await reading;
      position = page.next;
      if (position < head) reading = read();
      await draft.take(page.events, db);
      events += page.events.length;
      if (draft.size >= bounds.held) {
        await writing;
        writing = watched(draft.flush(db, bounds.kept));
      }
      progress({ position, head, events });
    }
    await writing;
    await draft.flush(db, 0);
  });
  return { position, events };
}

/** A promise that is awaited later: until then its failure is nobody's. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
