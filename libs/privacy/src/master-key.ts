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
  /** The latest version at hand: what a rotation (密钥轮换) leads to. */
  abstract readonly newest: number;
  /** The key, readable again by `unwrap` with the same `label` only. */
  abstract wrap(label: string, key: Buffer): Promise<Buffer>;
  /** @throws Error if the wrapped key was made by another master key, for another label, or has been changed */
  abstract unwrap(label: string, wrapped: Buffer, version: number): Promise<Buffer>;
  /** New keys are wrapped under this version from now on. @throws Error it is not at hand */
  abstract moveTo(version: number): void;
  abstract has(version: number): boolean;

  /** Unwraps what an installation proves its master key on; the version of that is the one in use. @throws Error as `unwrap` */
  async prove(label: string, wrapped: Buffer, version: number): Promise<Buffer> {
    this.moveTo(version);
    return this.unwrap(label, wrapped, version);
  }
}

/** A master key held in this process: 32 bytes from `MASTER_KEY` or from a file; while keys are rotated, the next one beside it. */
export class LocalMasterKey extends MasterKey {
  #keys: ReadonlyMap<number, Buffer>;
  #version = 1;

  constructor(
    private readonly key: Buffer,
    private readonly next?: Buffer,
  ) {
    super();
    for (const { length } of [key, next ?? key]) {
      if (length !== KEY_BYTES) throw new Error(`the master key must be ${KEY_BYTES} bytes, not ${length}`);
    }
    this.#keys = this.#from(1);
  }

  override get version(): number {
    return this.#version;
  }

  override get newest(): number {
    return Math.max(...this.#keys.keys());
  }

  override async wrap(label: string, key: Buffer): Promise<Buffer> {
    return encrypt(this.#of(this.#version), label, key);
  }

  override async unwrap(label: string, wrapped: Buffer, version: number): Promise<Buffer> {
    return decrypt(this.#of(version), label, wrapped);
  }

  override moveTo(version: number): void {
    this.#of(version);
    this.#version = version;
  }

  override has(version: number): boolean {
    return this.#keys.has(version);
  }

  /** The next key has been moved to already if it is the one that fits. */
  override async prove(label: string, wrapped: Buffer, version: number): Promise<Buffer> {
    this.#keys = this.#from(version);
    this.#version = version;
    if (!this.next) return this.unwrap(label, wrapped, version);
    return this.unwrap(label, wrapped, version).catch(() => {
      this.#keys = this.#from(version - 1);
      return this.unwrap(label, wrapped, version);
    });
  }

  #from(first: number): ReadonlyMap<number, Buffer> {
    return new Map([[first, this.key], ...(this.next ? [[first + 1, this.next] as const] : [])]);
  }

  #of(version: number): Buffer {
    const key = this.#keys.get(version);
    if (!key)
      throw new Error(`no master key of version ${version} is at hand: the keys were wrapped again, see keys rotate`);
    return key;
  }
}

export const MASTER_KEY_FILE = 'master.key';
/** Where the one to rotate to may lie, beside it. */
export const NEXT_MASTER_KEY_FILE = 'master.key.next';

/** Where the master key may come from. */
export interface MasterKeySource {
  /** `MASTER_KEY`, decoded. Without it the file `master.key` in `dataDir` is used. */
  readonly masterKey?: Buffer | undefined;
  /** `MASTER_KEY_NEXT`, decoded. Without either of them the file `master.key.next` in `dataDir` is used, if there is one. */
  readonly nextMasterKey?: Buffer | undefined;
  readonly dataDir: string;
}

/**
 * The configured key, else the one in the file, else a new one in a new file (0600), which is refused if keys already
 * lie wrapped under a master key that is gone.
 * @throws Error a sentence for the operator
 */
export function localMasterKey(
  { masterKey, nextMasterKey, dataDir }: MasterKeySource,
  mayCreate: boolean,
): LocalMasterKey {
  if (masterKey) return new LocalMasterKey(masterKey, nextMasterKey);
  const file = join(dataDir, MASTER_KEY_FILE);
  if (!existsSync(file)) {
    if (!mayCreate) {
      throw new Error(
        `personal data is sealed with a master key, but neither MASTER_KEY nor ${file} exists: restore that key from its backup`,
      );
    }
    createKeyFile(dataDir, file);
  }
  const next = join(dataDir, NEXT_MASTER_KEY_FILE);
  return new LocalMasterKey(keyIn(file), nextMasterKey ?? (existsSync(next) ? keyIn(next) : undefined));
}

function keyIn(file: string): Buffer {
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by other users: allow its owner only (chmod 600)`);
  }
  const text = readFileSync(file, 'utf8').trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES || key.toString('base64') !== text) {
    throw new Error(`${file} must hold ${KEY_BYTES} bytes in base64`);
  }
  return key;
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
