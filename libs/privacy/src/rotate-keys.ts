import type { DataSource, EntityManager } from 'typeorm';
import type { MasterKey } from './master-key.js';
import { LABEL, readRoot } from './root-secret.js';

interface WrappedKey {
  readonly subject_id: string;
  readonly wrapped_key: Buffer;
  readonly master_version: number;
}

const BATCH = 500;

/**
 * Wraps all keys of the vault again under the newest master key (密钥轮换), while processes that have both at hand go on
 * sealing and opening. Nothing that was sealed is touched. Stopped at any moment, it goes on where it was.
 * @param told how many of how many keys have been wrapped again
 * @returns the version that all are wrapped under now, and how many keys were wrapped again
 * @throws Error one sentence: there is no newer master key, or a key does not open
 */
export async function rotateKeys(
  database: DataSource,
  masterKey: MasterKey,
  told?: (done: number, total: number) => void,
): Promise<{ readonly version: number; readonly keys: number }> {
  const version = masterKey.newest;
  await database.transaction((db) => moveRoot(db, masterKey));
  const [{ total } = { total: 0 }] = await database.query<{ total: number }[]>(
    `SELECT count(*)::integer AS total FROM vault.person_key WHERE ${TO_BE_WRAPPED}`,
    [version],
  );
  let keys = 0;
  for (let after = '', more = true; more;) {
    const wrapped = await database.transaction((db) => wrapAgain(db, masterKey, after));
    keys += wrapped.length;
    told?.(keys, total);
    more = wrapped.length === BATCH;
    after = wrapped.at(-1) ?? after;
  }
  await database.query(`UPDATE vault.root_secret SET previous_version = NULL`);
  return { version, keys };
}

const TO_BE_WRAPPED = `master_version <> $1 AND wrapped_key IS NOT NULL`;

/** From here on no key is created under the former one: whoever was about to is waited for. */
async function moveRoot(db: EntityManager, masterKey: MasterKey): Promise<void> {
  const { newest } = masterKey;
  await db.query(`LOCK TABLE vault.person_key IN SHARE ROW EXCLUSIVE MODE`);
  const root = await readRoot(db, 'FOR UPDATE');
  if (!root) throw new Error('there are no keys yet: start the installation first');
  masterKey.moveTo(newest);
  if (root.master_version === newest) {
    if (root.previous_version === null)
      throw new Error('all keys are wrapped under this master key: give the next one');
    return;
  }
  const secret = await masterKey.unwrap(LABEL, root.wrapped, root.master_version);
  await db.query(`UPDATE vault.root_secret SET wrapped = $1, master_version = $2, previous_version = $3`, [
    await masterKey.wrap(LABEL, secret),
    newest,
    root.master_version,
  ]);
}

/** @returns the persons whose keys they were, in order */
async function wrapAgain(db: EntityManager, masterKey: MasterKey, after: string): Promise<string[]> {
  const found = await db.query<WrappedKey[]>(
    `SELECT subject_id, wrapped_key, master_version FROM vault.person_key
     WHERE ${TO_BE_WRAPPED} AND subject_id > $2 ORDER BY subject_id LIMIT ${BATCH} FOR UPDATE`,
    [masterKey.newest, after],
  );
  const keys = await Promise.all(
    found.map(async ({ subject_id: id, wrapped_key: key, master_version: version }) =>
      masterKey.wrap(id, await masterKey.unwrap(id, key, version)),
    ),
  );
  const ids = found.map(({ subject_id }) => subject_id);
  await db.query(
    `UPDATE vault.person_key SET wrapped_key = key, master_version = $3
     FROM unnest($1::text[], $2::bytea[]) AS wrapped (id, key) WHERE subject_id = id`,
    [ids, keys, masterKey.newest],
  );
  return ids;
}
