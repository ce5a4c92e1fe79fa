import { type Config, ConfigError } from '@app/runtime';
import type { DataSource } from 'typeorm';

/**
 * A database belongs to one log: what its views remember are positions in that log, and mean nothing in another.
 * @throws ConfigError if it was used with the other kind of log before
 */
export async function requireOwnLog(database: DataSource, eventStore: Config['eventStore']): Promise<void> {
  const [tables] = await database.query<{ there: boolean }[]>(
    `SELECT to_regclass('log.event') IS NOT NULL AND to_regclass('views.projection') IS NOT NULL AS there`,
  );
  if (!tables?.there) return;
  const [found] = await database.query<{ events: boolean; ahead: boolean }[]>(
    `SELECT EXISTS (SELECT FROM log.event) AS events, EXISTS (
       SELECT FROM views.projection WHERE position > (SELECT coalesce(max(position), 0) FROM log.event)
     ) AS ahead`,
  );
  if (eventStore === 'kurrentdb' && found?.events) {
    throw new ConfigError('EVENT_STORE: the database holds a log of its own, which does not move to KurrentDB');
  }
  if (eventStore === 'postgres' && found?.ahead) {
    throw new ConfigError('EVENT_STORE: the database holds views of a log that is somewhere else');
  }
}
