import { DomainError, together } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { decrypt, encrypt, KEY_BYTES } from './aes-gcm.js';
import { destroyKeys } from './destroyed-keys.js';
import { ERASED, type Opened, RESTRICTED, type Sealed } from './domain/sealed.js';
import { KeyCache } from './key-cache.js';
import { MasterKey } from './master-key.js';
import { readRoot } from './root-secret.js';

export interface ToSeal {
  readonly subjectId: string;
  /** Where the text will lie: `sealedAt(streamId, field)`. */
  readonly aad: string;
  readonly plaintext: string;
}

export interface ToOpen {
  readonly sealed: Sealed;
  readonly aad: string;
}

/** A person's key and whether it may be used to show anything, or that it has been destroyed. */
type PersonKey = { readonly key: Buffer; readonly restricted: boolean } | typeof ERASED;

interface KeyRow {
  readonly subject_id: string;
  /** Null once the person has been erased. */
  readonly wrapped_key: Buffer | null;
  readonly master_version: number;
  readonly restricted_at: Date | null;
}

/**
 * Seals personal data under a key per person and opens it again; destroying the key erases the person from the whole
 * log at once, wherever copies of the sealed texts lie (PIPL §47). Other processes notice within the cache's time.
 */
@Injectable()
export class PersonVault {
  readonly #cache = new KeyCache<PersonKey>();

  constructor(
    private readonly database: DataSource,
    private readonly masterKey: MasterKey,
  ) {}

  /** @throws DomainError `privacy/subject-erased` */
  async seal(subjectId: string, aad: string, plaintext: string): Promise<Sealed> {
    const [sealed] = await this.sealAll([{ subjectId, aad, plaintext }]);
    return sealed as Sealed;
  }

  /** The sealed forms, in order. Creates the keys that are missing. @throws DomainError `privacy/subject-erased` */
  async sealAll(texts: readonly ToSeal[]): Promise<Sealed[]> {
    const keys = await this.#keys(
      texts.map(({ subjectId }) => subjectId),
      true,
    );
    return texts.map(({ subjectId, aad, plaintext }) => {
      const found = keys.get(subjectId);
      if (found === ERASED) throw new DomainError('privacy/subject-erased', { subjectId });
      if (!found) throw new Error(`no key could be made for subject ${subjectId}`);
      return { subjectId, kv: this.masterKey.version, box: encrypt(found.key, aad, plaintext).toString('base64') };
    });
  }

  /** The text, or `ERASED` or `RESTRICTED`. @throws Error if it was sealed for another place, has been changed, or its key is lost */
  async open(sealed: Sealed, aad: string): Promise<Opened> {
    const [opened] = await this.openAll([{ sealed, aad }]);
    return opened as Opened;
  }

  /**
   * The texts, or `ERASED` or `RESTRICTED` for each, in order; one query for all keys.
   * @param purpose `SCRUB`: to take it out of other texts, which is part of keeping it safe
   * @throws Error as `open`
   */
  async openAll(boxes: readonly ToOpen[], purpose: 'SHOW' | 'SCRUB' = 'SHOW'): Promise<Opened[]> {
    const keys = await this.#keys(
      boxes.map(({ sealed }) => sealed.subjectId),
      false,
    );
    return boxes.map(({ sealed, aad }) => {
      const found = keys.get(sealed.subjectId);
      if (found === ERASED) return ERASED;
      if (!found) throw new Error(`the key of subject ${sealed.subjectId} is lost: restore the vault from its backup`);
      if (found.restricted && purpose === 'SHOW') return RESTRICTED;
      return decrypt(found.key, aad, Buffer.from(sealed.box, 'base64')).toString('utf8');
    });
  }

  /** Destroys the person's key for good; what stays is the id and when. Erasing again, or an unknown person, is fine. */
  async erase(subjectId: string): Promise<void> {
    await destroyKeys(this.database, [subjectId], this.masterKey.version);
    this.#cache.forget(subjectId);
  }

  /** Other processes have changed these persons' keys. */
  forget(subjectIds: readonly string[]): void {
    for (const id of subjectIds) this.#cache.forget(id);
  }

  async #keys(subjectIds: readonly string[], create: boolean): Promise<Map<string, PersonKey>> {
    const wanted = [...new Set(subjectIds)];
    const known = this.#cache.many(wanted);
    const missing = wanted.filter((id) => !known.has(id));
    const asOf = this.#cache.generation;
    await Promise.all(
      missing.map(async (id) => {
        const row = (create && (await this.#readOrCreate(id))) || (await this.#read(id));
        if (!row) return;
        const key = await this.#unwrapped(row);
        known.set(id, key);
        this.#cache.put(id, key, asOf);
      }),
    );
    return known;
  }

  async #unwrapped({ subject_id, wrapped_key, master_version, restricted_at }: KeyRow): Promise<PersonKey> {
    if (!wrapped_key) return ERASED;
    const key = await this.masterKey.unwrap(subject_id, wrapped_key, master_version);
    return { key, restricted: restricted_at !== null };
  }

  readonly #read = together(async (subjectIds: readonly string[]) => {
    const sql = `SELECT ${COLUMNS} FROM vault.person_key WHERE subject_id = ANY($1)`;
    return bySubject(subjectIds, await this.database.query<KeyRow[]>(sql, [subjectIds]));
  });

  /**
   * Always in the same order, so that two writers cannot wait for each other; whoever comes second keeps the first's key,
   * and does not see it in this statement yet if both came at once. Nothing is created under a master key that is no
   * longer the installation's: then it is wrapped again, under the present one.
   */
  readonly #readOrCreate = together(async (subjectIds: readonly string[]): Promise<(KeyRow | undefined)[]> => {
    const ordered = [...new Set(subjectIds)].sort();
    for (;;) {
      const { version } = this.masterKey;
      const wrapped = await Promise.all(ordered.map((id) => this.masterKey.wrap(id, randomBytes(KEY_BYTES))));
      const rows = await this.database.query<KeyRow[]>(CREATED_OR_READ, [ordered, wrapped, version]);
      if (rows.length === ordered.length) return bySubject(subjectIds, rows);
      const now = (await readRoot(this.database))?.master_version ?? version;
      if (now === version) return bySubject(subjectIds, rows);
      this.masterKey.moveTo(now);
    }
  });
}

const COLUMNS = 'subject_id, wrapped_key, master_version, restricted_at';

const CREATED_OR_READ = `
  WITH created AS (
    INSERT INTO vault.person_key (subject_id, wrapped_key, master_version)
    SELECT id, key, $3 FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS t (id, key, n)
    WHERE coalesce((SELECT master_version FROM vault.root_secret), $3) = $3
    ORDER BY n
    ON CONFLICT (subject_id) DO NOTHING
    RETURNING ${COLUMNS}
  )
  SELECT * FROM created
  UNION ALL SELECT ${COLUMNS} FROM vault.person_key WHERE subject_id = ANY($1)`;

/** The rows in the order of the ids. */
function bySubject(subjectIds: readonly string[], rows: readonly KeyRow[]): (KeyRow | undefined)[] {
  const found = new Map(rows.map((row) => [row.subject_id, row]));
  return subjectIds.map((id) => found.get(id));
}
