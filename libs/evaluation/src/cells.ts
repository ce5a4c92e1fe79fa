import type { CivilDate } from '@app/kernel';
import type { EntityManager } from 'typeorm';
import type { Cell } from './domain/index.js';

/**
 * What is counted in a jurisdiction on these days, both included. From the sums of days: each is read once, by its key. Of what
 * is put in order (处置时长) the sums tell too little: of each unit a cell for each amount.
 */
export function cellsOf(db: Pick<EntityManager, 'query'>, jurisdiction: string, from: CivilDate, to: CivilDate) {
  return db.query<Cell[]>(CELLS, [jurisdiction, from, to]);
}

const CELLS = `
  SELECT kind, outcome, unit_id AS "unitId", street, sum(facts)::float8 AS facts, sum(amount)::float8 AS amount
  FROM evaluation_day
  WHERE jurisdiction = $1 AND on_day BETWEEN $2 AND $3 AND kind <> 'HANDLED_IN'
  GROUP BY kind, outcome, unit_id, street
  UNION ALL
  SELECT kind, outcome, unit_id, street, count(*)::float8, sum(amount)::float8
  FROM evaluation_fact
  WHERE jurisdiction = $1 AND on_day BETWEEN $2 AND $3 AND kind = 'HANDLED_IN' AND left_out = ''
  GROUP BY kind, outcome, unit_id, street, amount`;
