import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { END_OF_TABLE, type Header, manifestOf, newHeader, type Part, PartDigest, TABLE_LINE } from './format.js';
import { verifyBackup } from './read-backup.js';
import { countersOf, keptTables, onSession, SAME_TEXT } from './tables.js';

/** What the database does not know. */
export interface BackupFacts {
  readonly createdAt: string;
  readonly build: string;
  readonly eventStore: Header['eventStore'];
  readonly settings: Readonly<Record<string, string>>;
}

export interface BackupSummary {
  readonly file: string;
  readonly createdAt: string;
  /** Rows of the log, and persons' keys. */
  readonly events: number;
  readonly keys: number;
  readonly head: string;
  readonly bytes: number;
}

type Phase = (phase: 'Writing' | 'Verifying') => (rows: number) => void;

/** Fast: a disk or network that is to take it is slower than level 1. */
const LEVEL = 1;

/**
 * Writes log and keys as they are at one moment into one file, while the instance goes on. It is written beside its
 * name, read back and compared, and only then gets its name.
 * @throws Error the file exists, cannot be written, or was not read back as it was written
 */
export async function writeBackup(url: string, file: string, facts: BackupFacts, phase: Phase): Promise<BackupSummary> {
  if (existsSync(file)) throw new Error(`${file} exists already: a backup never overwrites one`);
  if (!existsSync(dirname(file))) throw new Error(`${file}: there is no folder ${dirname(file)}`);
  const draft = `${file}.part`;
  await rm(draft, { force: true });
  try {
    await onSession(url, (db) => writeDraft(db, draft, facts, phase('Writing')));
    const verified = await verifyBackup(draft, phase('Verifying'));
    await rename(draft, file);
    return await summaryOf(file, verified);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(
  db: pg.Client,
  draft: string,
  facts: BackupFacts,
  progress: ReturnType<Phase>,
): Promise<void> {
  const out = await open(draft, 'wx', 0o600);
  await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await db.query(SAME_TEXT);
  await pipeline(content(db, facts, progress), createGzip({ level: LEVEL }), out.createWriteStream({ flush: true }));
  await db.query('COMMIT');
}

async function* content(
  db: pg.Client,
  facts: BackupFacts,
  progress: ReturnType<Phase>,
): AsyncGenerator<Buffer | string> {
  const header = await describe(db, facts);
  const headerLine = JSON.stringify(header);
  yield `${headerLine}\n`;
  const parts: Part[] = [];
  let before = 0;
  for (const { name, columns } of header.tables) {
    yield `${TABLE_LINE}${name}\n`;
    const digest = new PartDigest();
    const rows = db.query(copyTo(`COPY ${name} (${columns.join(', ')}) TO STDOUT`));
    for await (const chunk of rows as AsyncIterable<Buffer>) {
      digest.add(chunk);
      progress(before + digest.rows);
      yield chunk;
    }
    before += digest.rows;
    parts.push(digest.part(name));
    yield END_OF_TABLE;
  }
  yield `${JSON.stringify(manifestOf(headerLine, parts))}\n`;
}

async function describe(db: pg.Client, facts: BackupFacts): Promise<Header> {
  const one = async (sql: string): Promise<string> =>
    String((await db.query<{ value: unknown }>(`SELECT (${sql}) AS value`)).rows[0]?.value);
  const { rows } = await db.query<{ name: string }>('SELECT name FROM migrations ORDER BY "timestamp"');
  return newHeader({
    ...facts,
    settings: { ...facts.settings },
    postgres: await one(`current_setting('server_version')`),
    head: facts.eventStore === 'postgres' ? await one('SELECT coalesce(max(position), 0) FROM log.event') : '0',
    migrations: rows.map(({ name }) => name),
    tables: await keptTables(db, facts.eventStore),
    counters: await countersOf(db),
  });
}

/** What is told of a backup. */
export async function summaryOf(
  file: string,
  { header, parts }: { header: Header; parts: readonly Part[] },
): Promise<BackupSummary> {
  const rows = (table: string): number => parts.find((part) => part.table === table)?.rows ?? 0;
  return {
    file,
    createdAt: header.createdAt,
    events: rows('log.event'),
    keys: rows('vault.person_key'),
    head: header.head,
    bytes: (await stat(file)).size,
  };
}
