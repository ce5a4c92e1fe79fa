import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { API_KEY, type RouteAccess } from './auth/access.decorator.js';
import { accessByOperation, describedAs, describedParameter } from './openapi-texts.js';
import { PROBLEM_STATUSES, problemSchema } from './problems/problem.schema.js';
import { webhooksDocument } from './webhooks-document.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string] | undefined;
const METHODS = ['get', 'post', 'patch', 'delete'] as const;
interface Where {
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly schemas: Schemas;
}
type Parameter = NonNullable<Operation['parameters']>[number];

/** OpenAPI 3.1 from the schemas that validate: the page at `/api/docs`, the document at `/api/docs-json`. */
export function documentApi(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Chuishao 吹哨报到')
    .setDescription(
      'Blow the whistle, report in. Every write takes `Idempotency-Key`, and one on a whistle also `If-Match`; it ' +
        'answers with `ETag` (the revision) and `X-Position`. Every list takes `limit` and `cursor`, and a view also ' +
        '`after` (an X-Position to wait for). Errors are RFC 9457 problem details with a stable `code`, in Chinese or ' +
        'English by `Accept-Language`.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, API_KEY)
    .build();
  SwaggerModule.setup('api/docs', app, () =>
    completed(SwaggerModule.createDocument(app, config), accessByOperation(app)),
  );
}

/** Adds to each operation what holds for all of their kind: the headers they take and give, the problems they answer with. */
function completed(document: OpenAPIObject, access: ReadonlyMap<string, RouteAccess>): OpenAPIObject {
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem as never },
  };
  document.webhooks = webhooksDocument();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      complete(operation, { method, path, schemas: document.components?.schemas ?? {} });
      operation.description = describedAs(operation, access.get(operation.operationId ?? ''));
      for (const parameter of operation.parameters ?? []) {
        if ('name' in parameter) parameter.description = describedParameter(parameter) ?? '';
      }
    }
  }
  return document;
}

/** Whether every field of a body is optional: then so is the body. */
function mayBeAbsent(schema: Schema, schemas: Schemas): boolean {
  if (!schema) return true;
  if ('$ref' in schema) return mayBeAbsent(schemas[schema.$ref.split('/').at(-1) ?? ''], schemas);
  return schema.type === 'object' && !schema.required?.length;
}

function complete(operation: Operation, { method, path, schemas }: Where): void {
  const isApi = path.startsWith('/api/v1');
  const isCommand = method === 'post' && isApi && !path.startsWith('/api/v1/demo');
  const onWhistle = isCommand && /\{(whistleId|number)\}/.test(path) && !/\/(reveal|uploads)$/.test(path);
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...(isApi ? [ACCEPT_LANGUAGE] : []),
    ...(isCommand ? [IDEMPOTENCY_KEY] : []),
    ...(onWhistle ? [IF_MATCH] : []),
  ];
  const body = operation.requestBody;
  const json = body && 'content' in body ? body.content['application/json'] : undefined;
  if (json && body && 'content' in body) body.required = !mayBeAbsent(json.schema, schemas);
  const writes = method !== 'get';
  const told = (status: number): boolean =>
    writes || !ONLY_COMMANDS.has(status) || (status === 409 && path.endsWith('preview'));
  const problems = isApi ? PROBLEM_STATUSES.filter(told) : [503];
  for (const status of problems) {
    operation.responses[status] = {
      description: STATUS_CODES[status] ?? 'A problem',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  const page = operation.responses['200'];
  if (method === 'get' && page && 'content' in page && isPage(page.content?.['application/json']?.schema, schemas)) {
    page.content = { ...page.content, 'text/csv': { schema: { type: 'string' } } };
  }
  for (const status of ['200', '201']) {
    const answer = operation.responses[status];
    if (!answer || '$ref' in answer) continue;
    answer.description ||= 'Done';
    if (onWhistle || (isCommand && path === '/api/v1/whistles'))
      answer.headers = { ...answer.headers, ...POSITION_HEADERS };
  }
}

/** Every list is to be had as CSV. */
function isPage(schema: Schema, schemas: Schemas): boolean {
  if (!schema) return false;
  if ('$ref' in schema) return isPage(schemas[schema.$ref.split('/').at(-1) ?? ''], schemas);
  return schema.properties !== undefined && 'items' in schema.properties && 'nextCursor' in schema.properties;
}

/** Statuses that only a write answers with; a preview refuses what the command itself would. */
const ONLY_COMMANDS: ReadonlySet<number> = new Set([409, 412, 413, 415]);

const header = (name: string, description: string): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});
const ACCEPT_LANGUAGE = header('Accept-Language', '`zh` (the default) or `en`');
const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'Chosen by you, 1 to 128 visible characters, at least 16 without an account: the same request again gets the first answer',
);
const IF_MATCH = header('If-Match', 'The ETag that you have seen, such as "7": refused with 412 if it is stale');
const POSITION_HEADERS = {
  ETag: { description: 'The revision of the whistle, in quotes', schema: { type: 'string' as const } },
  'X-Position': { description: 'Pass it as ?after= to read this write', schema: { type: 'string' as const } },
};
