import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DefineDirectory, GiveGrant } from '@app/directory/domain';
import type { CommandContext, Instant } from '@app/kernel';
import { type CalendarContent, DefineCalendar, DefineCatalogue } from '../domain/index.js';
import { readCalendars } from './calendar-seeds.js';
import { type CatalogueSeeds, readCatalogues } from './catalogue-seeds.js';
import { type CitySeeds, readCity } from './city-seeds.js';
import { InvalidSeeds, SeedFiles } from './seed-files.js';

export interface Seeds {
  readonly cities: readonly CitySeeds[];
  /** Those that others are based on first. */
  readonly calendars: readonly CalendarContent[];
  readonly catalogues: readonly CatalogueSeeds[];
}

/**
 * The seed data of a folder: `catalogue/`, `calendars/`, and a folder per city that has `areas/`.
 * @throws InvalidSeeds with every problem's file, place and reason
 */
export function readSeeds(root: string): Seeds {
  const files = new SeedFiles(root);
  const nothing = (reason: string) => new InvalidSeeds([{ file: root, place: 'folder', reason }]);
  if (!existsSync(root)) throw nothing('there is no such folder');
  const cities = files
    .folders()
    .filter((folder) => files.has(`${folder}/areas`))
    .map((folder) => readCity(files, folder));
  const definitions = cities.flatMap(({ streams }) => streams.map((stream) => stream.definitions));
  const areaPaths = new Set(definitions.flatMap(({ areas }) => areas.map(({ path }) => path)));
  const calendars = readCalendars(files, 'calendars', areaPaths);
  const units = definitions.flatMap((one) => one.units);
  const catalogues = readCatalogues(files, 'catalogue', { units, areaPaths });
  if (cities.length === 0 && calendars.length === 0 && catalogues.length === 0 && files.problems.length === 0) {
    throw nothing('holds neither catalogue/ nor a folder of a city, with areas/ in it, nor calendars/');
  }
  if (files.problems.length > 0) throw new InvalidSeeds(files.problems);
  return { cities, calendars, catalogues };
}

export interface SeedOptions {
  /** The moment of the commands; the data bring their own dates. */
  readonly at: Instant;
  /** At a start, which nobody asked to load anything: a category or policy that held before does not come back by it. */
  readonly atStart?: boolean;
  readonly progress?: (step: { readonly what: string; readonly done: number; readonly total: number }) => void;
}

/** Where commands go; Nest's `CommandBus` is one. */
interface Commands {
  execute(command: DefineDirectory | DefineCalendar | DefineCatalogue | GiveGrant): Promise<unknown>;
}

const GRANTS_AT_ONCE = 50;

/**
 * Reads and checks a folder of seed data, then sends it as commands. The same data again adds nothing.
 * @throws InvalidSeeds before anything is written
 */
export async function loadSeeds(
  root: string,
  commands: Commands,
  { at, atStart, progress }: SeedOptions,
): Promise<Seeds> {
  const seeds = readSeeds(root);
  const streams = seeds.cities.flatMap((city) => city.streams);
  const grants = seeds.cities.flatMap((city) => city.grants);
  const total = streams.length + seeds.calendars.length + seeds.catalogues.length + grants.length;
  let done = 0;
  const send = async (what: string, command: Parameters<Commands['execute']>[0]) => {
    await commands.execute(command);
    progress?.({ what, done: ++done, total });
  };

  for (const { streamId, definitions } of streams) {
    await send(streamId, new DefineDirectory(streamId, definitions, context(at, definitions)));
  }
  for (const calendar of seeds.calendars) {
    await send(`calendar ${calendar.calendarId}`, new DefineCalendar(calendar, context(at, calendar)));
  }
  for (const { jurisdiction, categories, slaPacks } of seeds.catalogues) {
    const content = { categories, slaPacks };
    await send(
      `catalogue ${jurisdiction}`,
      new DefineCatalogue(jurisdiction, categories, slaPacks, context(at, content), atStart),
    );
  }
  for (let first = 0; first < grants.length; first += GRANTS_AT_ONCE) {
    await Promise.all(
      grants.slice(first, first + GRANTS_AT_ONCE).map((grant) => {
        const grantId = `seed-${hashOf(grant).slice(0, 16)}`;
        return send(`account ${grant.personId}`, new GiveGrant({ ...grant, grantId }, context(at, grant)));
      }),
    );
  }
  return seeds;
}

/** A new command each time: whether there is anything to write is the decision's to find out. */
const context = (at: Instant, content: unknown): CommandContext => ({
  actor: { id: 'seeds', role: 'SYSTEM', channel: 'seeds' },
  at,
  commandId: randomUUID(),
  commandHash: hashOf(content),
});

const hashOf = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');
