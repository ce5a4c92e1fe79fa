import { DomainError } from '@app/kernel';
import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';

/**
 * Validates body, query and parameters against the zod schema of the route; names every offending field.
 * A body or query without a schema is refused: it would reach a command unchecked.
 */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  /** @throws DomainError request/invalid */
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { type, data, schema } = metadata;
    if (type === 'custom') return value;
    if (!schema) throw new Error(`a ${type} parameter has no schema`);
    const unreadable = unreadableTexts(value);
    const result = unreadable.length > 0 ? { issues: unreadable } : await this.validate<T>(value, schema);
    if (!result.issues) return result.value;
    const errors = result.issues.flatMap(eachUnknownField).map(({ path = [], message }) => ({
      in: type === 'param' ? 'path' : type,
      field: [...(data ? [data] : []), ...path.map((part) => String(typeof part === 'object' ? part.key : part))].join(
        '.',
      ),
      message,
    }));
    throw new DomainError('request/invalid', { errors });
  }
}

interface Issue {
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly message: string;
}

/** zod tells of all unknown fields of an object at once; whoever sent them wants each named. */
const eachUnknownField = (issue: Issue): Issue[] =>
  'keys' in issue && Array.isArray(issue.keys)
    ? issue.keys.map((key: string) => ({
        path: [...(issue.path ?? []), key],
        message: 'is not a field of this request',
      }))
    : [issue];

const NO_TEXT = /[\0\p{Cs}]/u;

/** Texts with NUL or half a surrogate pair, which no database keeps, wherever they are. */
function unreadableTexts(value: unknown, path: readonly string[] = []): { path: readonly string[]; message: string }[] {
  if (typeof value === 'string') {
    return NO_TEXT.test(value) ? [{ path, message: 'contains characters that are no text' }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => unreadableTexts(item, [...path, key]));
}
