import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { decrypt, encrypt, KEY_BYTES } from './aes-gcm.js';

/**
 * The key that wraps every person's key. It never leaves its keeper: a key management service fills this port by its
 * own wrap and unwrap calls.
 */
export abstract class MasterKey {
  /** Version that new keys are wrapped under. */
  abstract readonly version: number;
  /** The key, readable again by `unwrap` with the same `label` only. */
  abstract wrap(label: string, key: Buffer): Promise<Buffer>;
  /** @throws Error if the wrapped key was made by another master key, for another label, or has been changed */
  abstract unwrap(label: string, wrapped: Buffer, version: number): Promise<Buffer>;
}

/** A master key held in this process: 32 bytes from `MASTER_KEY` or from a file. */
export class LocalMasterKey extends MasterKey {
  readonly version = 1;
  readonly #key: Buffer;

  constructor(key: Buffer) {
    super();
    if (key.length !== KEY_BYTES) throw new Error(`the master key must be ${KEY_BYTES} bytes, not ${key.length}`);
    this.#key = key;
  }

  override async wrap(label: string, key: Buffer): Promise<Buffer> {
    return encrypt(this.#key, label, key);
  }

  override async unwrap(label: string, wrapped: Buffer, version: number): Promise<Buffer> {
    if (version !== this.version) throw new Error(`no master key of version ${version}`);
    return decrypt(this.#key, label, wrapped);
  }
}

export const MASTER_KEY_FILE = 'master.key';

/** Where the master key may come from. */
export interface MasterKeySource {
  /** `MASTER_KEY`, decoded. Without it the file `master.key` in `dataDir` is used. */
  readonly masterKey?: Buffer | undefined;
  readonly dataDir: string;
}

/**
 * The configured key, else the one in the file, else a new one in a new file (0600), which is refused if keys already
 * lie wrapped under a master key that is gone.
 * @throws Error a sentence for the operator
 */
export function localMasterKey({ masterKey, dataDir }: MasterKeySource, mayCreate: boolean): LocalMasterKey {
  if (masterKey) return new LocalMasterKey(masterKey);
  const file = join(dataDir, MASTER_KEY_FILE);
  if (!existsSync(file)) {
    if (!mayCreate) {
      throw new Error(
        `personal data is sealed with a master key, but neither MASTER_KEY nor ${file} exists: restore that key from its backup`,
      );
    }
    createKeyFile(dataDir, file);
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by other users: allow its owner only (chmod 600)`);
  }
  const text = readFileSync(file, 'utf8').trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text) {
    throw new Error(`${file} must hold ${KEY_BYTES} bytes in base64`);
  }
  return new LocalMasterKey(key);
}

/** Written aside and linked into place: two processes that start at once agree on one whole file. */
function createKeyFile(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
