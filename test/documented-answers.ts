import type { Answer } from '@app/testing';
import { z } from 'zod';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/**
 * Checks answers against the OpenAPI document that the server itself publishes: status, media type and body.
 * @returns a function that throws at the first answer that an integrator could not have expected
 */
export async function documentedAnswers(address: string): Promise<(answer: Answer<unknown>) => void> {
  const response = await fetch(`${address}/api/docs-json`);
  const document = (await response.json()) as OpenApi;
  const $defs = asDefinitions(document.components.schemas);
  const schemas = new Map<object, z.ZodType>();
  const schemaOf = (schema: object): z.ZodType => {
    const known = schemas.get(schema) ?? z.fromJSONSchema({ ...(asDefinitions(schema) as object), $defs } as never);
    schemas.set(schema, known);
    return known;
  };
  const routes = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    /** `/whistles/search` before `/whistles/{id}`. */
    parameters: path.split('{').length,
    operations,
  }));
  routes.sort((a, b) => a.parameters - b.parameters);

  return ({ method, path, status, headers, body }) => {
    const [pathname = ''] = path.split('?');
    if (!pathname.startsWith('/api/v1/')) return;
    const operation = routes.find(({ pattern }) => pattern.test(pathname))?.operations[method.toLowerCase()];
    if (!operation) return;
    const documented = operation.responses[status];
    const said = `${method} ${path} answered ${status}: ${JSON.stringify(body)}`;
    if (!documented) throw new Error(`a status that is not documented: ${said}`);
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    if (!documented.content && body === '') return;
    const schema = documented.content?.[type]?.schema;
    if (!schema) throw new Error(`${type} is not documented: ${said}`);
    const checked = schemaOf(schema).safeParse(body);
    if (!checked.success) throw new Error(`not as documented: ${z.prettifyError(checked.error)}\n${said}`);
  };
}

const asDefinitions = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'));
