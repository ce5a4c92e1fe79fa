import { BeginUpload, ReceiveUpload, type Upload, Uploads } from '@app/evidence';
import { type Actor, DomainError } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { CommandContexts, newId } from '../request/command-contexts.js';
import type { Exchange } from '../request/exchange.decorator.js';
import type { upload } from './evidence.schemas.js';

type Begun = z.infer<typeof upload>;
type Wanted = Omit<BeginUpload['input'], 'uploadId'>;

/** The media type of bytes that go on where others ended; the headers are those of tus 1.0, so that its clients go on with it. */
export const OFFSET_STREAM = 'application/offset+octet-stream';

/** What uploads of staff and of reporters have in common: who may begin one is asked before. */
@Injectable()
export class UploadExchange {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly uploads: Uploads,
  ) {}

  /** @param below address of the uploads of this whistle */
  async begin(http: Exchange, actor: Actor, whistleId: string, below: string, wanted: Wanted): Promise<Begun> {
    const context = this.contexts.of(http.request, actor);
    const command = new BeginUpload(whistleId, { ...wanted, uploadId: newId(context) }, context);
    const begun = shown(await this.commands.execute<BeginUpload, Upload>(command));
    void http.reply.header('Location', `${below}/${begun.uploadId}`);
    return stands(http, begun);
  }

  async look(http: Exchange, actorId: string, whistleId: string, uploadId: string): Promise<Begun> {
    return stands(http, shown(await this.uploads.get(uploadId, whistleId, actorId)));
  }

  /** @throws DomainError upload/bad-offset, upload/offset, upload/too-long, request/not-bytes */
  async receive({ request, reply }: Exchange, actorId: string, whistleId: string, uploadId: string): Promise<void> {
    const found = await this.uploads.get(uploadId, whistleId, actorId);
    const offset = request.headers['upload-offset'];
    if (typeof offset !== 'string' || !/^\d{1,15}$/.test(offset)) throw new DomainError('upload/bad-offset');
    const chunks = request.body as AsyncIterable<Uint8Array> | undefined;
    if (request.headers['content-type'] !== OFFSET_STREAM || !chunks) throw new DomainError('request/not-bytes');
    const command = new ReceiveUpload(found, Number(offset), chunks);
    const received = await this.commands.execute<ReceiveUpload, number>(command);
    void reply.header('Upload-Offset', String(received)).header('Tus-Resumable', '1.0.0');
  }

  find(actorId: string, whistleId: string, uploadId: string): Promise<Upload | undefined> {
    return this.uploads.find(uploadId, whistleId, actorId);
  }

  cancel(actorId: string, whistleId: string, uploadId: string): Promise<void> {
    return this.uploads.remove(uploadId, whistleId, actorId);
  }
}

const shown = ({ uploadId, purpose, assignmentId, bytes, received, expiresAt }: Upload): Begun => ({
  uploadId,
  purpose,
  ...(assignmentId !== undefined && { assignmentId }),
  bytes,
  offset: received,
  expiresAt,
});

function stands({ reply }: Exchange, begun: Begun): Begun {
  void reply
    .header('Upload-Offset', String(begun.offset))
    .header('Upload-Length', String(begun.bytes))
    .header('Upload-Expires', new Date(begun.expiresAt).toUTCString())
    .header('Tus-Resumable', '1.0.0');
  return begun;
}
