import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

export interface FakeS3 {
  /** Of the bucket. */
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** Answers so many of the next requests with 503, as a busy store does. */
  failNext(times: number): void;
  close(): Promise<void>;
}

/**
 * A fake of an S3 store: one bucket, objects put, read by range and asked for. It checks each signature (AWS Signature
 * Version 4) on its own, and refuses what is not signed with this secret.
 */
export async function fakeS3(secret: string): Promise<FakeS3> {
  const objects = new Map<string, Buffer>();
  let failing = 0;
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const end = (status: number, content: Buffer | string = '', headers: Record<string, string> = {}) =>
      void response.writeHead(status, headers).end(content);
    if (failing > 0) {
      failing--;
      return end(503);
    }
    if (!isSigned(request, body, secret)) return end(403);
    const name = (request.url ?? '').replace('/evidence/', '');
    const object = objects.get(name);
    if (request.method === 'PUT') {
      objects.set(name, body);
      return end(200);
    }
    if (!object) return end(404);
    if (request.method === 'HEAD') return end(200, '', { 'content-length': String(object.length) });
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    return end(206, object.subarray(Number(from), to === '' ? undefined : Number(to) + 1));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/evidence`,
    objects,
    failNext: (times) => (failing = times),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The signature as the algorithm says, computed from the request alone. */
function isSigned({ method, url = '', headers }: IncomingMessage, body: Buffer, secret: string): boolean {
  const given = /Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
    headers.authorization ?? '',
  );
  if (!given) return false;
  const [, , date = '', region = '', names = '', signature] = given;
  const contentHash = String(headers['x-amz-content-sha256']);
  if (contentHash !== 'UNSIGNED-PAYLOAD' && contentHash !== sha256(body)) return false;
  const signed = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = [method, url, '', signed.join(''), names, contentHash].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secret}`, date), region));
  return hmac(key, text).toString('hex') === signature;
}
