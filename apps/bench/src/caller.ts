import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';

/** Calls an API over kept connections, as somebody; notes how long each answer took. */
export class Caller {
  /** Milliseconds of every request. */
  readonly took: number[] = [];
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly address: string) {}

  get<Body>(path: string, token: string): Promise<Body> {
    return this.call('GET', path, token);
  }

  post<Body>(path: string, token: string, body: object = {}): Promise<Body> {
    return this.call('POST', path, token, JSON.stringify(body));
  }

  close(): void {
    this.agent.destroy();
  }

  /** @throws Error what is not 2xx */
  private call<Body>(method: string, path: string, token: string, content?: string): Promise<Body> {
    const began = performance.now();
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(content !== undefined && { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.address + path, { method, headers, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if ((response.statusCode ?? 500) >= 300) {
            reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
            return;
          }
          this.took.push(performance.now() - began);
          resolve(JSON.parse(text) as Body);
        });
      });
      sent.on('error', reject);
      sent.end(content);
    });
  }
}
