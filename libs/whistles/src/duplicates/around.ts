import type { Instant } from '@app/kernel';
import type { SqlCondition } from '@app/projections';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Status } from '../domain/index.js';
import { WhistleSearchRow } from '../views/whistle-search/whistle-search.row.js';

/** Where and when to look for whistles that may be about one event. */
export interface Around {
  /** Not itself. */
  readonly whistleId: string;
  readonly point: { readonly longitude: number; readonly latitude: number } | undefined;
  readonly metres: number;
  readonly areaPath: string;
  /** Raised from then on, or over only since then. */
  readonly since: Instant;
  readonly overSince: Instant;
  readonly until: Instant;
}

/** What is looked at more closely, at most: the nearest, and the newest of those without a point. */
const MOST = 200;
const METRES_PER_DEGREE = 111_320;
/** Of these nothing can be made: they are part of another, or never were a matter of this house. */
const APART: readonly Status[] = ['MERGED', 'WITHDRAWN', 'REJECTED', 'REDIRECTED', 'INFORMED', 'VOIDED'];

/** What is looked at of each: two whistles of the same spot are compared by it. */
const LOOKED_AT = [
  'whistleId',
  'status',
  'summary',
  'address',
  'categoryCode',
  'longitude',
  'latitude',
  'raisedAt',
  'areaPath',
] as const satisfies readonly (keyof WhistleSearchRow)[];
export type Neighbour = Pick<WhistleSearchRow, (typeof LOOKED_AT)[number]>;

/** By place and time at once, and by area where there is no point to compare. Confidential ones never. */
export async function around(dataSource: DataSource, visible: SqlCondition, place: Around): Promise<Neighbour[]> {
  const { point } = place;
  const columns = LOOKED_AT.map((column) => `whistle.${column}`);
  const candidates = () =>
    inTime(dataSource.createQueryBuilder(WhistleSearchRow, 'whistle').select(columns), visible, place);
  const withoutPoint = inArea(candidates(), place).andWhere(point ? 'whistle.longitude IS NULL' : 'TRUE');
  const [near, far] = await Promise.all([
    point ? inBox(candidates(), point, place.metres).getMany() : [],
    withoutPoint.getMany(),
  ]);
  return [...near, ...far];
}

type Query = SelectQueryBuilder<WhistleSearchRow>;

/** What `inTime` demands at least, as the indexes `whistle_search_spot` and `whistle_search_neighbourhood` know it. */
const LASTED_INTO_IT = {
  spot: `tstzrange(least(whistle.raised_at, whistle.closed_at), whistle.closed_at, '[]') && tstzrange(:overSince, :until, '[]')`,
  neighbourhood: `coalesce(whistle.closed_at, 'infinity') >= :overSince`,
};

const inTime = (query: Query, visible: SqlCondition, { whistleId, since, overSince, until }: Around): Query =>
  query
    .where(visible.sql, visible.parameters)
    .andWhere('whistle.whistle_id <> :self AND NOT whistle.sealed AND whistle.status NOT IN (:...apart)', {
      self: whistleId,
      apart: APART,
    })
    .andWhere('whistle.raised_at < :until', { until })
    .andWhere('(whistle.closed_at IS NULL AND whistle.raised_at >= :since OR whistle.closed_at >= :overSince)', {
      since,
      overSince,
    })
    .limit(MOST);

/** A degree of longitude is shorter the farther from the equator. */
function inBox(query: Query, { longitude, latitude }: NonNullable<Around['point']>, metres: number): Query {
  const north = metres / METRES_PER_DEGREE;
  const east = north / Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  const box = { west: longitude - east, east: longitude + east, south: latitude - north, north: latitude + north };
  return query
    .andWhere(`whistle.longitude IS NOT NULL AND ${LASTED_INTO_IT.spot}`)
    .andWhere('point(whistle.longitude, whistle.latitude) <@ box(point(:west, :south), point(:east, :north))', box)
    .addSelect('point(whistle.longitude, whistle.latitude) <-> point(:longitude, :latitude)', 'apart')
    .setParameters({ longitude, latitude })
    .orderBy('apart');
}

/** In the community, or whatever else lies right above the grid. */
function inArea(query: Query, { areaPath }: Around): Query {
  const codes = areaPath.split('/');
  const root = codes.length > 3 ? codes.slice(0, -1).join('/') : areaPath;
  const below = `${root.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
  return query
    .andWhere(`(whistle.area_path = :root OR whistle.area_path LIKE :below) AND ${LASTED_INTO_IT.neighbourhood}`, {
      root,
      below,
    })
    .orderBy('whistle.raisedAt', 'DESC');
}
