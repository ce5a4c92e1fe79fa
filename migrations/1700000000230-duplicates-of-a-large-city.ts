import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What may be about one event is found by place and time at once: a spot has few whistles of these weeks, and very many of
 * all years. What is open has no end.
 */
export class DuplicatesOfALargeCity1700000000230 implements MigrationInterface {
  readonly name = 'DuplicatesOfALargeCity1700000000230';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX whistle_search_spot ON views.whistle_search
        USING gist (point(longitude, latitude), tstzrange(least(raised_at, closed_at), closed_at, '[]'))
        WHERE longitude IS NOT NULL`);
    await runner.query(`
      CREATE INDEX whistle_search_neighbourhood ON views.whistle_search
        (area_path text_pattern_ops, coalesce(closed_at, 'infinity'), raised_at, (longitude IS NULL))`);
    await runner.query('DROP INDEX views.whistle_search_point_idx');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX views.whistle_search_spot, views.whistle_search_neighbourhood');
    await runner.query(`
      CREATE INDEX whistle_search_point_idx ON views.whistle_search
        USING gist (point(longitude, latitude)) WHERE longitude IS NOT NULL`);
  }
}
