import type { StoredSchema } from '@app/event-store';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readGolden } from './golden.js';

/** Where the events of one kind of stream are described. */
export interface DescribedEvents {
  readonly title: string;
  readonly streams: string;
  readonly schemas: Readonly<Record<string, StoredSchema>>;
  /** The sources that the schemas stand in: their doc comments say what each event means. */
  readonly sources: readonly URL[];
  readonly golden: URL;
}

/** `docs/event-catalogue.md`: every stored event, its meaning, its fields and one example. */
export const eventCatalogue = (kinds: readonly DescribedEvents[]): string =>
  [
    '# Event catalogue',
    '',
    'Every event that lies in the log. Made from the stored schemas and the golden files; a test keeps it true',
    '(`UPDATE_DOCS=1 npm run test:unit -- --testPathPatterns event-catalogue` writes it anew). `?` = may be absent.',
    ...kinds.flatMap(describeKind),
    '',
  ].join('\n');

function describeKind({ title, streams, schemas, sources, golden }: DescribedEvents): string[] {
  const text = sources.map((source) => readFileSync(source, 'utf8')).join('\n');
  const examples = readGolden(golden);
  return [
    '',
    `## ${title}`,
    '',
    `Streams ${streams}.`,
    ...Object.entries(schemas).flatMap(([type, { version, schema }]) => {
      const example = examples.find((one) => one.type === type && one.schemaVersion === version);
      const { properties = {}, required = [] } = z.toJSONSchema(schema) as JsonSchema;
      const fields = Object.entries(properties).map(
        ([name, field]) => `- \`${name}\`${required.includes(name) ? '' : '?'}: ${shapeOf(field)}`,
      );
      return [
        '',
        `### ${type}`,
        '',
        ...[meaning(text, type)].filter((line) => line !== '').flatMap((line) => [line, '']),
        `Version ${version}.${fields.length === 0 ? ' No fields.' : ''}`,
        '',
        ...fields,
        '',
        '```json',
        JSON.stringify(example?.data, null, 2),
        '```',
      ];
    }),
  ];
}

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** A field's type, in a line. */
function shapeOf({ type = 'any', format, items, properties, required, ...rest }: JsonSchema): string {
  const choices = rest.anyOf ?? rest.oneOf;
  if (choices) return choices.map(shapeOf).join(' or ');
  if (rest.enum) return rest.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (rest.const !== undefined) return `\`${JSON.stringify(rest.const)}\``;
  if (items) return `list of ${shapeOf(items)}`;
  if (!properties) return format ? `${type} (${format})` : type;
  const inner = Object.entries(properties).map(
    ([name, field]) => `\`${name}\`${required?.includes(name) ? '' : '?'}: ${shapeOf(field)}`,
  );
  return `{ ${inner.join(', ')} }`;
}

/** The doc comment that stands before an event. */
function meaning(source: string, type: string): string {
  const comment = new RegExp(String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\s*${type}:`).exec(source)?.[1] ?? '';
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}
