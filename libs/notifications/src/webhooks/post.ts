import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { type Addresses, ForbiddenAddress } from './addresses.js';

export interface Sending {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ANSWER_MS = 15_000;

/** Not acknowledged; the message says why and holds nothing of what was sent or answered. */
export class NotAcknowledged extends Error {
  override readonly name = 'NotAcknowledged';
}

/**
 * Sends once. Only a status of 200 to 299 acknowledges; a redirection is not followed, and what the answer says is not read.
 * @throws NotAcknowledged
 */
export function post({ url, headers, body }: Sending, addresses: Addresses, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => reject(new NotAcknowledged(why, { cause }));
    const target = new URL(url);
    if (!addresses.allowsHost(target.hostname)) return fail('the address is private');
    const send = target.protocol === 'https:' ? requestTls : requestPlain;
    const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const length = String(Buffer.byteLength(body));
    const sent = send(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
        lookup: addresses.lookup,
        signal: ended,
        agent: false,
      },
      (answer) => {
        const { statusCode = 0 } = answer;
        answer.destroy();
        if (statusCode >= 200 && statusCode < 300) resolve();
        else fail(`it answered ${statusCode}`);
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof ForbiddenAddress) fail('the address is private', error);
      else if (ended.aborted && !signal.aborted) fail('it did not answer in time', error);
      else fail(error.code ?? error.name, error);
    });
    sent.end(body);
  });
}
