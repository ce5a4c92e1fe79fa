import { createHash } from 'node:crypto';
import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import {
  type Appended,
  CommandIdReused,
  EventStore,
  MalformedEvent,
  toNewEvent,
  UnstorableAppend,
} from '@app/event-store';
import { Clock, type CommandContext, DomainError, type Position, START } from '@app/kernel';
import { whistleCodec, whistleStream } from '@app/whistles';
import { ImportWhistle, whistle, type WhistleFacts } from '@app/whistles/domain';
import type { INestApplicationContext } from '@nestjs/common';
import { v5 as uuidV5 } from 'uuid';
import { Progress } from '../progress.js';
import type { Read } from './columns.js';
import { concurrently } from './concurrently.js';
import type { CsvRow } from './csv-lines.js';
import type { Mapping } from './mapping.js';
import { IMPORTER, NewReferences, registerReferences } from './reference-data.js';
import type { Rejects } from './rejects.js';
import { type ImportedInput, type MappedRow, rowReader } from './row.js';
import { readTable } from './table.js';
import { Unusable } from './unusable.js';

export interface ImportCounts {
  readonly rows: number;
  readonly imported: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** So many rows are under way at once: enough for the log's batches to fill. */
const IN_FLIGHT = 256;
const WHISTLE_ID_NAMESPACE = '3b7d0d0e-8f0a-4b55-9f39-2d6b1c0c7a51';

/** The whistle of a row, the same at every import. */
export const importedWhistleId = ({ system, id }: ImportedInput['source']): string =>
  uuidV5(`${system}\n${id}`, WHISTLE_ID_NAMESPACE);

/**
 * Takes a table in: registers the areas, units and categories that it names, then imports each row as one command.
 * A row that is in already is skipped; what cannot be taken in goes to `rejects`.
 * @returns the counts, and how far the log reaches with these rows
 * @throws Unusable the file does not fit the mapping or cannot be read; then nothing was imported
 */
export async function importTable(
  app: INestApplicationContext,
  file: string,
  mapping: Mapping,
  rejects: Rejects,
): Promise<{ readonly counts: ImportCounts; readonly position: Position }> {
  const table = new MappedTable(file, mapping);
  const reading = new Progress('Reading', 'rows');
  const found = new NewReferences();
  let rows = 0;
  for await (const { mapped } of table.rows()) {
    if ('newValues' in mapped) found.add(mapped.newValues);
    reading.update(++rows);
  }
  reading.end();
  await registerReferences(app, mapping, found);

  const importing = new Progress('Importing', 'rows');
  const importer = new Importer(app);
  let done = 0;
  try {
    await concurrently(table.rows(), IN_FLIGHT, async ({ row, mapped }) => {
      const refused = 'problem' in mapped ? mapped.problem : await importer.import(mapped.input);
      if (refused !== undefined) await rejects.add(row, refused);
      importing.update(++done, rows);
    });
  } finally {
    await rejects.close();
  }
  importing.end();
  const { imported, skipped, position } = importer;
  return { counts: { rows: done, imported, skipped, rejected: rejects.count }, position };
}

/** A file read by a mapping, as often as needed. */
class MappedTable {
  constructor(
    private readonly file: string,
    private readonly mapping: Mapping,
  ) {}

  async *rows(): AsyncGenerator<{ readonly row: CsvRow; readonly mapped: MappedRow }> {
    let read: Read<MappedRow> | undefined;
    for await (const page of readTable(this.file, this.mapping.file)) {
      for (const row of page) {
        const { cells, problem } = row;
        if (read) yield { row, mapped: problem === undefined ? read(cells) : { problem } };
        else if (problem === undefined) read = rowReader(this.mapping, cells);
        else throw new Unusable([`${this.file}: the header in line ${row.line}: ${problem}`]);
      }
    }
    if (!read) throw new Unusable([`${this.file}: it is empty`]);
  }
}

/**
 * Imports rows and counts what became of them. A row begins its stream, so no history is read first: the log itself
 * answers a row that is in already with its first answer, and refuses one that has changed.
 */
class Importer {
  imported = 0;
  skipped = 0;
  position: Position = START;
  private readonly store: EventStore;
  private readonly clock: Clock;
  private readonly facts: WhistleFacts;

  constructor(app: INestApplicationContext) {
    this.store = app.get(EventStore);
    this.clock = app.get(Clock);
    this.facts = { directory: app.get(Directory).view(), catalogue: app.get(Catalogue).view() };
  }

  /** @returns why the row was refused, if it was */
  async import(input: ImportedInput): Promise<string | undefined> {
    const whistleId = importedWhistleId(input.source);
    const context: CommandContext = {
      actor: IMPORTER,
      at: this.clock.now(),
      commandId: `import-${whistleId}`,
      commandHash: createHash('sha256').update(JSON.stringify(input)).digest('hex'),
    };
    try {
      const { repeated, position } = await this.append(new ImportWhistle(whistleId, input, context));
      if (repeated) this.skipped += 1;
      else this.imported += 1;
      if (position > this.position) this.position = position;
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  private append(command: ImportWhistle): Promise<Appended> {
    const { whistleId, context } = command;
    const events = whistle.decide(command, whistle.initial, this.facts);
    const [first, ...others] = events.map((event) => toNewEvent(event, context, whistleCodec));
    if (!first) throw new Error('an imported row is at least one event');
    const { commandId, commandHash } = context;
    const streamId = whistleStream(whistleId);
    return this.store.append({ streamId, expected: 'none', commandId, commandHash, events: [first, ...others] });
  }
}

/** Why this row cannot go in; whatever is not the row's fault ends the import. */
function reasonOf(error: unknown): string {
  if (error instanceof CommandIdReused) return 'changed since it was imported';
  if (error instanceof DomainError || error instanceof MalformedEvent || error instanceof UnstorableAppend) {
    return error.message;
  }
  throw error;
}
