import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came in. */
export interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it was answered. */
  readonly status: number;
}

export interface Subscriber {
  readonly url: string;
  /** In the order in which they came, those too that were not acknowledged. */
  readonly received: readonly Received[];
  /** Which status each is answered with; 204 unless told. */
  answerBy(status: (message: Omit<Received, 'status'>) => number): void;
  close(): Promise<void>;
}

/** A fake of a department's system that is subscribed to a webhook. */
export async function subscriber(): Promise<Subscriber> {
  const received: Received[] = [];
  let statusOf: (message: Omit<Received, 'status'>) => number = () => 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const header = (name: string): string => String(request.headers[name]);
      const message = {
        id: header('webhook-id'),
        timestamp: Number(header('webhook-timestamp')),
        signature: header('webhook-signature'),
        text,
        body: JSON.parse(text) as Received['body'],
      };
      const status = statusOf(message);
      received.push({ ...message, status });
      const location = status === 302 ? { location: '/elsewhere' } : {};
      response.writeHead(status, location).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/chuishao?token=geheim`,
    received,
    answerBy: (status) => (statusOf = status),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
