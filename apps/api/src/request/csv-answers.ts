import { DomainError } from '@app/kernel';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';
import { type Column, columnsOf, csvOf } from './csv.js';

/** Where the documentation keeps what a route answers. */
const API_RESPONSE = 'swagger/apiResponse';

/**
 * Answers any list as CSV to whoever asks for `text/csv`: a line for each item of the page, its columns those of the
 * documented answer. Where the next page begins is in the header `Link`.
 */
@Injectable()
export class CsvAnswers implements NestInterceptor {
  private readonly known = new Map<unknown, readonly Column[] | undefined>();

  /** @throws DomainError request/no-csv the route is no list */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const wanted = wantsCsv(request.headers.accept);
    if (wanted === 'NO') return next.handle();
    const columns = this.columnsOf(context.getHandler());
    if (!columns && wanted === 'ONLY') throw new DomainError('request/no-csv');
    if (!columns) return next.handle();
    return next.handle().pipe(map((page) => answered(page, columns, request, http.getResponse<FastifyReply>())));
  }

  private columnsOf(handler: object): readonly Column[] | undefined {
    if (!this.known.has(handler)) {
      const answers = Reflect.getMetadata(API_RESPONSE, handler) as Answers | undefined;
      const schema = answers?.['200']?.standardSchema;
      this.known.set(handler, schema instanceof z.ZodType ? columnsOf(schema) : undefined);
    }
    return this.known.get(handler);
  }
}

type Answers = Readonly<Record<string, { readonly standardSchema?: unknown } | undefined>>;

function wantsCsv(accept: string | undefined): 'NO' | 'RATHER' | 'ONLY' {
  const kinds = (accept ?? '').split(',').map((one) => one.split(';', 1)[0]?.trim().toLowerCase());
  if (!kinds.includes('text/csv')) return 'NO';
  return kinds.length === 1 ? 'ONLY' : 'RATHER';
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string;
}

function answered(page: unknown, columns: readonly Column[], request: FastifyRequest, reply: FastifyReply): string {
  const { items, nextCursor } = page as Page;
  const url = new URL(request.url, 'http://localhost');
  const name = url.pathname.split('/').at(-1) ?? 'list';
  void reply
    .header('Content-Type', 'text/csv; charset=utf-8')
    .header('Content-Disposition', `attachment; filename="${encodeURIComponent(name)}.csv"`);
  if (nextCursor !== undefined) {
    url.searchParams.set('cursor', nextCursor);
    void reply.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return csvOf(columns, items);
}
