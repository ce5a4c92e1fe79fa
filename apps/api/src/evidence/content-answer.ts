import { extensionOf, ReadEvidence } from '@app/evidence';
import type { Evidence } from '@app/whistles';
import { Injectable, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Readable } from 'node:stream';
import type { Exchange } from '../request/exchange.decorator.js';
import { rangeOf } from './byte-range.js';

/** What a browser shows by itself; anything else is saved, so that nothing in it runs. */
const SHOWN = /^(image|video|audio)\//;

/** Answers with bytes of a file, or those that a player or a broken download asks for. Who may see it is asked before. */
@Injectable()
export class ContentAnswer {
  constructor(private readonly queries: QueryBus) {}

  /** @throws DomainError evidence/range, evidence/erased, evidence/store-unavailable */
  async of(
    { request, reply }: Exchange,
    whistleId: string,
    evidence: Evidence,
    file: Evidence['original'],
  ): Promise<StreamableFile> {
    const { evidenceId, mediaType } = evidence;
    const etag = `"${file.sha256}"`;
    const ifRange = request.headers['if-range'];
    const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
    void reply.header('Accept-Ranges', 'bytes').header('Content-Range', `bytes */${file.bytes}`);
    const { from, until, partial } = rangeOf(asked, file.bytes);
    const span = { from, until: request.method === 'HEAD' ? from : until };
    const content = await this.queries.execute<ReadEvidence, AsyncIterable<Buffer>>(
      new ReadEvidence(whistleId, evidence, file, span),
    );
    if (partial) void reply.status(206).header('Content-Range', `bytes ${from}-${until - 1}/${file.bytes}`);
    else void reply.removeHeader('Content-Range');
    const name = `${evidence.purpose.toLowerCase()}-${evidenceId.slice(0, 8)}.${extensionOf(mediaType)}`;
    void reply
      .header('ETag', etag)
      .header('X-Content-Type-Options', 'nosniff')
      .header('Content-Security-Policy', "default-src 'none'; sandbox")
      .header('Content-Type', mediaType)
      .header('Content-Length', String(until - from))
      .header('Content-Disposition', `${SHOWN.test(mediaType) ? 'inline' : 'attachment'}; filename="${name}"`);
    return new StreamableFile(Readable.from(content, { objectMode: false }));
  }
}
