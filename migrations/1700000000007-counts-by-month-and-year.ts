import type { MigrationInterface, QueryRunner } from 'typeorm';

const numbered = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(2, '0'));
const DAYS = numbered('d', 31);
const MONTHS = numbered('m', 12);

const SHARED = ['status', 'closing_kind', 'overdue'];
const PLACE = ['area_path', ...SHARED];
const DETAILED = ['area_path', 'category_code', 'unit_id', ...SHARED];
const STREET = `array_to_string((string_to_array(area_path, '/'))[1:2], '/')`;

/**
 * The view `resolution-counts` in its second version: a row counts the whistles of a month with a column for each day, or
 * those of a year with one for each month, in three grains. Both versions are sums of the same facts: the rows are made
 * here from those that are there, so that nobody finds empty counts until a rebuild.
 */
export class CountsByMonthAndYear1700000000007 implements MigrationInterface {
  readonly name = 'CountsByMonthAndYear1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1 FROM views.projection WHERE name = 'resolution-counts' FOR UPDATE`);
    await runner.query(countTable('resolution_place_month', PLACE, DAYS));
    await runner.query(countTable('resolution_street_year', DETAILED, MONTHS));
    await runner.query(countTable('resolution_street_month', DETAILED, DAYS));
    await runner.query(countTable('resolution_community_month', DETAILED, DAYS));

    await runner.query(`SET LOCAL work_mem = '256MB'`);
    await runner.query(FACTS_BY_MONTH);
    await runner.query(coarser('resolution_street_month', { ...columns(DETAILED), area_path: STREET }));
    await runner.query(coarser('resolution_place_month', columns(PLACE)));
    await runner.query(STREETS_BY_YEAR);

    await runner.query(
      `ALTER TABLE views.resolution_place_month ADD PRIMARY KEY (anchor, period, ${PLACE.join(', ')})`,
    );
    for (const table of ['resolution_street_year', 'resolution_street_month', 'resolution_community_month']) {
      await runner.query(`ALTER TABLE views.${table} ADD PRIMARY KEY (anchor, period, ${DETAILED.join(', ')})`);
      await runner.query(`CREATE INDEX ON views.${table} (unit_id, period)`);
    }
    await runner.query(`CREATE INDEX ON views.resolution_community_month (category_code, period)`);
    await runner.query(`CREATE INDEX ON views.resolution_community_month (area_path text_pattern_ops, period)`);
    await runner.query(`DROP TABLE views.resolution_count`);
    await runner.query(`UPDATE views.projection SET version = 2 WHERE name = 'resolution-counts' AND version = 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT 1 FROM views.projection WHERE name = 'resolution-counts' FOR UPDATE`);
    await runner.query(`
      CREATE TABLE views.resolution_count (
        anchor        text    NOT NULL,
        day           date    NOT NULL,
        area_path     text    NOT NULL,
        category_code text    NOT NULL,
        unit_id       text    NOT NULL,
        status        text    NOT NULL,
        closing_kind  text    NOT NULL,
        overdue       boolean NOT NULL,
        whistles      integer NOT NULL,
        PRIMARY KEY (anchor, day, area_path, category_code, unit_id, status, closing_kind, overdue)
      )`);
    await runner.query(`CREATE INDEX ON views.resolution_count (anchor) WHERE whistles = 0`);
    await runner.query(`CREATE INDEX ON views.resolution_count (area_path text_pattern_ops, day)`);
    await runner.query(`CREATE INDEX ON views.resolution_count (unit_id, day)`);
    const key = ['anchor', 'day', ...DETAILED].join(', ');
    await runner.query(`INSERT INTO views.resolution_count (${key}, whistles) ${FACTS_BY_DAY}`);
    for (const table of ['place_month', 'street_year', 'street_month', 'community_month']) {
      await runner.query(`DROP TABLE views.resolution_${table}`);
    }
    await runner.query(`UPDATE views.projection SET version = 1 WHERE name = 'resolution-counts' AND version = 2`);
  }
}

/** Whether of raising or of closing, a whistle counts on the day. */
const FACTS_BY_DAY = `
  SELECT counted.anchor, counted.day, ${DETAILED.join(', ')}, count(*)
  FROM views.resolution_fact
  CROSS JOIN LATERAL (VALUES ('RAISED', raised_on), ('CLOSED', closed_on)) AS counted (anchor, day)
  WHERE counted.day IS NOT NULL
  GROUP BY counted.anchor, counted.day, ${DETAILED.join(', ')}`;

const FACTS_BY_MONTH = `
  INSERT INTO views.resolution_community_month (anchor, period, ${DETAILED.join(', ')}, whistles, ${DAYS.join(', ')})
  SELECT anchor, date_trunc('month', day)::date, ${DETAILED.join(', ')}, sum(whistles),
    ${DAYS.map((_, index) => `coalesce(sum(whistles) FILTER (WHERE extract(day FROM day) = ${index + 1}), 0)`).join(', ')}
  FROM (${FACTS_BY_DAY}) AS of_day (anchor, day, ${DETAILED.join(', ')}, whistles)
  GROUP BY anchor, date_trunc('month', day), ${DETAILED.join(', ')}
  ORDER BY 1, 2`;

const columns = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

/** `key`: what each column of the key comes from. */
const coarser = (table: string, key: Readonly<Record<string, string>>): string => `
  INSERT INTO views.${table} (anchor, period, ${Object.keys(key).join(', ')}, whistles, ${DAYS.join(', ')})
  SELECT anchor, period, ${Object.values(key).join(', ')}, sum(whistles), ${DAYS.map((day) => `sum(${day})`).join(', ')}
  FROM views.resolution_community_month
  GROUP BY anchor, period, ${Object.values(key).join(', ')}
  ORDER BY 1, 2`;

const STREETS_BY_YEAR = `
  INSERT INTO views.resolution_street_year (anchor, period, ${DETAILED.join(', ')}, whistles, ${MONTHS.join(', ')})
  SELECT anchor, date_trunc('year', period)::date, ${DETAILED.join(', ')}, sum(whistles),
    ${MONTHS.map((_, index) => `coalesce(sum(whistles) FILTER (WHERE extract(month FROM period) = ${index + 1}), 0)`).join(', ')}
  FROM views.resolution_street_month
  GROUP BY anchor, date_trunc('year', period), ${DETAILED.join(', ')}
  ORDER BY 1, 2`;

/** A column of the key is text or a flag. */
const countTable = (table: string, key: readonly string[], parts: readonly string[]): string => `
  CREATE TABLE views.${table} (
    anchor   text    NOT NULL,
    period   date    NOT NULL,
    ${key.map((name) => `${name} ${name === 'overdue' ? 'boolean' : 'text'} NOT NULL`).join(', ')},
    whistles integer NOT NULL,
    ${parts.map((part) => `${part} integer NOT NULL DEFAULT 0`).join(', ')}
  )`;
