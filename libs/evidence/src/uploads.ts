import { CommandIdReused } from '@app/event-store';
import { Clock, DomainError, type Instant, plusMs } from '@app/kernel';
import { type Sealed } from '@app/privacy';
import type { EvidencePurpose } from '@app/whistles/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whoever has begun an upload has so long to end it. */
export const UPLOAD_MS = 24 * 3_600_000;
/** Unfinished uploads of one whistle by one person. */
export const MOST_UPLOADS = 10;

/** A file on its way. */
export interface Upload {
  readonly uploadId: string;
  readonly whistleId: string;
  /** Only who began it goes on with it. */
  readonly actorId: string;
  readonly purpose: EvidencePurpose;
  readonly assignmentId?: string | undefined;
  /** How long it will be, and its SHA-256 if that was said. */
  readonly bytes: number;
  readonly sha256?: string | undefined;
  /** How much of it is here. */
  readonly received: number;
  /** Its own key, sealed. */
  readonly key: Sealed;
  readonly expiresAt: Instant;
}

export type NewUpload = Omit<Upload, 'received' | 'expiresAt'> & { readonly commandHash: string };

interface Row {
  readonly upload_id: string;
  readonly whistle_id: string;
  readonly actor_id: string;
  readonly purpose: EvidencePurpose;
  readonly assignment_id: string | null;
  readonly bytes: string;
  readonly sha256: string | null;
  readonly received: string;
  readonly key: Sealed;
  readonly command_hash: string;
  readonly expires_at: Date;
}

const OWN = 'upload_id = $1 AND whistle_id = $2 AND actor_id = $3 AND expires_at > $4';

/** Uploads under way, in the database, so that any process takes the next part; parts are sealed from the first on. */
@Injectable()
export class Uploads {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins an upload, or answers with the one that this command began before. What has expired goes meanwhile.
   * @throws DomainError upload/too-many
   * @throws CommandIdReused it was begun with another content
   */
  async begin(upload: NewUpload): Promise<Upload> {
    const { uploadId, whistleId, actorId, purpose, assignmentId, bytes, sha256, key, commandHash } = upload;
    const now = this.clock.now();
    await this.database.query('DELETE FROM evidence.upload WHERE expires_at <= $1', [now]);
    const known = await this.row(uploadId);
    if (!known && (await this.underWay(upload)) >= MOST_UPLOADS) {
      throw new DomainError('upload/too-many', { most: MOST_UPLOADS });
    }
    await this.database.query(
      `INSERT INTO evidence.upload
         (upload_id, whistle_id, actor_id, purpose, assignment_id, bytes, sha256, key, command_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
      [uploadId, whistleId, actorId, purpose, assignmentId, bytes, sha256, key, commandHash, plusMs(now, UPLOAD_MS)],
    );
    const row = await this.row(uploadId);
    if (row?.command_hash !== commandHash) throw new CommandIdReused(`upload-${uploadId}`, uploadId);
    return uploadOf(row);
  }

  /** Somebody's own upload to a whistle. @throws DomainError upload/not-found, also for what is another's or has expired */
  async get(uploadId: string, whistleId: string, actorId: string): Promise<Upload> {
    const found = await this.find(uploadId, whistleId, actorId);
    if (!found) throw new DomainError('upload/not-found', { uploadId });
    return found;
  }

  async find(uploadId: string, whistleId: string, actorId: string): Promise<Upload | undefined> {
    const [row] = await this.database.query<Row[]>(`SELECT * FROM evidence.upload WHERE ${OWN}`, [
      uploadId,
      whistleId,
      actorId,
      this.clock.now(),
    ]);
    return row && uploadOf(row);
  }

  /** Keeps the part that begins at `from`. @returns false if that is not where the upload stands */
  async add({ uploadId, whistleId, actorId }: Upload, from: number, length: number, sealed: Buffer): Promise<boolean> {
    const kept = await this.database.query<unknown[]>(
      `WITH moved AS (
         UPDATE evidence.upload SET received = received + $6 WHERE ${OWN} AND received = $5 AND received + $6 <= bytes
         RETURNING upload_id
       )
       INSERT INTO evidence.upload_part (upload_id, from_byte, content) SELECT upload_id, $5, $7 FROM moved
       RETURNING upload_id`,
      [uploadId, whistleId, actorId, this.clock.now(), from, length, sealed],
    );
    return kept.length > 0;
  }

  /** The sealed parts in order. */
  async parts(uploadId: string): Promise<{ readonly from: number; readonly content: Buffer }[]> {
    const rows = await this.database.query<{ from_byte: string; content: Buffer }[]>(
      'SELECT from_byte, content FROM evidence.upload_part WHERE upload_id = $1 ORDER BY from_byte',
      [uploadId],
    );
    return rows.map(({ from_byte, content }) => ({ from: Number(from_byte), content }));
  }

  async remove(uploadId: string, whistleId: string, actorId: string): Promise<void> {
    const own = 'upload_id = $1 AND whistle_id = $2 AND actor_id = $3';
    await this.database.query(`DELETE FROM evidence.upload WHERE ${own}`, [uploadId, whistleId, actorId]);
  }

  private async underWay({ whistleId, actorId }: NewUpload): Promise<number> {
    const [row] = await this.database.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM evidence.upload WHERE whistle_id = $1 AND actor_id = $2',
      [whistleId, actorId],
    );
    return row?.count ?? 0;
  }

  private async row(uploadId: string): Promise<Row | undefined> {
    const rows = await this.database.query<Row[]>('SELECT * FROM evidence.upload WHERE upload_id = $1', [uploadId]);
    return rows[0];
  }
}

const uploadOf = (row: Row): Upload => ({
  uploadId: row.upload_id,
  whistleId: row.whistle_id,
  actorId: row.actor_id,
  purpose: row.purpose,
  assignmentId: row.assignment_id ?? undefined,
  bytes: Number(row.bytes),
  sha256: row.sha256 ?? undefined,
  received: Number(row.received),
  key: row.key,
  expiresAt: row.expires_at.toISOString(),
});
