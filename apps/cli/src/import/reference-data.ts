import { createHash, randomUUID } from 'node:crypto';
import { type Category, DefineCatalogue } from '@app/catalogue/domain';
import { Directory } from '@app/directory';
import {
  type Area,
  DefineDirectory,
  type Definitions,
  directoryStream,
  GiveGrant,
  type OrgUnit,
} from '@app/directory/domain';
import { type Actor, Clock, type CommandContext, type Instant } from '@app/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { codeOf } from './codes.js';
import type { Mapping } from './mapping.js';
import { effectiveFrom, type NewValues, REFERENCES } from './row.js';
import { Unusable } from './unusable.js';

export const IMPORTER: Actor = { id: 'import', role: 'SYSTEM', channel: 'import' };

/** What a table names that has to be registered before its rows. */
export class NewReferences {
  readonly area = new Set<string>();
  readonly unit = new Set<string>();
  readonly category = new Set<string>();

  add(values: NewValues): void {
    for (const kind of REFERENCES) {
      const value = values[kind];
      if (value !== undefined) this[kind].add(value);
    }
  }
}

const NAME_LENGTH = 200;
const nameOf = (value: string, names: Readonly<Record<string, string>> = {}): string =>
  (Object.hasOwn(names, value) ? names[value] : undefined) ?? value.slice(0, NAME_LENGTH);

/** The jurisdiction itself (unless it exists), and the areas and units of the table and of the mapping's names. */
export function definitionsOf(mapping: Mapping, found: NewReferences, rootExists: boolean): Definitions {
  const { jurisdiction, area, unit } = mapping;
  const { code, name, type, timeZone } = jurisdiction;
  const from = effectiveFrom(mapping);
  const root: Area = { path: code, type, name, timeZone, from };
  const areas = [...found.area].sort().map((value): Area => {
    const areaType = area?.define?.type ?? type;
    return { path: `${code}/${codeOf(value)}`, type: areaType, name: nameOf(value, area?.define?.names), from };
  });
  const named = unit.define
    ? [...Object.keys(unit.define.names), ...(unit.blank === undefined ? [] : [unit.blank])]
    : [];
  const units = [...new Set([...found.unit, ...named])]
    .filter((value) => !Object.hasOwn(unit.known, value))
    .sort()
    .map((value): OrgUnit => {
      const unitCode = codeOf(value);
      return {
        id: `${code}-${unitCode}`,
        type: unitCode,
        name: nameOf(value, unit.define?.names),
        areaPath: code,
        from,
      };
    });
  return { areas: rootExists ? areas : [root, ...areas], units, posts: [] };
}

/** A category without limits of its own for each value: the source's targets come with the rows. */
export function categoriesOf(mapping: Mapping, found: NewReferences): Category[] {
  const { define } = mapping.category;
  if (!define) return [];
  return [...found.category].sort().map((value) => ({
    code: `${mapping.jurisdiction.code}-${codeOf(value)}`,
    jurisdiction: mapping.jurisdiction.code,
    name: nameOf(value, define.names),
    nameEn: value.slice(0, NAME_LENGTH),
    demandType: 'HELP',
    urgency: define.urgency,
    lead: codeOf(define.lead),
    assists: [],
    directDispatch: false,
    sealedByDefault: false,
    admittedForCommunity: false,
    conditions: [{ seq: 1, condition: '*', limits: [] }],
    source: 'import',
    from: effectiveFrom(mapping),
  }));
}

/**
 * Registers what the rows will refer to. What is there already is not written again.
 * @throws Unusable the jurisdiction exists in another zone
 */
export async function registerReferences(
  app: INestApplicationContext,
  mapping: Mapping,
  found: NewReferences,
): Promise<void> {
  const { code, timeZone } = mapping.jurisdiction;
  const now = app.get(Clock).now();
  const directory = app.get(Directory).view();
  const root = directory.area(code, now);
  const rootZone = directory.timeZoneOf(code);
  if (root && root.from !== effectiveFrom(mapping) && rootZone !== timeZone) {
    throw new Unusable([`jurisdiction.timeZone: ${code} is in the directory with ${rootZone}, not ${timeZone}`]);
  }
  const rootExists = root !== undefined && root.from !== effectiveFrom(mapping);
  const bus = app.get(CommandBus);
  const definitions = definitionsOf(mapping, found, rootExists);
  const lead = mapping.category.define?.lead;
  const isLead = ({ type }: { type: string }): boolean => lead !== undefined && type === codeOf(lead);
  if (lead !== undefined && !definitions.units.some(isLead) && !directory.nearestUnit(codeOf(lead), code, now)) {
    throw new Unusable([`category.define.lead: no unit of ${code} is called ${lead} in the table, or of that type`]);
  }
  await bus.execute(new DefineDirectory(directoryStream(code), definitions, contextOf(definitions, now)));
  for (const { personId, role } of mapping.grants) {
    const grant = { grantId: `import-${code}-${role}`, personId, role, areaPath: code, from: effectiveFrom(mapping) };
    await bus.execute(new GiveGrant(grant, contextOf(grant, now)));
  }
  const categories = categoriesOf(mapping, found);
  if (categories.length === 0) return;
  await bus.execute(new DefineCatalogue(code, categories, [], contextOf(categories, now)));
}

/** A new id each time: what is the same as before is left out by the decision, not by the id. */
const contextOf = (content: object, at: Instant): CommandContext => ({
  actor: IMPORTER,
  at,
  commandId: randomUUID(),
  commandHash: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
});
