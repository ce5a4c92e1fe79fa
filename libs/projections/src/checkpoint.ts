import { type Position, START } from '@app/kernel';
import type { DataSource, EntityManager } from 'typeorm';
type Database = Pick<DataSource | EntityManager, 'query'>;
/** Whatever goes along the log: a view, or a process manager. */
type Follower = { readonly name: string; readonly version: number };

export interface ViewStatus {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  /** Why it stands still, if it does. */
  readonly error: string | undefined;
}

interface StatusRow {
  name: string;
  version: number;
  position: string;
  error: string | null;
}

/** How far a view has come; undefined if it was never started. */
export async function viewStatus(db: Database, name: string): Promise<ViewStatus | undefined> {
  const [row]: StatusRow[] = await db.query(
    'SELECT name, version, position, error FROM views.projection WHERE name = $1',
    [name],
  );
  return row && { ...row, position: BigInt(row.position), error: row.error ?? undefined };
}

/** How far each view has come that was ever started. */
export async function viewStatuses(db: Database): Promise<ViewStatus[]> {
  const rows: StatusRow[] = await db.query('SELECT name, version, position, error FROM views.projection');
  return rows.map((row) => ({ ...row, position: BigInt(row.position), error: row.error ?? undefined }));
}

/** Where a view starts: at its checkpoint, or at the beginning if it is new. A view of another version must be rebuilt first. */
export async function startView(db: Database, { name, version }: Follower): Promise<Position> {
  await db.query('INSERT INTO views.projection (name, version, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    name,
    version,
    START.toString(),
  ]);
  const status = await viewStatus(db, name);
  if (status?.version !== version) {
    throw new Error(`view ${name} is of version ${status?.version}, this program writes ${version}: rebuild ${name}`);
  }
  return status.position;
}

/** A rebuild or another runner has moved the checkpoint: start again from where it is now. Nothing is wrong with the view. */
export class CheckpointMoved extends Error {
  constructor(view: string, from: Position, to: string | undefined) {
    super(`view ${view}: its checkpoint was moved from ${from} to ${to} by somebody else`);
    this.name = 'CheckpointMoved';
  }
}

/**
 * Takes the checkpoint for this transaction, before anything else in it: runners and rebuilds queue up here.
 * A runner that has lost its lease finds it moved.
 * @throws CheckpointMoved
 */
export async function lockCheckpoint(db: Database, { name }: Follower, from: Position): Promise<void> {
  const [row]: { position: string }[] = await db.query(
    'SELECT position FROM views.projection WHERE name = $1 FOR UPDATE',
    [name],
  );
  if (row?.position !== from.toString()) throw new CheckpointMoved(name, from, row?.position);
}

/** Moves the checkpoint inside the transaction that wrote the rows. */
export const moveCheckpoint = (db: Database, { name }: Follower, to: Position): Promise<unknown> =>
  db.query(
    'UPDATE views.projection SET position = $2, updated_at = now(), error = NULL, failed_at = NULL WHERE name = $1',
    [name, to.toString()],
  );

/**
 * Follows the log, and writes down why if it stops: not a lost session nor a rebuild, only what the holder of the lease
 * itself fails at. @throws what the work throws
 */
export async function sayingWhyItStops(db: Database, { name }: Follower, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CheckpointMoved)) await recordFailure(db, name, error).catch(() => undefined);
    throw error;
  }
}

const recordFailure = (db: Database, name: string, error: unknown): Promise<unknown> =>
  db.query('UPDATE views.projection SET error = $2, failed_at = now() WHERE name = $1', [name, String(error)]);
