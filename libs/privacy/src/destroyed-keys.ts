import type { DataSource } from 'typeorm';

/** From now on nothing that lies under these persons' keys is shown (限制处理); again is fine. Noticed as `destroyKeys` is. */
export async function restrictKeys(database: Pick<DataSource, 'query'>, subjectIds: readonly string[]): Promise<void> {
  await database.query(
    `UPDATE vault.person_key SET restricted_at = now() WHERE subject_id = ANY ($1) AND restricted_at IS NULL`,
    [subjectIds],
  );
}

/**
 * Destroys these persons' keys for good; what stays is their ids and when. Again, or for somebody unknown, is fine.
 * Processes that have read a key before notice within the time of their cache.
 */
export async function destroyKeys(
  database: Pick<DataSource, 'query'>,
  subjectIds: readonly string[],
  masterVersion = 1,
): Promise<void> {
  await database.query(
    `INSERT INTO vault.person_key (subject_id, master_version, erased_at)
     SELECT DISTINCT id, $2::integer, now() FROM unnest($1::text[]) AS id
     ON CONFLICT (subject_id) DO UPDATE SET wrapped_key = NULL, erased_at = now() WHERE person_key.erased_at IS NULL`,
    [subjectIds, masterVersion],
  );
}
