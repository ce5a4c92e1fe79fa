import type { DataSource, EntityManager } from 'typeorm';
import type { Projection } from './projection.js';

interface Index {
  readonly table: string;
  readonly definition: string;
  readonly key: boolean;
}

/** Empty tables like a view's live ones in a schema of their own, which may take their place in the end. */
export class ShadowTables {
  private readonly schema: string;
  private readonly tables: readonly string[];
  private missing: readonly Index[] = [];

  constructor(
    projection: Projection,
    private readonly dataSource: DataSource,
    purpose: 'rebuild' | 'as_of' = 'rebuild',
  ) {
    this.schema = `${purpose}_${projection.name.replaceAll('-', '_')}`;
    this.tables = projection.rows.map((row) => dataSource.getMetadata(row).tableName);
  }

  /** Without indexes: they come when the rows are there. */
  async create(): Promise<void> {
    const { dataSource, schema } = this;
    await this.drop();
    await dataSource.query(`CREATE SCHEMA ${schema}`);
    for (const table of this.tables) {
      await dataSource.query(`CREATE TABLE ${schema}.${table} (LIKE views.${table} INCLUDING ALL EXCLUDING INDEXES)`);
    }
    this.missing = await dataSource.query<Index[]>(INDEXES, [this.tables, schema]);
  }

  /** Primary keys alone. */
  addKeys(): Promise<void> {
    return this.addIndexes(({ key }) => key);
  }

  /** Every index that the live tables have, and what the planner must know of the rows. */
  async finish(): Promise<void> {
    await this.addIndexes(() => true);
    await this.analyze();
  }

  async analyze(): Promise<void> {
    for (const table of this.tables) await this.dataSource.query(`ANALYZE ${this.schema}.${table}`);
  }

  /** For the rest of a transaction the tables' names mean these. */
  inFront(db: EntityManager): Promise<unknown> {
    return db.query(`SET LOCAL search_path = ${this.schema}, public, views`);
  }

  /** In a session in which the tables' names mean these, each statement its own transaction. */
  async inSession<Done>(dataSource: DataSource, work: (db: EntityManager) => Promise<Done>): Promise<Done> {
    const session = dataSource.createQueryRunner();
    try {
      await session.query(`SET search_path = ${this.schema}, public, views`);
      await session.query('SET synchronous_commit = off'); // what a crash loses is begun again anyway
      return await work(session.manager);
    } finally {
      await session.query('RESET search_path').catch(() => undefined);
      await session.query('RESET synchronous_commit').catch(() => undefined);
      await session.release();
    }
  }

  /** Takes the live tables' place, for readers with the caller's commit. */
  async swap(db: EntityManager): Promise<void> {
    for (const table of this.tables) {
      await db.query(`DROP TABLE views.${table}`);
      await db.query(`ALTER TABLE ${this.schema}.${table} SET SCHEMA views`);
    }
  }

  drop(): Promise<unknown> {
    return this.dataSource.query(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`);
  }

  private async addIndexes(which: (index: Index) => boolean): Promise<void> {
    const wanted = this.missing.filter(which);
    this.missing = this.missing.filter((index) => !which(index));
    for (const { definition } of wanted) {
      await this.dataSource.transaction(async (db) => {
        await db.query(`SET LOCAL maintenance_work_mem = '256MB'`);
        await db.query(definition);
      });
    }
  }
}

/** How each index of the live tables ($1) is made on their likes in the schema $2; keys first. */
const INDEXES = `
  SELECT t.relname AS table, i.indisprimary AS key,
    CASE WHEN c.oid IS NULL
      THEN replace(pg_get_indexdef(i.indexrelid), ' ON views.', format(' ON %I.', $2::text))
      ELSE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, t.relname, c.conname, pg_get_constraintdef(c.oid))
    END AS definition
  FROM pg_index i
  JOIN pg_class t ON t.oid = i.indrelid
  LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
  WHERE t.relnamespace = 'views'::regnamespace AND t.relname = ANY ($1)
  ORDER BY i.indisprimary DESC, i.indexrelid`;
