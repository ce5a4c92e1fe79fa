import {
  type Area,
  AREA_TYPES,
  areaPathSchema,
  areaSchema,
  type Definitions,
  directoryStream,
  type Grant,
  grantSchema,
  type OrgUnit,
  orgUnitSchema,
  type Post,
  postSchema,
  within,
} from '@app/directory/domain';
import { z } from 'zod';
import type { Placed, SeedFiles } from './seed-files.js';

const { from, to } = areaSchema.shape;
const dates = { from: from.exactOptional(), to };

const unitSeed = orgUnitSchema.omit({ areaPath: true, from: true, to: true }).extend(dates);
type UnitSeed = z.infer<typeof unitSeed>;
interface AreaSeed extends Omit<Area, 'path' | 'from'> {
  readonly code: string;
  readonly from?: string;
  readonly units: readonly UnitSeed[];
  readonly areas: readonly AreaSeed[];
}
const areaSeed: z.ZodType<AreaSeed> = z.strictObject({
  code: z.string().regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a code that begins with a capital letter or a digit'),
  type: z.enum(AREA_TYPES),
  name: areaSchema.shape.name,
  timeZone: areaSchema.shape.timeZone,
  ...dates,
  units: z.array(unitSeed).default([]),
  areas: z.array(z.lazy(() => areaSeed)).default([]),
});

/** One file per stream: an area with its units and all that lies below it. */
const areaFile = z.strictObject({ from, below: areaPathSchema.exactOptional(), area: areaSeed });

const postRow = z.strictObject({
  person: postSchema.shape.personId,
  name: postSchema.shape.name,
  post: postSchema.shape.post,
  area: areaPathSchema,
});

const accountSeed = z.strictObject({
  id: grantSchema.shape.personId,
  name: z.string().min(1),
  role: grantSchema.shape.role,
  area: areaPathSchema,
  unit: grantSchema.shape.unitId,
  ...dates,
});
const accountsFile = z.strictObject({ from, accounts: z.array(accountSeed) });

export interface CitySeeds {
  /** Streams in the order in which they are to be written: upper areas first. */
  readonly streams: readonly { readonly streamId: string; readonly definitions: Definitions }[];
  readonly grants: readonly Omit<Grant, 'grantId'>[];
}

interface Stream {
  readonly path: string;
  readonly from: string;
  readonly areas: Placed<Area>[];
  readonly units: Placed<OrgUnit>[];
  readonly posts: Placed<Post>[];
}

/** A city's areas (`areas/*.json`), posts (`posts/*.csv`) and accounts (`accounts.json`), checked against each other. */
export function readCity(files: SeedFiles, folder: string): CitySeeds {
  const streams = files
    .list(`${folder}/areas`, '.json')
    .map((file) => files.json(file, areaFile))
    .filter((file) => file !== undefined)
    .map((file) => streamOf(file))
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1));
  for (const file of files.list(`${folder}/posts`, '.csv')) {
    for (const row of files.csv(file, postRow)) addPost(files, streams, row);
  }
  const accounts = files.has(`${folder}/accounts.json`) ? readAccounts(files, `${folder}/accounts.json`) : [];
  checkReferences(files, streams, accounts);
  return {
    streams: streams.map(({ path, areas, units, posts }) => ({
      streamId: directoryStream(path),
      definitions: { areas: areas.map(valueOf), units: units.map(valueOf), posts: posts.map(valueOf) },
    })),
    grants: accounts.map(valueOf),
  };
}

const valueOf = <T>({ value }: Placed<T>): T => value;

function streamOf({ file, value }: Placed<z.infer<typeof areaFile>>): Stream {
  const path = value.below === undefined ? value.area.code : `${value.below}/${value.area.code}`;
  const stream: Stream = { path, from: value.from, areas: [], units: [], posts: [] };
  const add = (
    { units, areas, type, name, timeZone, from: since, to: until }: AreaSeed,
    areaPath: string,
    place: string,
  ) => {
    const area = { path: areaPath, type, name, ...(timeZone !== undefined && { timeZone }) };
    const dated = { from: since ?? value.from, ...(until !== undefined && { to: until }) };
    stream.areas.push({ file, place, value: { ...area, ...dated } });
    units.forEach((unit, index) => {
      stream.units.push({ file, place: `${place}.units[${index}]`, value: { from: value.from, ...unit, areaPath } });
    });
    areas.forEach((below, index) => add(below, `${areaPath}/${below.code}`, `${place}.areas[${index}]`));
  };
  add(value.area, path, 'area');
  return stream;
}

/** A post belongs to the stream of the smallest area file around it. */
function addPost(
  files: SeedFiles,
  streams: readonly Stream[],
  { value, ...at }: Placed<z.infer<typeof postRow>>,
): void {
  const { person: personId, name, post, area: areaPath } = value;
  const stream = streams.findLast(({ path }) => within(areaPath, path));
  if (stream) stream.posts.push({ ...at, value: { personId, name, post, areaPath, from: stream.from } });
  else files.refuse(at, `area ${areaPath} is not defined`);
}

function readAccounts(files: SeedFiles, file: string): Placed<Omit<Grant, 'grantId'>>[] {
  const read = files.json(file, accountsFile);
  return (read?.value.accounts ?? []).map(({ id, name, area, unit, ...rest }, index) => ({
    file,
    place: `accounts[${index}]`,
    value: {
      from: read?.value.from ?? '',
      ...rest,
      personId: id,
      personName: name,
      areaPath: area,
      ...(unit !== undefined && { unitId: unit }),
    },
  }));
}

function checkReferences(
  files: SeedFiles,
  streams: readonly Stream[],
  accounts: readonly Placed<Omit<Grant, 'grantId'>>[],
): void {
  const paths = new Set(streams.flatMap(({ areas }) => areas.map(({ value }) => value.path)));
  const unitIds = new Set(streams.flatMap(({ units }) => units.map(({ value }) => value.id)));
  const seen = new Set<string>();
  const once = (at: Placed<unknown>, key: string) => {
    if (seen.has(key)) files.refuse(at, `${key} is defined twice`);
    seen.add(key);
  };
  for (const { path, areas, units, posts } of streams) {
    for (const area of areas) once(area, `area ${area.value.path}`);
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (above !== '' && !paths.has(above) && areas[0])
      files.refuse({ ...areas[0], place: 'below' }, `area ${above} is not defined`);
    for (const unit of units) {
      once(unit, `unit ${unit.value.id}`);
      const { parentId } = unit.value;
      if (parentId !== undefined && !unitIds.has(parentId)) files.refuse(unit, `unit ${parentId} is not defined`);
    }
    for (const post of posts) {
      once(post, `post ${post.value.post} of ${post.value.personId} in ${post.value.areaPath}`);
      if (!paths.has(post.value.areaPath)) files.refuse(post, `area ${post.value.areaPath} is not defined`);
    }
  }
  for (const account of accounts) {
    const { personId, role, areaPath, unitId } = account.value;
    once(account, `account ${personId} as ${role} in ${unitId ?? areaPath}`);
    if (!paths.has(areaPath)) files.refuse(account, `area ${areaPath} is not defined`);
    if (unitId !== undefined && !unitIds.has(unitId)) files.refuse(account, `unit ${unitId} is not defined`);
  }
}
