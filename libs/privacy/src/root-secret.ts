import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { KEY_BYTES } from './aes-gcm.js';
import { localMasterKey, type MasterKey, type MasterKeySource } from './master-key.js';

/** What opening the vault yields: the key that wraps, and the secret that hashes and codes are derived from. */
export interface OpenVault {
  readonly masterKey: MasterKey;
  readonly rootSecret: Buffer;
}

export interface RootRow {
  readonly wrapped: Buffer;
  readonly master_version: number;
  /** The version that keys may lie wrapped under still, while they are wrapped again. */
  readonly previous_version: number | null;
}

export const LABEL = 'root-secret';

/**
 * Finds the master key and proves it on the root secret, which lies wrapped in the vault since its first start.
 * @param given a master key kept elsewhere, or where a local one lies
 * @throws Error one sentence for the operator: the key is missing, malformed, or not the one this database was made with
 */
export async function openVault(
  database: Pick<DataSource, 'query'>,
  given: MasterKey | MasterKeySource,
): Promise<OpenVault> {
  let row = await readRoot(database);
  const masterKey = 'wrap' in given ? given : localMasterKey(given, row === undefined);
  if (!row) {
    await database.query(
      `INSERT INTO vault.root_secret (wrapped, master_version) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [await masterKey.wrap(LABEL, randomBytes(KEY_BYTES)), masterKey.version],
    );
    row = await readRoot(database);
  }
  if (!row) throw new Error('vault.root_secret cannot be written');
  return { masterKey, rootSecret: await opened(row, masterKey) };
}

async function opened({ wrapped, master_version, previous_version }: RootRow, masterKey: MasterKey): Promise<Buffer> {
  const secret = await masterKey.prove(LABEL, wrapped, master_version).catch((cause: unknown) => {
    throw new Error(
      'the master key is not the one that this database was made with: restore MASTER_KEY or DATA_DIR/master.key from its backup',
      { cause },
    );
  });
  if (previous_version !== null && !masterKey.has(previous_version)) {
    throw new Error(
      'keys still lie wrapped under the former master key: give it as MASTER_KEY, the new one as MASTER_KEY_NEXT, and run keys rotate',
    );
  }
  return secret;
}

/** Also of a database that is being restored from the time before keys could be rotated. */
export async function readRoot(database: Pick<DataSource, 'query'>, lock = ''): Promise<RootRow | undefined> {
  const rows: RootRow[] = await database.query(
    `SELECT wrapped, master_version, (to_jsonb(root) ->> 'previous_version')::integer AS previous_version
     FROM vault.root_secret AS root ${lock}`,
  );
  return rows[0];
}
