import type { Instant } from '@app/kernel';
import type { WhistleCommandOf } from '@app/whistles/domain';
import { codeOf } from './codes.js';
import { Columns, Impossible, type Read } from './columns.js';
import type { Mapping } from './mapping.js';

/** What a row says, in the product's terms. */
export type ImportedInput = WhistleCommandOf<'ImportWhistle'>['input'];

export const REFERENCES = ['area', 'unit', 'category'] as const;
/** Values that the mapping does not know, and which are to be registered first. */
export type NewValues = { readonly [Kind in (typeof REFERENCES)[number]]?: string | undefined };

export type MappedRow = { readonly input: ImportedInput; readonly newValues: NewValues } | { readonly problem: string };

const LONGEST_ID = 100;

/** From when on everything that the mapping defines is in force. */
export const effectiveFrom = ({ jurisdiction }: Mapping): Instant => `${jurisdiction.effectiveFrom}T00:00:00.000Z`;

/**
 * Reads the rows of a table with this header by a mapping.
 * @throws Unusable the header does not fit the mapping
 */
export function rowReader(mapping: Mapping, header: readonly string[]): Read<MappedRow> {
  const { jurisdiction, category, unit, area, closing, summary, times } = mapping;
  const columns = new Columns(mapping, header);
  const prefixed = (value: string): string => `${jurisdiction.code}-${codeOf(value)}`;
  const below = (value: string): string => `${jurisdiction.code}/${codeOf(value)}`;

  const id = columns.text(mapping.id);
  const title = columns.joined(summary.columns, summary.separator);
  const address = columns.text(mapping.address);
  const [longitude, latitude] = [columns.degrees(mapping.longitude, 180), columns.degrees(mapping.latitude, 90)];
  const [opened, target, closed] = [times.opened, times.target, times.closed].map((time) => columns.moment(time));
  const categoryText = columns.joined(category.columns, category.separator);
  const categoryOf = reference('category', category, categoryText, prefixed);
  const unitOf = reference('unit', unit, columns.text(unit.column), prefixed);
  const areaOf = area && reference('area', area, columns.text(area.column), below);
  const isClosed = closedByStatus(mapping, columns);
  const kinds = closing.kinds.map((rule) => ({ ...rule, text: columns.text(rule.column) }));
  const note = columns.text(closing.note);

  const read = (cells: readonly string[]): MappedRow => {
    const [rowId, openedAt, targetAt, closedAt] = [id(cells), opened?.(cells), target?.(cells), closed?.(cells)];
    if (!rowId) throw new Impossible('no id');
    if (rowId.length > LONGEST_ID) throw new Impossible(`the id is longer than ${LONGEST_ID} characters`);
    if (openedAt === undefined) throw new Impossible('no opened time');
    if (openedAt < effectiveFrom(mapping)) throw new Impossible(`opened before ${jurisdiction.effectiveFrom}`);
    const kind = categoryOf(cells) ?? missing('category');
    const lead = unitOf(cells) ?? missing('unit');
    const place = areaOf?.(cells) ?? { id: jurisdiction.code };
    const [street, x, y] = [address(cells), longitude(cells), latitude(cells)];
    const closingNote = note(cells);
    return {
      input: {
        source: { system: jurisdiction.code, id: rowId },
        summary: title(cells) || categoryText(cells) || kind.id,
        categoryCode: kind.id,
        unitId: lead.id,
        location: {
          areaPath: place.id,
          ...(street && { address: street }),
          ...(x !== undefined && y !== undefined && { longitude: x, latitude: y }),
        },
        openedAt,
        targetAt,
        closedAt,
        closed: isClosed?.(cells),
        closingKind: kinds.find(({ matches, text }) => matches.test(text(cells)))?.kind ?? 'RECORDED',
        ...(closingNote && { closingNote }),
      },
      newValues: { area: place.newValue, unit: lead.newValue, category: kind.newValue },
    };
  };
  return (cells) => orProblem(() => read(cells));
}

interface Reference {
  readonly id: string;
  readonly newValue?: string;
}

interface ReferenceMapping {
  readonly blank?: string | undefined;
  readonly known: Readonly<Record<string, string>>;
  readonly define?: object | undefined;
}

/** Which area, unit or category a value stands for: a known one, or one of its own; none if the cell is empty. */
function reference(
  what: string,
  { blank, known, define }: ReferenceMapping,
  text: Read<string>,
  idOf: (value: string) => string,
): Read<Reference | undefined> {
  return (cells) => {
    const value = text(cells).replaceAll(/\s+/g, ' ') || blank;
    if (value === undefined) return undefined;
    const id = Object.hasOwn(known, value) ? known[value] : undefined;
    if (id !== undefined) return { id };
    if (!define) throw new Impossible(`unknown ${what} "${value}"`);
    return { id: idOf(value), newValue: value };
  };
}

function closedByStatus({ status }: Mapping, columns: Columns): Read<boolean> | undefined {
  if (!status) return undefined;
  const text = columns.text(status.column);
  return (cells) => {
    const value = text(cells);
    if (status.closed.includes(value)) return true;
    if (status.open.includes(value)) return false;
    throw new Impossible(`${status.column} "${value}" is neither among open nor among closed`);
  };
}

function missing(what: string): never {
  throw new Impossible(`no ${what}`);
}

function orProblem(read: () => MappedRow): MappedRow {
  try {
    return read();
  } catch (error) {
    if (error instanceof Impossible) return { problem: error.message };
    throw error;
  }
}
