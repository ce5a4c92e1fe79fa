import type { Position } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface NoticeRef {
  readonly whistleId: string;
  readonly revision: number;
}

/** What somebody has read. A mark says nothing about the work, so it is no event; setting it again changes nothing. */
@Injectable()
export class ReadMarks {
  constructor(private readonly database: DataSource) {}

  async mark(accountId: string, notices: readonly NoticeRef[]): Promise<void> {
    await this.database.query(
      `INSERT INTO delivery.read_notice (account_id, whistle_id, revision)
       SELECT $1, whistle_id, revision FROM unnest($2::uuid[], $3::integer[]) AS read (whistle_id, revision)
       ON CONFLICT DO NOTHING`,
      [accountId, notices.map(({ whistleId }) => whistleId), notices.map(({ revision }) => revision)],
    );
  }

  /** Everything up to a position; single marks up to there are of no use any more. */
  async markThrough(accountId: string, position: Position): Promise<void> {
    await this.database.query(
      `INSERT INTO delivery.read_through AS it (account_id, position) VALUES ($1, $2)
       ON CONFLICT (account_id) DO UPDATE SET position = greatest(it.position, excluded.position)`,
      [accountId, position.toString()],
    );
  }
}
