import { DomainError, together } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { decrypt, encrypt, KEY_BYTES } from './aes-gcm.js';
import { destroyKeys } from './destroyed-keys.js';
import { ERASED, type Opened, type Sealed } from './domain/sealed.js';
import { KeyCache } from './key-cache.js';
import { MasterKey } from './master-key.js';

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

/** A person's key, or that it has been destroyed. */
type PersonKey = Buffer | typeof ERASED;

interface KeyRow {
  readonly subject_id: string;
  /** Null once the person has been erased. */
  readonly wrapped_key: Buffer | null;
  readonly master_version: number;
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
      const key = keys.get(subjectId);
      if (key === ERASED) throw new DomainError('privacy/subject-erased', { subjectId });
      if (!key) throw new Error(`no key could be made for subject ${subjectId}`);
      return { subjectId, kv: this.masterKey.version, box: encrypt(key, aad, plaintext).toString('base64') };
    });
  }

  /** The text, or `ERASED`. @throws Error if it was sealed for another place, has been changed, or its key is lost */
  async open(sealed: Sealed, aad: string): Promise<Opened> {
    const [opened] = await this.openAll([{ sealed, aad }]);
    return opened as Opened;
  }

  /** The texts, or `ERASED` for each, in order; one query for all keys. @throws Error as `open` */
  async openAll(boxes: readonly ToOpen[]): Promise<Opened[]> {
    const keys = await this.#keys(
      boxes.map(({ sealed }) => sealed.subjectId),
      false,
    );
    return boxes.map(({ sealed, aad }) => {
      const key = keys.get(sealed.subjectId);
      if (key === ERASED) return ERASED;
      if (!key) throw new Error(`the key of subject ${sealed.subjectId} is lost: restore the vault from its backup`);
      return decrypt(key, aad, Buffer.from(sealed.box, 'base64')).toString('utf8');
    });
  }

  /** Destroys the person's key for good; what stays is the id and when. Erasing again, or an unknown person, is fine. */
  async erase(subjectId: string): Promise<void> {
    await destroyKeys(this.database, [subjectId], this.masterKey.version);
    this.#cache.forget(subjectId);
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
        const key = row.wrapped_key ? await this.masterKey.unwrap(id, row.wrapped_key, row.master_version) : ERASED;
        known.set(id, key);
        this.#cache.put(id, key, asOf);
      }),
    );
    return known;
  }

  readonly #read = together(async (subjectIds: readonly string[]) => {
    const sql = 'SELECT subject_id, wrapped_key, master_version FROM vault.person_key WHERE subject_id = ANY($1)';
    return bySubject(subjectIds, await this.database.query<KeyRow[]>(sql, [subjectIds]));
  });

  /**
   * Always in the same order, so that two writers cannot wait for each other; whoever comes second keeps the first's key,
   * and does not see it in this statement yet if both came at once.
   */
  readonly #readOrCreate = together(async (subjectIds: readonly string[]) => {
    const ordered = [...new Set(subjectIds)].sort();
    const wrapped = await Promise.all(ordered.map((id) => this.masterKey.wrap(id, randomBytes(KEY_BYTES))));
    const rows = await this.database.query<KeyRow[]>(
      `WITH created AS (
         INSERT INTO vault.person_key (subject_id, wrapped_key, master_version)
         SELECT id, key, $3 FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS t (id, key, n) ORDER BY n
         ON CONFLICT (subject_id) DO NOTHING
         RETURNING subject_id, wrapped_key, master_version
       )
       SELECT * FROM created
       UNION ALL SELECT subject_id, wrapped_key, master_version FROM vault.person_key WHERE subject_id = ANY($1)`,
      [ordered, wrapped, this.masterKey.version],
    );
    return bySubject(subjectIds, rows);
  });
}

/** The rows in the order of the ids. */
function bySubject(subjectIds: readonly string[], rows: readonly KeyRow[]): (KeyRow | undefined)[] {
  const found = new Map(rows.map((row) => [row.subject_id, row]));
  return subjectIds.map((id) => found.get(id));
}
